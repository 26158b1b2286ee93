import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import { context, type BuildContext, type Plugin } from 'esbuild';
import type { Changed } from './mutant';

/** Loads files of the project anew, each with all that it imports. Packages are loaded once. */
export function workshop(root: string) {
  let change: Changed | undefined;
  const plugin: Plugin = {
    name: 'mutant',
    setup: (app) =>
      app.onLoad({ filter: /\.ts$/ }, ({ path: file }) =>
        file === change?.file ? { contents: change.text, loader: 'ts' } : undefined,
      ),
  };
  const buildings = new Map<string, Promise<BuildContext<{ write: false }>>>();
  const building = (file: string): Promise<BuildContext<{ write: false }>> => {
    const made =
      buildings.get(file) ??
      context({
        entryPoints: [file],
        absWorkingDir: root,
        bundle: true,
        write: false,
        platform: 'node',
        format: 'cjs',
        packages: 'external',
        logLevel: 'silent',
        plugins: [plugin],
      });
    buildings.set(file, made);
    return made;
  };
  const requireHere = createRequire(path.join(root, 'package.json'));

  return {
    /** Makes the file ready to be run, as often as one likes; running it answers its exports. One at a time. */
    async make(file: string, changed?: Changed): Promise<(globals?: Readonly<Record<string, unknown>>) => unknown> {
      const whole = path.join(root, file);
      const bundle = await building(whole);
      change = changed;
      const { outputFiles } = await bundle.rebuild();
      const text = outputFiles[0]?.text ?? '';
      return (globals = {}) => {
        const made = { exports: {} };
        const given = {
          ...{ module: made, exports: made.exports, require: requireHere },
          ...{ __filename: whole, __dirname: path.dirname(whole) },
          ...globals,
        };
        Reflect.apply(compileFunction(text, Object.keys(given)), undefined, Object.values(given));
        return made.exports;
      };
    },
    close: async () => {
      for (const made of buildings.values()) await (await made).dispose();
    },
  };
}
