import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readScenario } from '../simulation/scenarios/load';
import { Expectation, type Scenario } from '../simulation/scenarios/schema';
import { realTimes } from '../simulation/twin/times';
import { anonymous as withoutNames } from '../simulation/rebuild/anonymous';
import type { IncidentExport } from '../audit/export';
import { scenarioOf, type CameTo, type Told } from '../simulation/rebuild/scenario';
import { auditExport } from '../audit/verify';
import type { Policy } from '../model/policy';
import type { IncidentEvent } from '../incident/events';
import { loadExport, policyOf } from './export-file';
import { differences, sumUp } from '../simulation/rehearsal/rehearsal';
import { rehearse } from '../simulation/rehearsal/rehearse';

export interface ScenarioOptions {
  readonly name?: string | undefined;
  readonly anonymous?: boolean | undefined;
  readonly policy?: string | undefined;
  /** The folder that the scenario is written to. */
  readonly out: string;
}

/**
 * `scenario from`: writes a scenario that is made of an exported incident, and rehearses it. 0 when it comes true, 1 when it does
 * not, 2 when nothing was written.
 */
export async function scenarioFrom(
  root: string,
  file: string,
  { name, anonymous, policy: policyFile, out }: ScenarioOptions,
  print: (line: string) => void,
): Promise<number> {
  const refuse = (mistake: string) => {
    print(mistake);
    return 2;
  };
  const exported = await loadExport(file);
  if (typeof exported === 'string') return refuse(exported);
  const policy = await policyOf(exported, policyFile);
  if (typeof policy === 'string') return refuse(policy);
  if (auditExport(exported).damage.length > 0)
    return refuse(`${file} is not as it was recorded. See what is wrong with: reconnect audit verify ${file}`);

  const called = name ?? `from-${exported.incident.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  const target = path.resolve(root, out, `${called}.json`);
  if (existsSync(target)) return refuse(`${target} is there already. Choose another name with --name.`);
  const { scenario: told, notes } = tell(called, exported, policy);
  const scenario = anonymous ? withoutNames(told) : told;
  const read = await readScenario(scenario, target, root);
  if (read.kind === 'bad')
    return refuse(`No scenario can be made of ${file}:\n${read.mistakes.map((each) => `  ${each}`).join('\n')}`);
  await writeFile(target, `${JSON.stringify(scenario, null, 2)}\n`);
  print(target);
  for (const note of notes) print(`  ${note}`);
  const wrong = await untrue(root, read.scenario);
  print(wrong.length === 0 ? 'Rehearsed: it comes true.' : 'Rehearsed: it does not come true.');
  for (const each of wrong) print(`  ${each}`);
  return wrong.length === 0 ? 0 : 1;
}

/** What does not come true of a scenario. */
async function untrue(root: string, scenario: Scenario): Promise<readonly string[]> {
  const quiet = () => undefined;
  const how = { approve: 'as-written', speed: undefined, times: realTimes, print: quiet, log: quiet } as const;
  return differences(scenario, await rehearse({ root, appRoot: path.join(root, 'dist/package'), scenario, ...how }));
}

/** The scenario of an exported incident. */
export function tell(name: string, { incident, events: stored }: IncidentExport, policy: Policy): Told {
  const events = stored.map(({ event }) => event);
  return scenarioOf(name, incident, events, policy, cameTo(name, incident, events));
}

/** What a rehearsal that went like this incident would be expected to come to. */
function cameTo(name: string, id: string, events: readonly IncidentEvent[]): CameTo {
  const sum = sumUp({
    scenario: { name },
    incident: { id, events },
    posted: 0,
    log: [],
    operationMs: 0,
    overheadMs: 0,
  });
  const { outcome, symptom, cause, blamed, judgements, stops, fixes } = sum;
  return Expectation.parse({
    outcome,
    ...(symptom ? { symptom } : {}),
    ...(cause ? { cause } : {}),
    ...(blamed ? { blamed } : {}),
    judgements: Object.fromEntries(judgements.map((each) => [each.cause, each.kind])),
    stops,
    fixes,
  });
}
