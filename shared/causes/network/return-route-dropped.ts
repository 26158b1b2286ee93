import { text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { whence, type VmTarget } from '../../model/target';
import { nextHop } from '../../observations/next-hop';
import { judgeHop } from '../../topology/judge-hop';
import { returnQuestion } from '../../topology/questions';

/** The VM's answers have no way back: the route for them drops them. */
export const returnRouteDropped: Cause<VmTarget> = {
  id: 'network/return-route-dropped',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  order: 310,
  title: text('The VM’s answers have no route back', 'VM의 응답이 돌아갈 경로가 없음'),
  source: source('ssh', 'Check routing'),
  sourceFor: { 'app-unreachable': source('app-access', 'Step 2: load balancers and firewalls on the way') },
  judge: (see, target) => {
    const hop = see(nextHop, returnQuestion(see, target));
    const { en, ko } = whence(target.from);
    return judgeHop(see, hop, {
      vm: target.id,
      to: target.from.address,
      goes: (where) =>
        text(
          `Next hop: answers to ${en} go to ${where.en}.`,
          `다음 홉: ${ko}(으)로 가는 응답은 ${where.ko}(으)로 나갑니다.`,
        ),
      dropped: (table) =>
        text(
          `Next hop: answers to ${en} are dropped by a route of ${table}.`,
          `다음 홉: ${ko}(으)로 가는 응답이 ${table}의 경로에서 버려집니다.`,
        ),
      unrouted: text(`Next hop: no route leads answers to ${en}.`, `다음 홉: ${ko}(으)로 가는 응답의 경로가 없습니다.`),
    });
  },
};
