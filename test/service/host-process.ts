import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { HostOptions, RunningHost } from '../../shared/simulation/host';

/** The host in a process of its own. */
export interface HostProcess extends RunningHost {
  /** The signal that ended it, or `null` when it ended by itself. */
  readonly ended: Promise<NodeJS.Signals | null>;
}

export interface ProcessOptions {
  /** The bundled `shared/simulation/host/main.ts`, or a program and the parameters that make it one. */
  readonly program: string | readonly string[];
  readonly preloads: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a host, and waits until it listens. Its `stop` is a `kill -9`. */
export async function startHostProcess(options: HostOptions, setting: ProcessOptions): Promise<HostProcess> {
  const { program, preloads, env } = setting;
  const preloading = preloads.flatMap((file) => ['--require', file]);
  const child = spawn(process.execPath, [...preloading, ...[program].flat(), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url: string };
    child.stdout.resume();
    return {
      url,
      ended,
      idle: () => false,
      async stop() {
        child.kill('SIGKILL');
        await ended;
      },
    };
  }
  throw new Error('The host ended before it listened.');
}
