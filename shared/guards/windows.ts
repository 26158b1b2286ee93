import type { Window } from '../model/policy';
import { hourMs, minuteMs } from './earlier';

const dayMs = 24 * hourMs;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
/** Yesterday, whose window may run over midnight, until this day next week. */
const daysAround = [-1, 0, 1, 2, 3, 4, 5, 6, 7];

/** When a window is open, from the day before `now` until a week after it; times in ms since the epoch. One that ends when it begins lasts a day. */
export function spansOf(window: Window, now: number): readonly { readonly from: number; readonly to: number }[] {
  if (window.kind === 'once') return [{ from: Date.parse(window.from), to: Date.parse(window.to) }];
  const today = now - (now % dayMs);
  const [from, to] = [sinceMidnight(window.from), sinceMidnight(window.to)];
  return daysAround
    .map((days) => today + days * dayMs)
    .filter((day) => window.days.some((each) => each === weekdays[new Date(day).getUTCDay()]))
    .map((day) => ({ from: day + from, to: day + to + (to <= from ? dayMs : 0) }));
}

/** `22:30` in ms. */
function sinceMidnight(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * hourMs + minutes * minuteMs;
}
