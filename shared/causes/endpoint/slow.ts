import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { EndpointTarget } from '../../model/target';
import { text } from '../../model/text';
import { calledOf, slowness, triedOf } from '../../topology/endpoints';

/** It answers, but later than is expected: by what Azure measured, not by what anybody feels. */
export const slow: Cause<EndpointTarget> = {
  id: 'endpoint/slow',
  explains: ['endpoint-unreachable'],
  concerns: ({ latencyMs }) => latencyMs !== undefined,
  order: 200,
  title: text('It takes longer than is expected', '기대보다 오래 걸림'),
  source: source('connectivity', 'Check website latency (latency)'),
  judge: (see, target) => {
    const tried = triedOf(see, target);
    const because = slowness(target, tried);
    if (because)
      return {
        kind: 'found',
        blamed: calledOf(target.to),
        because,
        fixes: [],
        advice: text(
          'See in which region it is, over which appliances and gateways the way leads, and how busy both ends are. Where this is as fast as it gets, correct latencyMs in the policy.',
          '대상이 어느 지역에 있는지, 경로가 어떤 어플라이언스와 게이트웨이를 지나는지, 양쪽이 얼마나 바쁜지 확인하세요. 이 값이 한계라면 정책의 latencyMs를 고치세요.',
        ),
      };
    if (tried.status === 'reachable' && !tried.latency)
      return {
        kind: 'uncertain',
        because: text('Azure did not measure how long it takes.', 'Azure가 지연 시간을 측정하지 않았습니다.'),
      };
    return {
      kind: 'excluded',
      because: text('It is not that it answers late.', '늦게 응답하는 것이 문제가 아닙니다.'),
    };
  },
};
