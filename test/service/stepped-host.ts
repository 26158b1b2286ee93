import { virtualClock } from '../../shared/simulation/host/clock';
import { assemble, type HostOptions } from '../../shared/simulation/host/host';

/** What a {@link HostOptions} host is started with as a process of its own, as JSON. `now` is in ms since the epoch. */
export type SteppedHostOptions = Omit<HostOptions, 'log'> & { readonly now: number };

/** The host is told what time it is (ms since the epoch), and does all that can be done then. */
export interface Step {
  readonly now: number;
}

/** What the host says: where it listens, once; then, after each step, how many messages it worked on. */
export type Said =
  { readonly kind: 'listening'; readonly port: number } | { readonly kind: 'rested'; readonly took: number };

/**
 * Run by the driver with `fork`: the built app in a process of its own that can be killed, on a clock that moves only when the
 * driver says so. So nothing in a test depends on how fast the machine is. The app's log goes to stdout.
 */
async function main(): Promise<void> {
  const { now, ...options } = JSON.parse(process.argv[2] ?? '') as SteppedHostOptions;
  const clock = virtualClock(new Date(now).toISOString());
  const host = await assemble({ ...options, log: (line) => console.log(line) });
  const say = (said: Said): void => void process.send?.(said);

  const step = async (): Promise<number> => {
    host.fireTimers();
    const took = await Promise.all(
      host.queues.map((queue) =>
        queue.poll().catch((error: unknown) => {
          console.log(`error: a queue could not be reached: ${String(error)}`);
          return 0;
        }),
      ),
    );
    await host.running.atMost(0);
    return took.reduce((sum, count) => sum + count, 0);
  };

  process.on('message', ({ now: then }: Step) => {
    clock.advance(then - clock.now());
    void step().then((took) => say({ kind: 'rested', took }));
  });
  // Whoever drove this host is gone.
  process.on('disconnect', () => process.exit());
  say({ kind: 'listening', port: Number(new URL(host.url).port) });
}

void main();
