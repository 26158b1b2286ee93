/** Somebody who waits for a turn, at `at` or later (ms since the epoch). */
interface Waiting {
  readonly at: number;
  readonly go: () => void;
}

/**
 * Virtual time, and whose turn it is. Whatever is due competes for the next turn; `pick` chooses among so many. Time moves on
 * only when nothing is due.
 */
export interface Scheduler {
  now(): number;
  /** Lets time pass: a call took so long, or all clocks jumped. */
  pass(ms: number): void;
  /** Has something done at a time, or as soon as possible after it. */
  at(time: number, go: () => void): void;
  /** Resolves when it is the caller's turn again, `ms` from now or later. */
  turn(ms: number): Promise<void>;
  /** Gives the next turn, and lets time move on to it; to `latest` (ms since the epoch) at most, when no turn comes before that. */
  step(latest: number): void;
}

export function scheduler(startsAt: number, pick: (count: number) => number): Scheduler {
  let now = startsAt;
  let waiting: Waiting[] = [];
  const at = (time: number, go: () => void): void => void waiting.push({ at: time, go });
  return {
    now: () => now,
    pass: (ms) => (now += ms),
    at,
    turn: (ms) => new Promise((resolve) => at(now + ms, resolve)),
    step(latest) {
      const first = waiting.reduce((earliest, each) => Math.min(earliest, each.at), Infinity);
      now = Math.max(now, Math.min(first, latest));
      const due = waiting.filter((each) => each.at <= now);
      if (due.length === 0) return;
      const next = due[pick(due.length)];
      waiting = waiting.filter((each) => each !== next);
      next?.go();
    },
  };
}
