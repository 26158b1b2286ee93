import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import { context, type Plugin } from 'esbuild';
import type { Changed } from './mutant';
import type * as Trial from './trial';

/** Makes `trial.ts` anew with one file changed, or with none. Packages are not bundled, so that they are loaded once. */
export async function workshop(root: string) {
  let change: Changed | undefined;
  const plugin: Plugin = {
    name: 'mutant',
    setup: (app) =>
      app.onLoad({ filter: /\.ts$/ }, ({ path: file }) =>
        file === change?.file ? { contents: change.text, loader: 'ts' } : undefined,
      ),
  };
  const building = await context({
    entryPoints: [path.join(root, 'test/mutants/trial.ts')],
    absWorkingDir: root,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    logLevel: 'silent',
    plugins: [plugin],
  });
  const requireHere = createRequire(path.join(root, 'package.json'));

  return {
    async make(changed?: Changed): Promise<typeof Trial> {
      change = changed;
      const { outputFiles } = await building.rebuild();
      const made = { exports: {} };
      const run = compileFunction(outputFiles[0]?.text ?? '', ['module', 'exports', 'require']);
      Reflect.apply(run, undefined, [made, made.exports, requireHere]);
      return made.exports as typeof Trial;
    },
    close: () => building.dispose(),
  };
}
