import type { VirtualClock } from './clock';
import { assemble, type HostOptions } from './host';
import type { RunningHost } from './index';

/** The app, running on virtual time: time stands still while there is work, and jumps when there is none. */
export interface VirtualHost extends RunningHost {
  /** Does all that can be done now, or, when there is nothing, moves time on. */
  tick(): Promise<void>;
  /** Has `act` run when the clock shows `time` (ms since the epoch): an alert, a person's answer. */
  at(time: number, act: () => Promise<void>): void;
  /** Ticks until `done`, and answers `true`; `false` when that takes longer than `limitMs` of virtual time. */
  runUntil(done: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean>;
}

const SHORTEST_STEP_MS = 1000;

/**
 * Runs the app on a {@link VirtualClock}. The storage must be in this process too, so that the clock governs when messages
 * become visible. Nobody can ask a queue when its next hidden message appears, so time moves on by a second, or by an
 * eighth of how long nothing has happened: never past the next timer or the next `at`, and at most that eighth too far.
 */
export async function startVirtualHost(options: HostOptions, clock: VirtualClock): Promise<VirtualHost> {
  const host = await assemble(options);
  const planned: { readonly time: number; readonly act: () => Promise<void> }[] = [];
  let idleSince: number | undefined;

  /** Whether there was anything to do. */
  const work = async (): Promise<boolean> => {
    const due = planned.filter(({ time }) => time <= clock.now());
    for (const each of due) planned.splice(planned.indexOf(each), 1);
    for (const { act } of due) await act();
    const fired = host.fireTimers();
    const took = await Promise.all(host.queues.map((queue) => queue.poll()));
    const started = due.length + fired + took.reduce((sum, count) => sum + count, host.running.size);
    await host.running.atMost(0);
    return started > 0;
  };

  const tick = async (): Promise<void> => {
    if (await work()) {
      idleSince = undefined;
      return;
    }
    const now = clock.now();
    idleSince ??= now;
    const step = Math.max(SHORTEST_STEP_MS, Math.floor((now - idleSince) / 8));
    const next = Math.min(now + step, host.nextTimer(), ...planned.map(({ time }) => time));
    clock.advance(next - now);
  };

  return {
    url: host.url,
    idle: () => host.running.size === 0 && idleSince !== undefined,
    tick,
    at(time, act) {
      planned.push({ time, act });
      planned.sort((a, b) => a.time - b.time);
    },
    async runUntil(done, limitMs) {
      const limit = clock.now() + limitMs;
      while (!(await done())) {
        if (clock.now() >= limit) return false;
        await tick();
      }
      return true;
    },
    stop: () => host.stop(),
  };
}
