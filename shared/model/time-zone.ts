/** Whether the runtime knows a time zone of this name: `Asia/Seoul` of the IANA database. */
export function isTimeZone(name: string): boolean {
  try {
    nameAt(0, name, 'longOffset');
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What a clock in this zone shows at a time (ms since the epoch), as ms since the epoch of a clock in UTC that shows the same. */
export const clockAt = (time: number, zone: string): number => time + offsetAt(time, zone);

/**
 * When a clock in this zone shows this (see {@link clockAt}), ms since the epoch. What it shows twice, as it is put back, counts
 * the first time; what it skips, as it is put forward, is as much later.
 */
export function timeOfClock(clock: number, zone: string): number {
  const earlier = clock - offsetAt(clock - dayMs, zone);
  const later = clock - offsetAt(clock + dayMs, zone);
  return [Math.min(earlier, later), Math.max(earlier, later)].find((time) => clockAt(time, zone) === clock) ?? earlier;
}

/** The zone as it is written behind a time: `UTC`, `KST`, `EST`, `GMT+1`. */
export function zoneNameAt(time: number, zone: string): string {
  // Intl has short names only for its own country's zones.
  if (zone === 'Asia/Seoul') return 'KST';
  if (zone === 'UTC') return zone;
  return nameAt(time, zone, 'short') ?? zone;
}

const dayMs = 86_400_000;

/** How far a clock in the zone is ahead of UTC at a time, ms. */
function offsetAt(time: number, zone: string): number {
  if (zone === 'UTC') return 0;
  const [, sign, hours = 0, minutes = 0] = /GMT([+-])(\d\d):(\d\d)/.exec(nameAt(time, zone, 'longOffset') ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

const known = new Map<string, Intl.DateTimeFormat>();

/** What a zone is called at a time, `EST` or `GMT+09:00`. To make a formatter takes far longer than to use it. */
function nameAt(time: number, zone: string, timeZoneName: 'short' | 'longOffset'): string | undefined {
  const key = `${zone} ${timeZoneName}`;
  const format = known.get(key) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName });
  known.set(key, format);
  return format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value;
}
