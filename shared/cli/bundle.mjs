// Bundles the app as it is deployed: what is needed at once, and beside it what is loaded when it is first needed. Nothing is in it twice.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Writes the bundles into a folder, `app.js` and its chunks, and answers what they are made of. esbuild splits only ES modules, and the
 * worker loads CommonJS faster (and a test can load it anew), so each chunk is turned into that afterwards.
 */
export async function bundleApp(folder) {
  const { outputFiles, metafile } = await build({
    entryPoints: { app: 'functions/index.ts' },
    outdir: folder,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    keepNames: true,
    external: ['@azure/functions-core'],
    plugins: [onceEach()],
    write: false,
    metafile: true,
    logLevel: 'warning',
  });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await Promise.all(outputFiles.map(async (file) => writeFileSync(file.path, await commonJsOf(file.text))));
  return metafile;
}

async function commonJsOf(text) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minify: true,
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: text.includes('import.meta.url')
      ? "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;"
      : '',
  });
  return code;
}

/**
 * A package that is installed in several places in one version is taken from one of them, and Azure's, which are published as CommonJS
 * too, as ES modules, whoever asks for them.
 */
function onceEach() {
  const places = placesOf(JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages);
  const asked = Symbol('asked');
  return {
    name: 'once each',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^[^./]/ }, async ({ path: wanted, kind, pluginData, ...from }) => {
        if (pluginData === asked) return undefined;
        const modules = /^@(?:azure|typespec)\//.test(wanted) && kind === 'require-call' ? 'import-statement' : kind;
        const found = await resolve(wanted, { ...from, kind: modules, pluginData: asked });
        const [, home, file] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)(\/.*)$/.exec(found.path) ?? [];
        const place = home && places.get(path.relative(root, home));
        return found.errors.length > 0 ? undefined : place ? { ...found, path: path.join(root, place) + file } : found;
      });
    },
  };
}

/** For every place where a package is installed, the nearest one that has the same version of it. */
function placesOf(installed) {
  const first = new Map();
  const nearestFirst = Object.keys(installed).toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return new Map(
    nearestFirst.map((place) => {
      const version = `${place.split('node_modules/').at(-1)} ${installed[place].version}`;
      if (!first.has(version)) first.set(version, place);
      return [place, first.get(version)];
    }),
  );
}
