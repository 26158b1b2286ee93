/** What is to happen at certain times. Times are in ms since the epoch. */
export interface Agenda {
  /** `until-taken`: what fails is done again a little later, as people and Azure Monitor do. */
  plan(time: number, act: () => Promise<void>, insistence: 'once' | 'until-taken'): void;
  /** Does everything that is due, and answers how much that was. */
  work(): Promise<number>;
  /** When the next is due. */
  next(): number;
}

/** Nobody tries more often than that. */
const mostTries = 40;
const againMs = 20_000;

/** An agenda by this clock (ms since the epoch). */
export function agendaBy(now: () => number): Agenda {
  const plans: { readonly time: number; readonly act: () => Promise<void>; readonly triesLeft: number }[] = [];
  return {
    plan(time, act, insistence) {
      plans.push({ time, act, triesLeft: insistence === 'once' ? 0 : mostTries });
    },
    async work() {
      const due = plans.filter(({ time }) => time <= now());
      for (const each of due) plans.splice(plans.indexOf(each), 1);
      await Promise.all(
        due.map(async ({ act, triesLeft }) => {
          try {
            await act();
          } catch {
            if (triesLeft > 0) plans.push({ time: now() + againMs, act, triesLeft: triesLeft - 1 });
          }
        }),
      );
      return due.length;
    },
    next: () => Math.min(...plans.map(({ time }) => time)),
  };
}
