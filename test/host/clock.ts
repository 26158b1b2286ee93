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
  let now = new Date(start).getTime();
  const restore = fakeDate(() => now);
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    restore,
  };
}

/**
 * Replaces `Date` in this process by one that runs `speed` times as fast as the real one, and showed `virtualOrigin` when
 * the real one showed `realOrigin` (ms since the epoch). Processes with the same three numbers share one clock. Answers
 * what restores the real `Date`.
 */
export function scaledClock(realOrigin: number, virtualOrigin: number, speed: number): () => void {
  const real = Date;
  return fakeDate(() => Math.floor(virtualOrigin + (real.now() - realOrigin) * speed));
}

function fakeDate(now: () => number): () => void {
  const real = globalThis.Date;
  globalThis.Date = new Proxy(real, {
    construct: (target, given: unknown[], newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
    apply: (target) => new target(now()).toString(),
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
  return () => {
    globalThis.Date = real;
  };
}
