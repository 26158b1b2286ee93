import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { temporaryFolder } from '../../shared/simulation/temporary-folder';

/** The project's folder. */
export const root = join(__dirname, '..', '..');

/** The built app in a folder of its own, with programs beside it that run or inspect it in a process of their own. */
export interface Built {
  readonly folder: string;
  /** Holds `package.json`, `host.json` and the app. */
  readonly appRoot: string;
  /** What a program of this folder finds its packages by, and where it keeps its temporary files. */
  readonly env: NodeJS.ProcessEnv;
  /** The program made from a file of this folder: `crash-driver.ts`. */
  program(file: string): string;
  remove(): void;
}

/**
 * Copies the packaged app, so that a build meanwhile does no harm, and bundles the programs. jest has a module loader of
 * its own, but the app must be loaded by Node's. Queues are polled every second at least, because the clock runs fast.
 */
export function built(...programs: readonly string[]): Built {
  const { path: folder, remove } = temporaryFolder('service');
  const appRoot = join(folder, 'app');
  cpSync(join(root, 'dist/package'), appRoot, { recursive: true });
  const hostJson = readFileSync(join(appRoot, 'host.json'), 'utf8');
  writeFileSync(join(appRoot, 'host.json'), hostJson.replace(/("maxPollingInterval": )"[^"]*"/, '$1"00:00:01"'));
  // The channel's page lies beside the program that serves it.
  cpSync(join(root, 'shared/simulation/teams/page'), join(folder, 'page'), { recursive: true });
  buildSync({
    entryPoints: Object.fromEntries(programs.map((file) => [nameOf(file), join(__dirname, file)])),
    outdir: folder,
    bundle: true,
    platform: 'node',
    packages: 'external',
    outExtension: { '.js': '.cjs' },
  });
  return {
    folder,
    appRoot,
    // Killed programs leave their files behind, which go with the folder.
    env: { ...process.env, NODE_PATH: join(root, 'node_modules'), TMPDIR: folder },
    program: (file) => join(folder, `${nameOf(file)}.cjs`),
    remove,
  };
}

const nameOf = (file: string): string => file.replaceAll('../', '').replaceAll('/', '-').replace(/\.ts$/, '');

/** The preload that makes a process's clock run fast, and the environment that sets it. */
export const clockPreload = join(root, 'shared/simulation/host/scaled-clock.cjs');

/** A clock that starts now, in the spring of 2026, and runs `speed` times as fast as the one on the wall. */
export const clockFrom = (speed: number): Readonly<Record<string, string>> => ({
  RECONNECT_CLOCK: `${Date.now()},${Date.UTC(2026, 2, 2, 9)},${speed}`,
});
