import { resourcesOf } from '../changes';
import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { clock, hold, lookBack } from './earlier';
import { spansOf } from './windows';
import { isWithin } from './within';

/** Are people working on the target, or on what the plan changes, in a window that the policy names? */
export const maintenance: Guard = {
  id: 'maintenance',
  title: text('Not in a maintenance window', '점검 시간이 아님'),
  order: 40,
  check: (see, proposed, policy) => {
    const { now } = lookBack(see, proposed);
    const places = [proposed.target.id, ...resourcesOf(proposed.plan)];
    const [last] = policy.maintenance
      .filter(({ scope }) => places.some((id) => isWithin(scope, id)))
      .flatMap((window) => spansOf(window, now, policy).map((span) => ({ ...span, scope: window.scope })))
      .filter(({ from, to }) => from <= now && now < to)
      .toSorted((a, b) => b.to - a.to);
    if (!last) return { kind: 'pass' };
    return hold(
      last.to,
      text(
        `${last.scope} is in maintenance until ${clock(last.to)}. Reconnect looks again then.`,
        `${last.scope}은(는) ${clock(last.to)}까지 점검 중입니다. Reconnect는 그때 다시 확인합니다.`,
      ),
    );
  },
};
