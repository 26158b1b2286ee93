import { alertStorm, type StormOptions } from '../bench/alert-storm';
import { startHostProcess } from './host-process';

/** `program` is the bundled `shared/simulation/host/main.ts`. */
export type StormDriverOptions = Omit<StormOptions, 'startHost'> & { readonly program: string };

/** Run by the tests as a process of its own, with {@link StormDriverOptions} as JSON: prints what became of the storm, as JSON. */
async function main(): Promise<void> {
  const { program, ...options } = JSON.parse(process.argv[2] ?? '') as StormDriverOptions;
  const storm = await alertStorm({
    ...options,
    startHost: (host, certificateFile) =>
      startHostProcess(host, { program, preloads: [], env: { NODE_EXTRA_CA_CERTS: certificateFile } }),
  });
  process.stdout.write(JSON.stringify(storm));
}

void main();
