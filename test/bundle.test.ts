import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(__dirname, '..');

test('what is deployed holds nothing of the simulation or the tests', () => {
  const script = `
    import { buildApp } from './shared/cli/build.mjs';
    const { metafile } = await buildApp('app.js', { write: false, metafile: true, minify: false, sourcemap: false });
    console.log(JSON.stringify(Object.keys(metafile.inputs)));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    encoding: 'utf8',
  });

  expect(stderr).toBe('');
  const inputs = JSON.parse(stdout) as readonly string[];
  expect(inputs).toContain('functions/index.ts');
  expect(inputs.filter((file) => /^test\/|^shared\/(?:simulation|cli)\/|\/testing/.test(file))).toEqual([]);
});
