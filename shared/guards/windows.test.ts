import fc from 'fast-check';
import type { Window } from '../model/policy';
import { clockAt } from '../model/time-zone';
import { spansOf } from './windows';

const weekly = (from: string, to: string, ...days: Extract<Window, { kind: 'weekly' }>['days']): Window => ({
  kind: 'weekly',
  scope: '/subscriptions/s',
  days,
  from,
  to,
});
const all = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** In which of the window's spans a time is, as ISO 8601. */
const openAt = (window: Window, time: string, timeZone: string) =>
  spansOf(window, Date.parse(time), { timeZone })
    .filter(({ from, to }) => from <= Date.parse(time) && Date.parse(time) < to)
    .map(({ from, to }) => [from, to].map((each) => new Date(each).toISOString().slice(0, 16)));

test('a weekly window is as the clocks of the zone show it, also its day', () => {
  const night = weekly('01:00', '05:00', 'sat');
  // In Seoul it is Saturday, 02:15.
  expect(openAt(night, '2026-11-20T17:15:00Z', 'Asia/Seoul')).toEqual([['2026-11-20T16:00', '2026-11-20T20:00']]);
  expect(openAt(night, '2026-11-20T17:15:00Z', 'UTC')).toEqual([]);
  expect(openAt(night, '2026-11-21T02:15:00Z', 'Asia/Seoul')).toEqual([]);
  expect(openAt(night, '2026-11-21T02:15:00Z', 'UTC')).toEqual([['2026-11-21T01:00', '2026-11-21T05:00']]);
});

test.each([
  ['is an hour shorter where the clock is put forward', '2026-03-29T00:30:00Z', '2026-03-28T23:00', '2026-03-29T03:00'],
  ['is an hour longer where the clock is put back', '2026-10-25T01:30:00Z', '2026-10-24T22:00', '2026-10-25T04:00'],
])('one over the night %s', (_, time, from, to) => {
  expect(openAt(weekly('00:00', '05:00', 'sun'), time, 'Europe/Berlin')).toEqual([[from, to]]);
});

test('is open just while the clock shows so, whatever the zone and the day', () => {
  const time = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2028, 0, 1) / 60_000 });
  const hour = fc.integer({ min: 0, max: 23 });
  const zone = fc.constantFrom('UTC', 'Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu');
  fc.assert(
    fc.property(time, hour, hour, zone, (minutes, from, to, timeZone) => {
      const now = minutes * 60_000;
      const shown = Math.floor(clockAt(now, timeZone) / 3_600_000) % 24;
      // What a clock shows twice counts only once.
      fc.pre(clockAt(now, timeZone) - clockAt(now - 3 * 3_600_000, timeZone) === 3 * 3_600_000);
      const window = weekly(`${String(from).padStart(2, '0')}:00`, `${String(to).padStart(2, '0')}:00`, ...all);
      const isOpen = spansOf(window, now, { timeZone }).some((span) => span.from <= now && now < span.to);
      expect(isOpen).toBe(from < to ? from <= shown && shown < to : from <= shown || shown < to);
    }),
    { numRuns: 500 },
  );
});
