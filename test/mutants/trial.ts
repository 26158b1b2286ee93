import { differences } from '../../shared/cli/rehearsal';
import { loadScenario } from '../scenarios/load';
import { play, setupFor } from '../simulator/play';
import { readStock } from '../simulator/stock';
import { playScenario } from './play-scenario';

// What is bundled anew for each mutant, with one file changed.

/** In what a scenario does not come true. `root` is the project's folder. */
export async function tryScenario(name: string, root: string): Promise<readonly string[]> {
  const loaded = await loadScenario(name, root);
  if (loaded.kind === 'bad') throw new Error(loaded.mistakes.join('; '));
  const { roles } = await readStock(root);
  return differences(loaded.scenario, await playScenario(loaded.scenario, roles));
}

/** The first of these seeds in which the simulator sees this promise broken, and how. */
export async function trySeeds(
  seeds: readonly number[],
  invariant: string,
  root: string,
): Promise<{ readonly seed: number; readonly what: string } | undefined> {
  const stock = await readStock(root);
  for (const seed of seeds) {
    const broken = (await play(setupFor(seed, stock), stock)).violations.find((each) => each.invariant === invariant);
    if (broken) return { seed, what: broken.what };
  }
  return undefined;
}

export const violationsOf = async (seed: number, root: string) => {
  const stock = await readStock(root);
  return (await play(setupFor(seed, stock), stock)).violations.map(({ invariant }) => invariant);
};
