import { startHost, type HostOptions } from '../host';

/** A host as a process of its own, with {@link HostOptions} as JSON in the last parameter. It runs until it is killed. */
export async function stormHost(): Promise<never> {
  const options = JSON.parse(process.argv.at(-1) ?? '') as HostOptions;
  const host = await startHost({ ...options, log: () => undefined });
  process.stdout.write(`${JSON.stringify({ url: host.url })}\n`);
  return new Promise<never>(() => undefined);
}
