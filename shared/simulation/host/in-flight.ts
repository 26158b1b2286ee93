/** The work that has been started and not finished. */
export interface InFlight {
  readonly size: number;
  /** Counts the work until it ends. It must not reject. */
  track(work: Promise<void>): Promise<void>;
  /** Resolves when at most `count` are under way. */
  atMost(count: number): Promise<void>;
}

/** Counts work, in `all` too when given. */
export function inFlight(all?: InFlight): InFlight {
  const running = new Set<Promise<void>>();
  return {
    get size() {
      return running.size;
    },
    track(work) {
      const tracked = work.finally(() => running.delete(tracked));
      running.add(tracked);
      void all?.track(tracked);
      return tracked;
    },
    async atMost(count) {
      while (running.size > count) await Promise.race(running);
    },
  };
}
