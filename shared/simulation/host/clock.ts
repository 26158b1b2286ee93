/** The clock of this process while its `Date` is faked. Times are in ms since the epoch. */
export interface VirtualClock {
  now(): number;
  /** Moves time on by `ms`. */
  advance(ms: number): void;
  /** Gives the process its real `Date` back. */
  restore(): void;
}

/**
 * Replaces `Date` in this process by one that stands still at `start` (ISO 8601) until it is advanced. Timers
 * (`setTimeout`) and `performance.now()` stay real.
 */
export function virtualClock(start: string): VirtualClock {
  const real = globalThis.Date;
  let time = new Date(start).getTime();
  const now = (): number => time;
  // A proxy rather than a subclass, so that dates made before and after are all instances of `Date`.
  globalThis.Date = new Proxy(real, {
    construct: (target, given: unknown[], newTarget) =>
      Reflect.construct(target, given.length === 0 ? [time] : given, newTarget) as Date,
    apply: (target) => new target(time).toString(),
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
  return {
    now,
    advance: (ms) => {
      time += ms;
    },
    restore: () => {
      globalThis.Date = real;
    },
  };
}
