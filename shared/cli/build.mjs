// Builds dist/: writes the registries, then bundles the app, the command line and what it starts, and packages the app.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleApp } from './bundle.mjs';
import { makePackage } from './package.mjs';
import { registryFiles } from './registries.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shared = path.join(root, 'shared');

/** Writes every registry that differs. */
export function generate() {
  for (const [file, text] of registryFiles(shared)) write(file, text);
}

/** Changes with any source file and scenario, and with any file that is generated. */
function sourcesStamp() {
  const files = ['functions', 'infra', 'shared', 'test'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(m?ts|mjs|md)$|^(roles|scenarios)\/[^/]*\.json$/.test(file) && !file.endsWith('.test.ts'))
      .map((file) => path.join(root, folder, file)),
  );
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json', 'host.json']
    .map((name) => path.join(root, name))
    .concat(files.sort()))
    hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

/** Writes a file unless it already says the same. */
function write(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  if (readText(file) !== text) writeFileSync(file, text);
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
  absWorkingDir: root,
};

/** Builds everything, unless what was built last time is of the same sources. */
export async function buildAll() {
  const dist = path.join(root, 'dist');
  const stamp = path.join(dist, '.sources');
  const packaged = path.join(dist, 'package');
  if (readText(stamp) === sourcesStamp() && existsSync(packaged)) return;
  generate();
  await Promise.all([
    bundleApp(path.join(dist, 'app')),
    build({
      ...common,
      entryPoints: {
        cli: 'shared/cli/reconnect.ts',
        bench: 'test/bench/main.ts',
        mutants: 'test/mutants/main.ts',
        score: 'test/score/main.ts',
      },
      outdir: dist,
      packages: 'external',
    }),
    build({ ...common, entryPoints: ['shared/cli/lane.ts'], outfile: path.join(dist, 'lane.js') }),
    build({
      ...common,
      entryPoints: ['shared/cli/generated.ts'],
      outfile: path.join(dist, 'generated.js'),
      packages: 'external',
      sourcemap: false,
    }),
  ]);
  makePackage(packaged);
  const { generatedFiles } = createRequire(import.meta.url)(path.join(dist, 'generated.js'));
  for (const [file, text] of generatedFiles(root)) write(path.join(root, file), text);
  write(stamp, sourcesStamp());
}
