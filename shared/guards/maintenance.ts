import { resourcesOf } from '../changes';
import type { Maintenance } from '../model/policy';
import type { Guard } from '../model/guard';
import { text } from '../model/text';
import { clock, hold, hourMs, lookBack, minuteMs } from './earlier';
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
      .flatMap((window) => endsOf(window, now).map((until) => ({ scope: window.scope, until })))
      .toSorted((a, b) => b.until - a.until);
    if (!last) return { kind: 'pass' };
    return hold(
      last.until,
      text(
        `${last.scope} is in maintenance until ${clock(last.until)}. Reconnect looks again then.`,
        `${last.scope}은(는) ${clock(last.until)}까지 점검 중입니다. Reconnect는 그때 다시 확인합니다.`,
      ),
    );
  },
};

const dayMs = 24 * hourMs;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** When a window that is open at `now` ends; nothing where none is. Times in ms since the epoch. */
function endsOf(window: Maintenance, now: number): readonly number[] {
  const opened =
    window.kind === 'once' ? [{ from: Date.parse(window.from), to: Date.parse(window.to) }] : weekly(window, now);
  return opened.filter(({ from, to }) => from <= now && now < to).map(({ to }) => to);
}

/** The windows of today and of yesterday, which may run over midnight. One that ends when it begins lasts a day. */
function weekly(window: Extract<Maintenance, { kind: 'weekly' }>, now: number) {
  const today = now - (now % dayMs);
  const [from, to] = [sinceMidnight(window.from), sinceMidnight(window.to)];
  return [today - dayMs, today]
    .filter((day) => window.days.some((each) => each === weekdays[new Date(day).getUTCDay()]))
    .map((day) => ({ from: day + from, to: day + to + (to <= from ? dayMs : 0) }));
}

/** `22:30` in ms. */
function sinceMidnight(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * hourMs + minutes * minuteMs;
}
