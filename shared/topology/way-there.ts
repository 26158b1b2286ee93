import { nameOf } from '../model/arm-id';
import type { Verdict } from '../model/judgement';
import type { See } from '../model/observation';
import type { VmTarget } from '../model/target';
import { text } from '../model/text';
import { nextHop } from '../observations/next-hop';
import { judgeHop } from './judge-hop';
import { wayThereQuestion } from './questions';

/** What becomes of what `sourceVm` (an id) sends to the target, as far as its routes show it. */
export function judgeWayThere(see: See, target: VmTarget, sourceVm: string): Verdict {
  const question = wayThereQuestion(see, target, sourceVm);
  const to = question.destinationAddress;
  const source = nameOf(sourceVm);
  return judgeHop(see, see(nextHop, question), {
    vm: sourceVm,
    to,
    goes: ({ en, ko }) =>
      text(
        `Next hop: what ${source} sends to ${to} goes to ${en}.`,
        `다음 홉: ${source}에서 ${to}(으)로 보내는 것은 ${ko}(으)로 나갑니다.`,
      ),
    dropped: (table) =>
      text(
        `Next hop: what ${source} sends to ${to} is dropped by a route of ${table}.`,
        `다음 홉: ${source}에서 ${to}(으)로 보내는 것이 ${table}의 경로에서 버려집니다.`,
      ),
    unrouted: text(
      `Next hop: no route leads from ${source} to ${to}.`,
      `다음 홉: ${source}에서 ${to}(으)로 가는 경로가 없습니다.`,
    ),
  });
}
