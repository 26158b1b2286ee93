import { loadApp } from '../../shared/simulation/host/worker';

/** Run by the tests as a process of its own: prints the functions that the app in `argv[2]` registers, as JSON. */
async function main(): Promise<void> {
  const { functions } = await loadApp(process.argv[2] ?? '', () => undefined);
  process.stdout.write(JSON.stringify(functions.map(({ name, trigger }) => ({ name, trigger }))));
}

void main().then(() => process.exit(0));
