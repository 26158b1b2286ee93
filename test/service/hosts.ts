import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { HostOptions } from '../../shared/simulation/host';
import { listen } from '../../shared/simulation/loopback';
import { nextMessage } from './next-message';
import type { Death } from './plays';
import type { Said, Step, SteppedHostOptions } from './stepped-host';

/** Hosts that share one address and one storage account, each a process of its own. Whoever dies is replaced. */
export interface Hosts {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /**
   * Lets every host do all that can be done at `now` (ms since the epoch), at the same time. Answers how many messages were
   * worked on, and how many hosts died or were started.
   */
  work(now: number): Promise<number>;
  isWorking(): boolean;
  /** When the next host is started in place of a dead one, ms since the epoch. */
  nextStart(): number;
  /** By what hosts were ended, in order. */
  readonly deaths: readonly string[];
  readonly log: readonly string[];
  close(): Promise<void>;
}

export interface HostsOptions {
  readonly host: HostOptions;
  readonly count: number;
  readonly deaths: readonly Death[];
  /** The bundled `stepped-host.ts`, and `die-at.cjs`. */
  readonly program: string;
  readonly dieAt: string;
  readonly env: Readonly<Record<string, string>>;
}

/** For how long a dead host is missed, in ms: those who call it meanwhile find nobody. */
const missedMs = 40_000;

interface Process {
  readonly child: ChildProcess;
  readonly port: number;
}

/** One place where a host runs; empty since the death of the last one. */
interface Place {
  process: Process | undefined;
  refillAt: number;
}

/** Starts the hosts and the address before them, as a load balancer of a Functions app does. `now` in ms since the epoch. */
export async function startHosts(options: HostsOptions, now: number): Promise<Hosts> {
  const { host, count, program, dieAt, env } = options;
  const left = [...options.deaths];
  const deaths: string[] = [];
  const log: string[] = [];
  let working = false;
  const places = Array.from({ length: count }, (): Place => ({ process: undefined, refillAt: now }));
  const alive = (): readonly Process[] => places.flatMap(({ process }) => process ?? []);

  const fill = async (place: Place, at: number): Promise<void> => {
    const death = left.shift();
    const settings: SteppedHostOptions = { ...host, now: at };
    const child = fork(program, [JSON.stringify(settings)], {
      execArgv: death ? ['--require', dieAt] : [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...env, ...(death ? { DIE_AT: JSON.stringify(death) } : {}) },
    });
    for (const output of [child.stdout, child.stderr])
      if (output) createInterface({ input: output }).on('line', (line) => log.push(line));
    const said = await nextMessage<Said>(child);
    if (said?.kind !== 'listening') throw new Error(`A host did not start:\n${log.slice(-20).join('\n')}`);
    place.process = { child, port: said.port };
    child.once('exit', (code, signal) => {
      deaths.push(signal ?? `exit ${code}`);
      place.process = undefined;
    });
  };

  const step = async (place: Place, at: number): Promise<number> => {
    const { process: running } = place;
    if (!running) {
      if (at < place.refillAt) return 0;
      await fill(place, at);
      return 1;
    }
    place.refillAt = at + missedMs;
    // Where the process has just died, its end says so.
    running.child.send({ now: at } satisfies Step, () => undefined);
    const said = await nextMessage<Said>(running.child);
    return said?.kind === 'rested' ? said.took : 1;
  };

  const address = await balance(() => alive().map(({ port }) => port));
  await Promise.all(places.map((place) => fill(place, now)));
  return {
    url: address.url,
    deaths,
    log,
    async work(at) {
      working = true;
      const did = await Promise.all(places.map((place) => step(place, at)));
      working = false;
      return did.reduce((sum, each) => sum + each, 0);
    },
    isWorking: () => working,
    nextStart: () => Math.min(...places.map(({ process: running, refillAt }) => (running ? Infinity : refillAt))),
    async close() {
      await address.close();
      await Promise.all(
        alive().map(async ({ child }) => {
          const exit = once(child, 'exit');
          child.kill('SIGKILL');
          await exit;
        }),
      );
    },
  };
}

/** Passes each connection on to the next port in turn; where there is none, nobody answers. */
async function balance(ports: () => readonly number[]): Promise<{ readonly url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  let turn = 0;
  const server = createServer((client) => {
    const all = ports();
    const target = all[turn++ % all.length];
    if (target === undefined) return void client.destroy();
    const host = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [client, host],
      [host, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy()).on('close', () => (sockets.delete(socket), other.destroy()));
      socket.pipe(other);
    }
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}
