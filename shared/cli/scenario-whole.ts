import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadScenario, scenarioNames } from '../simulation/scenarios/load';

/**
 * `scenario whole`: writes scenarios as they are without the estate that they extend, with all that is left out filled in. 0 when
 * all were written, 2 when one cannot be used.
 */
export async function writeWhole(
  root: string,
  named: readonly string[] | 'all',
  out: string,
  print: (line: string) => void,
): Promise<number> {
  const folder = path.resolve(root, out);
  await mkdir(folder, { recursive: true });
  let status = 0;
  for (const each of named === 'all' ? scenarioNames(root) : named) {
    const loaded = await loadScenario(each, root);
    if (loaded.kind === 'ok') {
      const file = path.join(folder, `${loaded.scenario.name}.json`);
      await writeFile(file, `${JSON.stringify(loaded.scenario, null, 2)}\n`);
      continue;
    }
    print(`${each} cannot be used:\n${loaded.mistakes.map((mistake) => `  ${mistake}`).join('\n')}`);
    status = 2;
  }
  return status;
}
