import { reconnect } from '../command';

/** Plays seeds in processes of their own, and answers what was printed where a promise was broken. */
export async function broken(...options: readonly string[]): Promise<string | undefined> {
  const { status, stdout, stderr } = await reconnect(['simulate', ...options], { timeoutMs: 0 });
  process.stdout.write(stdout.slice(0, 2000));
  return status === 0 ? undefined : `${stdout}\n${stderr}`;
}
