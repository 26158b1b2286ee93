import { Cron } from 'croner';
import fc from 'fast-check';
import { clockAt, isTimeZone, timeOfClock, zoneNameAt } from './time-zone';

const zones = ['UTC', 'Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
/** Every minute of 2024 to 2030. */
const minute = fc
  .integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2031, 0, 1) / 60_000 })
  .map((minutes) => minutes * 60_000);

test('knows a zone by its name', () => {
  expect([...zones, 'Seoul', '', 'KST+9', '../etc/passwd'].filter(isTimeZone)).toEqual(zones);
});

test('names the zone as it is at that time', () => {
  const [winter, summer] = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)];
  const names = ['UTC', 'Asia/Seoul', 'America/New_York', 'Europe/Berlin'].map((zone) =>
    [winter, summer].map((time) => zoneNameAt(time, zone)),
  );
  expect(names).toEqual([
    ['UTC', 'UTC'],
    ['KST', 'KST'],
    ['EST', 'EDT'],
    ['GMT+1', 'GMT+2'],
  ]);
});

test.each([
  ['before it is put forward', '2026-03-29T01:59', '2026-03-29T00:59'],
  ['skipped', '2026-03-29T02:30', '2026-03-29T01:30'],
  ['after it was put forward', '2026-03-29T03:00', '2026-03-29T01:00'],
  ['shown twice', '2026-10-25T02:30', '2026-10-25T00:30'],
  ['after it was put back', '2026-10-25T03:00', '2026-10-25T02:00'],
])('a clock in Berlin, %s', (_, clock, time) => {
  expect(timeOfClock(Date.parse(`${clock}Z`), 'Europe/Berlin')).toBe(Date.parse(`${time}Z`));
});

test('a time is that of what the clock shows then, or is as the clock shows it for the second time', () => {
  fc.assert(
    fc.property(minute, fc.constantFrom(...zones), (time, zone) => {
      const clock = clockAt(time, zone);
      const first = timeOfClock(clock, zone);
      expect(clockAt(first, zone)).toBe(clock);
      expect(time - first).toBeGreaterThanOrEqual(0);
      expect(time - first).toBeLessThanOrEqual(3_600_000);
    }),
  );
});

test('a weekly time is when another library says', () => {
  fc.assert(
    fc.property(minute, fc.constantFrom(...zones), (time, zone) => {
      // Nowhere a clock is changed at noon.
      const next = new Cron('0 0 12 * * *', { timezone: zone }).nextRun(new Date(time))?.getTime() ?? NaN;
      expect(timeOfClock(clockAt(next, zone), zone)).toBe(next);
      expect(clockAt(next, zone) % 86_400_000).toBe(12 * 3_600_000);
    }),
  );
});
