import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(__dirname, '..');

/** What a command came to. */
export interface Came {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command `reconnect` as people run it, on the built command line. It is ended when it takes longer than `timeoutMs`. */
export async function reconnect(
  parameters: readonly string[],
  {
    env = {},
    timeoutMs = 110_000,
  }: { readonly env?: Readonly<Record<string, string>>; readonly timeoutMs?: number } = {},
): Promise<Came> {
  const command = [path.join(root, 'dist/cli.js'), ...parameters];
  const options = { cwd: root, timeout: timeoutMs, maxBuffer: 2 ** 24, env: { ...process.env, ...env } };
  try {
    return { status: 0, ...(await promisify(execFile)(process.execPath, command, options)) };
  } catch (failed) {
    const { code, stdout, stderr } = failed as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}
