import { differences } from '../../shared/simulation/rehearsal/rehearsal';
import { Policy } from '../../shared/model/policy';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import type { Scenario } from '../../shared/simulation/scenarios/schema';
import { play, setupFor } from '../../shared/simulation/simulator/play';
import { people, type Setup } from '../../shared/simulation/simulator/setup';
import { readStock } from '../../shared/simulation/simulator/stock';
import type { Run } from './mutant';
import { playScenario } from './play-scenario';

// What is bundled anew for each mutant, with one file changed.

/** In what a scenario does not come true. `root` is the project's folder. */
export async function tryScenario(name: string, root: string): Promise<readonly string[]> {
  const scenario = await scenarioFrom(name, root);
  const { roles } = await readStock(root);
  try {
    return differences(scenario, await playScenario(scenario, roles));
  } catch (error) {
    return [`failed: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** The first of these runs in which the simulator sees this promise broken, and how. */
export async function trySimulator(
  runs: readonly (number | Run)[],
  invariant: string,
  root: string,
): Promise<{ readonly run: number | Run; readonly what: string } | undefined> {
  const stock = await readStock(root);
  for (const run of runs) {
    const setup = typeof run === 'number' ? setupFor(run, stock) : setupOf(run, await scenarioFrom(run.scenario, root));
    const broken = (await play(setup, stock)).violations.find((each) => each.invariant === invariant);
    if (broken) return { run, what: typeof run === 'number' ? `seed ${run}: ${broken.what}` : broken.what };
  }
  return undefined;
}

/** One host, the scenario's own estate, and the people of the simulator. */
const setupOf = ({ injections, limits = {} }: Run, scenario: Scenario): Setup => ({
  seed: 1,
  scenarios: [scenario],
  estate: scenario.estate,
  policy: Policy.parse({ ...scenario.policy, approvers: [people.kim, people.lee], approvalMinutes: 15, limits }),
  hosts: [{ clockOffMs: 0 }],
  injections,
});
