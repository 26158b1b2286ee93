import { Cron } from 'croner';
import { resolveSettings } from './host-json';
import type { AppFunction } from './worker';

/** The timer of one function. It never overlaps itself. */
export interface Timer {
  /** When it is due, in ms since the epoch; `undefined` while it runs. */
  readonly dueAt: number | undefined;
  /** Runs the function once and settles when it is due next. Never rejects. */
  run(): Promise<void>;
}

/** A timer that is this late (ms) tells its function so. */
const PAST_DUE_MS = 1000;

/** The timer trigger of the Functions host. Schedules are NCRONTAB with six fields, in UTC. */
export function timer(target: AppFunction, log: (line: string) => void): Timer {
  const { schedule, runOnStartup } = target.trigger as unknown as { schedule: string; runOnStartup?: boolean };
  const cron = new Cron(resolveSettings(schedule), { timezone: 'UTC', domAndDow: true });
  const nextAfter = (time: number): number => {
    const next = cron.nextRun(new Date(time));
    if (!next) throw new Error(`The schedule of ${target.name} never comes due.`);
    return next.getTime();
  };
  let last: number | undefined;
  let dueAt: number | undefined = runOnStartup ? Date.now() : nextAfter(Date.now());

  return {
    get dueAt() {
      return dueAt;
    },
    async run() {
      const startedAt = Date.now();
      const due = dueAt ?? startedAt;
      dueAt = undefined;
      const payload = {
        Schedule: { AdjustForDST: true },
        ScheduleStatus: { Last: iso(last), Next: iso(nextAfter(startedAt)), LastUpdated: iso(last) },
        IsPastDue: startedAt - due >= PAST_DUE_MS,
      };
      try {
        await target.invoke({ json: JSON.stringify(payload) });
      } catch (error) {
        log(`error: [${target.name}] ${String(error)}`);
      }
      last = startedAt;
      dueAt = nextAfter(Date.now());
    },
  };
}

/** .NET's zero date stands for never. */
const iso = (time: number | undefined): string =>
  time === undefined ? '0001-01-01T00:00:00' : new Date(time).toISOString();
