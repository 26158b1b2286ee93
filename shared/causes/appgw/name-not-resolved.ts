import { nameOf } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { shellWord } from '../../model/shell-word';
import type { GatewayTarget } from '../../model/target';
import { joinText, text } from '../../model/text';
import { failingBy, verdictOn } from './probing';

/** A gateway finds no address for a host name in its pool. */
export const nameNotResolved: Cause<GatewayTarget> = {
  id: 'appgw/name-not-resolved',
  explains: ['backend-unhealthy'],
  order: 200,
  title: text('A host name in the backend pool has no address', '백 엔드 풀의 호스트 이름을 확인할 수 없음'),
  source: source('appgw-backend-health', 'DNS resolution error'),
  judge: (see, target) => {
    const all = failingBy(see, target, 'dns');
    const names = [...new Set(all.flatMap(({ servers }) => servers.map(({ address }) => address)))].join(', ');
    return verdictOn(
      all,
      text('No health probe failed for want of an address.', '주소를 찾지 못해 실패한 상태 프로브가 없습니다.'),
      ({ servers: [first] }) => ({
        blamed: first.pool || target.id,
        because: text(
          `The gateway finds no address for ${names} of pool ${nameOf(first.pool)}.`,
          `게이트웨이가 풀 ${nameOf(first.pool)}의 ${names}에 대한 주소를 찾지 못합니다.`,
        ),
        advice: joinText(
          text(
            `Ask from a VM in the gateway’s network: nslookup ${shellWord(first.address)}. Where it is not found there either, mend the name in the pool, the record, or the network’s own DNS servers.`,
            `게이트웨이 네트워크의 VM에서 확인하세요: nslookup ${shellWord(first.address)}. 거기서도 찾을 수 없으면 풀의 이름, 레코드 또는 네트워크의 사용자 지정 DNS 서버를 고치세요.`,
          ),
          text(
            'Where it is found, the gateway remembers an older answer: stop and start it, during which it serves nobody for some minutes.',
            '거기서 찾을 수 있으면 게이트웨이가 이전 응답을 기억하고 있는 것입니다. 중지 후 시작하세요. 그동안 몇 분간 서비스가 중단됩니다.',
          ),
        ),
      }),
    );
  },
};
