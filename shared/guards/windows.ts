import type { Policy, Window } from '../model/policy';
import { clockAt, timeOfClock } from '../model/time-zone';
import { hourMs, minuteMs } from './earlier';

const dayMs = 24 * hourMs;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
/** Yesterday, whose window may run over midnight, until this day next week. */
const daysAround = [-1, 0, 1, 2, 3, 4, 5, 6, 7];

/**
 * When a window is open, from the day before `now` until a week after it; times in ms since the epoch. A weekly one is as the
 * clocks of the policy's zone show it, so that it lasts an hour less or more where they are put forward or back in it. One
 * that ends when it begins lasts a day.
 */
export function spansOf(
  window: Window,
  now: number,
  { timeZone }: Pick<Policy, 'timeZone'>,
): readonly { readonly from: number; readonly to: number }[] {
  if (window.kind === 'once') return [{ from: Date.parse(window.from), to: Date.parse(window.to) }];
  const clock = clockAt(now, timeZone);
  const today = clock - (clock % dayMs);
  const [from, to] = [sinceMidnight(window.from), sinceMidnight(window.to)];
  return daysAround
    .map((days) => today + days * dayMs)
    .filter((day) => window.days.some((each) => each === weekdays[new Date(day).getUTCDay()]))
    .map((day) => ({
      from: timeOfClock(day + from, timeZone),
      to: timeOfClock(day + to + (to <= from ? dayMs : 0), timeZone),
    }));
}

/** `22:30` in ms. */
function sinceMidnight(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * hourMs + minutes * minuteMs;
}
