import { startHost, type HostOptions } from './index';

/**
 * Runs an app as a process of its own: `node main.cjs '{"appRoot": …}'` with {@link HostOptions} as JSON. The first line it
 * prints is `{"url":"http://127.0.0.1:PORT"}`; the app's log goes to stderr. SIGTERM stops it in good order.
 */
async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '') as Omit<HostOptions, 'log'>;
  const host = await startHost({ ...options, log: (line) => process.stderr.write(`${line}\n`) });
  process.once('SIGTERM', () => void host.stop().then(() => process.exit(0)));
  process.stdout.write(`${JSON.stringify({ url: host.url })}\n`);
}

void main();
