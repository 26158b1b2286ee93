import { nameOf } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { shellWord } from '../../model/shell-word';
import type { GatewayTarget } from '../../model/target';
import { text } from '../../model/text';
import { failingBy, probeUrl, verdictOn } from './probing';

/** A backend answers a probe with another body than the probe wants. */
export const httpBody: Cause<GatewayTarget> = {
  id: 'appgw/http-body',
  explains: ['backend-unhealthy'],
  order: 221,
  title: text(
    'A backend’s answer lacks the text that its probe looks for',
    '백 엔드 응답에 프로브가 찾는 문자열이 없음',
  ),
  source: source('appgw-backend-health', 'HTTP response body mismatch'),
  judge: (see, target) =>
    verdictOn(
      failingBy(see, target, 'http-body'),
      text('No answer to a health probe lacked its text.', '상태 프로브 응답에 문자열이 빠진 경우가 없습니다.'),
      ({ probing, servers: [server] }, where) => {
        const { probe, settings } = probing;
        const blamed = probe?.id ?? settings.id;
        const url = probeUrl(probing, server);
        const wanted = probe?.body === undefined ? '' : ` “${probe.body}”`;
        return {
          blamed,
          because: text(
            `${where}: the answer of ${url} does not contain${wanted || ' the text of the probe'}.`,
            `${where}: ${url}의 응답에 프로브의 문자열${wanted}이(가) 없습니다.`,
          ),
          advice: text(
            `Look at what the server answers (curl -sk ${shellWord(url)}). Where that is as it should be, change the text that probe ${nameOf(blamed)} looks for.`,
            `서버의 응답을 확인하세요(curl -sk ${shellWord(url)}). 응답이 정상이라면 프로브 ${nameOf(blamed)}이(가) 찾는 문자열을 변경하세요.`,
          ),
        };
      },
    ),
};
