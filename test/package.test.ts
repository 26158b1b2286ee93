import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

const root = path.join(__dirname, '..');
const home = mkdtempSync(path.join(tmpdir(), 'reconnect-package-'));
const [folder, again] = [path.join(home, 'one'), path.join(home, 'another')];

// Each is made of bundles of its own.
beforeAll(() => {
  const script = `
    import path from 'node:path';
    import { buildApp, buildTelemetry } from './shared/cli/build.mjs';
    import { makePackage } from './shared/cli/package.mjs';
    for (const folder of ${JSON.stringify([folder, again])}) {
      const bundles = folder + '-bundles';
      await Promise.all([buildApp(path.join(bundles, 'app.js')), buildTelemetry(path.join(bundles, 'telemetry.js'))]);
      makePackage(folder, bundles);
    }`;
  const made = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
}, 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const filesOf = (packaged: string): readonly string[] =>
  readdirSync(packaged, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(path.join(packaged, file)).isFile())
    .sort();
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

test('it has what the Functions host needs, and nothing else', () =>
  expect(filesOf(folder)).toEqual(['dist/app.js', 'dist/telemetry.js', 'host.json', 'package.json']));

test('it is under 10 MB', () =>
  expect(filesOf(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0)).toBeLessThan(1e7));

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
    const tells = read(file).includes(root) || /sourceMappingURL=(?:app|telemetry)/.test(read(file));
    expect({ file, tells }).toEqual({ file, tells: false });
  }
});

test('it loads where there is nothing but it', () => {
  const { Values } = z
    .object({ Values: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(path.join(root, 'local.settings.sample.json'), 'utf8')));
  const started = spawnSync(process.execPath, ['-e', "require('.');require('./dist/telemetry.js')"], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...Values },
  });

  expect(started.stderr).toContain('test mode');
  expect(started.status).toBe(0);
});
