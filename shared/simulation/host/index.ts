import { setTimeout as sleep } from 'node:timers/promises';
import { assemble, type HostOptions } from './host';

export type { HostOptions } from './host';

/** The app, running. */
export interface RunningHost {
  /** `http://127.0.0.1:PORT`; the routes are below it. */
  readonly url: string;
  /** Whether nothing is under way, and the queues had nothing visible when they were last asked. */
  idle(): boolean;
  /** Takes no more work, waits for what is under way, and runs the app's `appTerminate` hooks. */
  stop(): Promise<void>;
}

const SHORTEST_POLL_MS = 100;

/** Runs the app by the clock, be it real or that of `scaled-clock.cjs`: queues are polled and timers run by themselves. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const host = await assemble(options);
  const stopping = new AbortController();
  const { signal } = stopping;
  const empty = host.queues.map(() => false);
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined);

  const pollQueue = async (index: number): Promise<void> => {
    let wait = SHORTEST_POLL_MS;
    while (!signal.aborted) {
      const took = await host.queues[index]?.poll().catch((error: unknown) => {
        options.log?.(`error: a queue could not be reached: ${String(error)}`);
      });
      empty[index] = took === 0;
      if (took) {
        wait = SHORTEST_POLL_MS;
        continue;
      }
      await pause(wait);
      wait = Math.min(wait * 2, host.maxPollingInterval);
    }
  };
  const watchTimers = async (): Promise<void> => {
    while (!signal.aborted) {
      host.fireTimers();
      await pause(SHORTEST_POLL_MS);
    }
  };
  const loops = [watchTimers(), ...empty.map((_, index) => pollQueue(index))];

  return {
    url: host.url,
    idle: () => host.running.size === 0 && empty.every(Boolean),
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await host.stop();
    },
  };
}
