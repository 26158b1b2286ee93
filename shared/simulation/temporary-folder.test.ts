import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { temporaryFolder } from './temporary-folder';

jest.setTimeout(60_000);

const root = path.join(__dirname, '../..');
const { path: scratch, remove } = temporaryFolder('leftovers');
const program = path.join(scratch, 'temporary-folder.cjs');
beforeAll(() => {
  buildSync({
    entryPoints: [path.join(__dirname, 'temporary-folder.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
  });
});
afterAll(remove);

/** Starts a process, and does this to it at the first line that fits: how it ended, and what it left behind. */
async function leftBy(name: string, parameters: readonly string[], isUp: RegExp, end: NodeJS.Signals | undefined) {
  const home = path.join(scratch, name);
  mkdirSync(home);
  const child = spawn(process.execPath, parameters, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, TMPDIR: home },
  });
  const ended = once(child, 'exit');
  let there: readonly string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (there.length > 0 || !isUp.test(line)) continue;
    there = readdirSync(home);
    if (end) child.kill(end);
  }
  const [status, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  return { there: there.length, status, signal, left: readdirSync(home) };
}

const cli = path.join(root, 'dist/cli.js');

test.each([
  ['start', [cli, 'start'], /Ctrl-C/, { status: 0, signal: null }],
  ['twin', [cli, 'twin', '--scenario', 'vm-nsg-denies-ssh'], /Ctrl-C/, { status: 0, signal: null }],
  ['rehearse', [cli, 'rehearse', 'vm-hung-guest', '--speed', '10'], /./, { status: null, signal: 'SIGTERM' }],
] as const)('%s leaves no folder behind when it is stopped', async (name, parameters, isUp, how) => {
  expect(await leftBy(name, parameters, isUp, 'SIGTERM')).toEqual({ there: 1, ...how, left: [] });
});

/** Makes a folder, tells so, and goes on like this. */
const script = (then: string): readonly string[] => [
  '--eval',
  `require(${JSON.stringify(program)}).temporaryFolder('x'); console.log('up'); ${then}`,
];
const waits = 'setInterval(() => undefined, 1000);';

test.each<[string, string, NodeJS.Signals | undefined, object]>([
  ['Ctrl-C', waits, 'SIGINT', { signal: 'SIGINT' }],
  ['SIGTERM', waits, 'SIGTERM', { signal: 'SIGTERM' }],
  ['an exception', "setImmediate(() => { throw new Error('x'); });", undefined, { status: 1 }],
  ['its end', '', undefined, { status: 0 }],
  ['who ends it in good order', `process.once('SIGTERM', () => process.exit(3)); ${waits}`, 'SIGTERM', { status: 3 }],
])('a folder goes with its process: %s', async (name, then, signal, how) => {
  expect(await leftBy(name, script(then), /up/, signal)).toMatchObject({ ...how, left: [] });
});
