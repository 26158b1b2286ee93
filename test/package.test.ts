import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';

const root = path.join(__dirname, '..');
const home = mkdtempSync(path.join(tmpdir(), 'reconnect-package-'));
const [folder, again] = [path.join(home, 'one'), path.join(home, 'another')];

let inputs: readonly string[];
// One is made of what was built before, and the other of bundles of its own.
beforeAll(() => {
  const script = `
    import { bundleApp } from './shared/cli/bundle.mjs';
    import { makePackage } from './shared/cli/package.mjs';
    makePackage(${JSON.stringify(folder)});
    const { inputs } = await bundleApp(${JSON.stringify(`${again}-bundles`)});
    makePackage(${JSON.stringify(again)}, ${JSON.stringify(`${again}-bundles`)});
    console.log(JSON.stringify(Object.keys(inputs)));`;
  const made = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  inputs = z.array(z.string()).parse(JSON.parse(made.stdout));
}, 120_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const filesOf = (packaged: string): readonly string[] =>
  readdirSync(packaged, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(path.join(packaged, file)).isFile())
    .sort();

/** Runs a script in the package's folder, where there is nothing else, with the sample's settings. */
function start(script: string) {
  const { Values } = z
    .object({ Values: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(path.join(root, 'local.settings.sample.json'), 'utf8')));
  const env = { PATH: process.env['PATH'], ...Values };
  return spawnSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8', env });
}
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

test('it has what the Functions host needs, and nothing else', () =>
  expect(filesOf(folder).filter((file) => !/^dist\/app\/[\w.-]+\.js$/.test(file))).toEqual([
    'host.json',
    'package.json',
  ]));

test('it holds nothing of the simulation or the tests', () => {
  expect(inputs).toContain('functions/index.ts');
  expect(inputs.filter((file) => /^test\/|^shared\/(?:simulation|cli)\/|\/testing/.test(file))).toEqual([]);
});

test('it holds each package once', () => {
  const Package = z.object({ name: z.string(), version: z.string() });
  const places = new Set(inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const packages = [...places].map((place) => {
    const { name, version } = Package.parse(JSON.parse(readFileSync(path.join(root, place, 'package.json'), 'utf8')));
    return `${name} ${version}`;
  });
  expect(packages.length).toBeGreaterThan(50);
  expect(packages).toEqual([...new Set(packages)]);
});

test('it is under 8 MB', () =>
  expect(filesOf(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0)).toBeLessThan(8e6));

test('what is loaded at once is the app and what checks its settings', () => {
  const load = "const app=require.resolve('.');require(app);console.log(Object.keys(require.cache).join('\\n'))";
  const loaded = start(load).stdout.trim().split('\n');
  const bytes = loaded.reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(1.2e6);
});

test('it is the same each time, byte for byte, also in an archive', () => {
  expect(filesOf(again)).toEqual(filesOf(folder));
  for (const file of filesOf(folder)) {
    const [one, another] = [folder, again].map((packaged) => path.join(packaged, file)) as [string, string];
    expect(readFileSync(one).equals(readFileSync(another))).toBe(true);
    expect(statSync(one).mtimeMs).toBe(statSync(another).mtimeMs);
  }
});

test('there is nothing in it to build or to install, and nothing of where it was made', () => {
  expect(Object.keys(z.record(z.string(), z.unknown()).parse(JSON.parse(read('package.json')))).sort()).toEqual(
    ['license', 'main', 'name', 'private', 'type', 'version'], // no scripts, no dependencies
  );
  for (const file of filesOf(folder)) {
    const tells = read(file).includes(root) || /sourceMappingURL=\S+\s*$/.test(read(file));
    expect({ file, tells }).toEqual({ file, tells: false });
  }
});

test('it loads where there is nothing but it', () => {
  const started = start("for (const file of require('fs').readdirSync('dist/app')) require('./dist/app/' + file);");

  expect(started.stderr).toContain('test mode');
  expect(started.status).toBe(0);
});
