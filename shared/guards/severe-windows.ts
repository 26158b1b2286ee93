import { changedBy } from '../changes';
import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { clock, hold, lookBack } from './earlier';
import { spansOf } from './windows';
import { isWithin } from './within';

/** Is it a time at which the policy lets severe fixes be applied there? Each window that a plan concerns has to be open, or another of that scope. */
export const severeWindows: Guard = {
  id: 'severe-windows',
  title: text('A severe fix may be applied at this time', '심각한 조치를 적용해도 되는 시간임'),
  order: 45,
  check: (see, proposed, policy) => {
    const { target, alongside, plan } = proposed;
    if (plan.risk !== 'severe' || policy.severeWindows.length === 0) return { kind: 'pass' };
    const { now } = lookBack(see, proposed);
    const changed = [plan.resource, ...[...plan.changes, ...plan.undo].map(changedBy)];
    const closed = [target.id, ...alongside.map(({ id }) => id), ...changed].flatMap((id) => {
      const spans = policy.severeWindows
        .filter(({ scope }) => isWithin(scope, id))
        .map((window) => spansOf(window, now, policy));
      const isFree = spans.length === 0 || spans.flat().some(({ from, to }) => from <= now && now < to);
      return isFree ? [] : [{ id, opens: Math.min(...spans.flat().flatMap(({ from }) => (from > now ? from : []))) }];
    });
    const [last] = closed.toSorted((a, b) => b.opens - a.opens);
    if (!last) return { kind: 'pass' };
    if (last.opens === Infinity)
      return {
        kind: 'block',
        because: text(
          `The policy lets severe fixes of ${last.id} be applied only in its windows (severeWindows), and the last of them is over.`,
          `정책은 ${last.id}에 대한 심각한 조치를 정해진 시간(severeWindows)에만 허용하는데, 남은 시간이 없습니다.`,
        ),
      };
    return hold(
      last.opens,
      text(
        `The policy lets severe fixes of ${last.id} be applied only in its windows (severeWindows); the next one opens at ${clock(last.opens)}. Reconnect looks again then.`,
        `정책은 ${last.id}에 대한 심각한 조치를 정해진 시간(severeWindows)에만 허용합니다. 다음 시간은 ${clock(last.opens)}에 시작하며, Reconnect는 그때 다시 확인합니다.`,
      ),
    );
  },
};
