import { nameOf } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { GatewayTarget } from '../../model/target';
import { text } from '../../model/text';
import { failingBy, probeUrl, shellWord, whereFails } from './probing';

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
  judge: (see, target) => {
    const all = failingBy(see, target, 'http-body');
    const [first] = all;
    const server = first?.servers[0];
    if (!first || !server)
      return {
        kind: 'excluded',
        because: text(
          'No answer to a health probe lacked its text.',
          '상태 프로브 응답에 문자열이 빠진 경우가 없습니다.',
        ),
      };
    const { probe, settings } = first.probing;
    const url = probeUrl(first.probing, server);
    const wanted = probe?.body === undefined ? '' : ` “${probe.body}”`;
    return {
      kind: 'found',
      blamed: probe?.id ?? settings.id,
      because: text(
        `${all.map(whereFails).join('; ')}: the answer of ${url} does not contain${wanted || ' the text of the probe'}.`,
        `${all.map(whereFails).join('; ')}: ${url}의 응답에 프로브의 문자열${wanted}이(가) 없습니다.`,
      ),
      advice: text(
        `Look at what the server answers: curl -sk ${shellWord(url)}. Where that is as it should be, change the text that probe ${nameOf(probe?.id ?? settings.id)} looks for.`,
        `서버의 응답을 확인하세요: curl -sk ${shellWord(url)}. 응답이 정상이라면 프로브 ${nameOf(probe?.id ?? settings.id)}이(가) 찾는 문자열을 변경하세요.`,
      ),
      fixes: [],
    };
  },
};
