import { appearances } from './appearances';
import type { VirtualClock } from './clock';
import { assemble, type HostOptions } from './host';
import type { RunningHost } from './index';
import type { QueueListener } from './queues';

/** The app, running on virtual time: time stands still while there is work, and jumps when there is none. */
export interface VirtualHost extends RunningHost {
  /** Does all that can be done now, or, when there is nothing, moves time on. */
  tick(): Promise<void>;
  /** Has `act` run when the clock shows `time` (ms since the epoch): an alert, a person's answer. */
  at(time: number, act: () => Promise<void>): void;
  /** Ticks until `done`, and answers `true`; `false` when that takes longer than `limitMs` of virtual time. */
  runUntil(done: () => boolean | Promise<boolean>, limitMs: number): Promise<boolean>;
}

/** Where nothing is planned, time moves on by so much, ms. */
const LONGEST_STEP_MS = 60 * 60 * 1000;

/**
 * Runs the app on a {@link VirtualClock}. The storage must be in this process too, so that the clock governs when messages
 * become visible. Time moves on to the next message that becomes visible, the next timer or the next `at`. Messages that another
 * host has hidden are seen with the next timer.
 */
export async function startVirtualHost(options: HostOptions, clock: VirtualClock): Promise<VirtualHost> {
  const host = await assemble(options);
  const planned: { readonly time: number; readonly act: () => Promise<void> }[] = [];
  const names = host.queues.map(({ name }) => name);
  const appearing = appearances(names, () => clock.now());
  let idle = false;

  const poll = async (queue: QueueListener): Promise<number> => {
    const took = await queue.poll();
    if (took === 0) appearing.empty(queue.name);
    return took;
  };

  /** Whether there was anything to do. */
  const work = async (): Promise<boolean> => {
    const due = planned.filter(({ time }) => time <= clock.now());
    for (const each of due) planned.splice(planned.indexOf(each), 1);
    for (const { act } of due) await act();
    const fired = host.fireTimers();
    const asked = host.queues.filter(({ name }) => fired > 0 || appearing.in(name));
    const took = await Promise.all(asked.map(poll));
    const started = due.length + fired + took.reduce((sum, count) => sum + count, host.running.size);
    await host.running.atMost(0);
    return started > 0;
  };

  const tick = async (): Promise<void> => {
    idle = !(await work());
    if (!idle) return;
    const times = [appearing.next(), host.nextTimer(), ...planned.map(({ time }) => time)];
    clock.advance(Math.min(LONGEST_STEP_MS, ...times.map((time) => time - clock.now())));
  };

  return {
    url: host.url,
    idle: () => host.running.size === 0 && idle,
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
    stop: async () => {
      appearing.stop();
      await host.stop();
    },
  };
}
