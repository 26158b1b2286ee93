import { startHost, type HostOptions } from './index';

/**
 * The app in a process of its own, with {@link HostOptions} as JSON in the last parameter. The first line it prints is
 * `{"url":"http://127.0.0.1:PORT"}`; the app's log goes to stderr. SIGTERM stops it in good order.
 */
export async function hostAlone(): Promise<never> {
  const options = JSON.parse(process.argv.at(-1) ?? '') as Omit<HostOptions, 'log'>;
  const host = await startHost({ ...options, log: (line) => process.stderr.write(`${line}\n`) });
  process.once('SIGTERM', () => void host.stop().then(() => process.exit(0)));
  process.stdout.write(`${JSON.stringify({ url: host.url })}\n`);
  return new Promise<never>(() => undefined);
}
