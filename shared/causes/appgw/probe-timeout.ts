import { nameOf } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { shellWord } from '../../model/shell-word';
import type { GatewayTarget } from '../../model/target';
import { joinText, text } from '../../model/text';
import { failingBy, probeUrl, verdictOn } from './probing';

/** A backend takes longer to answer its probe than the probe waits. */
export const probeTimeout: Cause<GatewayTarget> = {
  id: 'appgw/probe-timeout',
  explains: ['backend-unhealthy'],
  order: 230,
  title: text('A backend answers its health probe too late', '백 엔드가 상태 프로브에 너무 늦게 응답함'),
  source: source('appgw-backend-health', 'Backend server timeout'),
  judge: (see, target) =>
    verdictOn(
      failingBy(see, target, 'timeout'),
      text('No health probe waited in vain for an answer.', '응답을 기다리다 실패한 상태 프로브가 없습니다.'),
      ({ probing, servers: [server] }, where) => {
        const { probe, settings, timeout } = probing;
        const url = probeUrl(probing, server);
        const command = `curl -sk -o /dev/null -w '%{time_total} s' ${shellWord(url)}`;
        return {
          blamed: probe?.id ?? settings.id,
          because: text(
            `${where}: ${url} did not answer within ${timeout} s.`,
            `${where}: ${url}이(가) ${timeout}초 안에 응답하지 않았습니다.`,
          ),
          advice: joinText(
            text(
              `Measure from a VM in the network how long the answer takes: ${command}. Where it should be faster, look at the application and what it waits for.`,
              `네트워크 안의 VM에서 응답 시간을 측정하세요: ${command}. 더 빨라야 한다면 애플리케이션과 그 종속성을 확인하세요.`,
            ),
            probe
              ? text(
                  `Where it may take that long, raise the timeout of probe ${nameOf(probe.id)} above it.`,
                  `그만큼 걸려도 된다면 프로브 ${nameOf(probe.id)}의 제한 시간을 그보다 크게 설정하세요.`,
                )
              : text(
                  `Where it may take that long, setting ${nameOf(settings.id)} needs a custom probe with a longer timeout: the default one cannot be changed.`,
                  `그만큼 걸려도 된다면 설정 ${nameOf(settings.id)}에 제한 시간이 더 긴 사용자 지정 프로브가 필요합니다. 기본 프로브는 변경할 수 없습니다.`,
                ),
          ),
        };
      },
    ),
};
