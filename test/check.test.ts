import { readdirSync } from 'node:fs';
import path from 'node:path';
import { check } from '../shared/incident/check';
import { taggedTargets } from '../shared/incident/tagged';
import type { Checked } from '../shared/cards/checked';
import { idKey } from '../shared/model/arm-id';
import { Policy } from '../shared/model/policy';
import { scenarioFrom } from '../shared/simulation/scenarios/load';
import type { Scenario } from '../shared/simulation/scenarios/schema';
import { readStock } from '../shared/simulation/simulator/stock';
import type { Role } from '../shared/simulation/twin/contract';
import { directAzure } from '../shared/simulation/twin/direct';
import { realTimes } from '../shared/simulation/twin/times';

const root = path.join(__dirname, '..');
const names = readdirSync(path.join(__dirname, 'scenarios'))
  .filter((file) => file.endsWith('.json') && file !== 'scenario.schema.json')
  .map((file) => file.replace('.json', ''));

const beginning = Date.parse('2026-03-02T09:00:00.000Z');

/** Checks everything that a scenario watches, at the time of its alert. */
async function checked({ estate, faults, happenings, policy, signal }: Scenario, roles: readonly Role[]) {
  let now = beginning;
  const { azure, twin } = directAzure({ estate, faults, happenings, clock: () => now, times: realTimes, roles });
  if (signal.kind === 'alert') now += signal.at * 1000;
  const { targets, discover } = Policy.parse(policy);
  const tagged = twin.state.list('Microsoft.Compute/virtualMachines').flatMap(({ id, tags = {} }) => {
    const value = Object.entries(tags as Readonly<Record<string, string>>).find(
      ([tag]) => discover && idKey(tag) === idKey(discover.tag),
    )?.[1];
    return value === undefined ? [] : [{ id, ports: value.split(',').map(Number) }];
  });
  const gateways = twin.state
    .list('Microsoft.Network/applicationGateways')
    .map(({ id }) => ({ kind: 'gateway' as const, id }));
  const came: Checked[] = [];
  for (const target of [...targets, ...taggedTargets({ discover }, tagged), ...gateways])
    came.push(
      await check(target, {
        azure,
        now: () => now,
        waitUntil: (time) => Promise.resolve(void (now = time)),
        tell: () => undefined,
      }),
    );
  return { came, writes: twin.log.filter(({ effect }) => effect === 'write') };
}

describe('a check finds the cause that the service finds, and changes nothing', () => {
  let roles: readonly Role[];
  beforeAll(async () => {
    ({ roles } = await readStock(root));
  });
  test.each(names)('%s', async (name) => {
    const scenario = await scenarioFrom(name, root);
    const { came, writes } = await checked(scenario, roles);
    const found = came.flatMap(({ causes }) => causes).filter(({ kind }) => kind === 'found');
    const { cause, blamed } = scenario.expect;
    expect(writes).toEqual([]);
    expect(found.map((each) => each.cause)).toEqual(expect.arrayContaining(cause ? [cause] : []));
    expect(found.map((each) => idKey(each.blamed?.id ?? ''))).toEqual(
      expect.arrayContaining(blamed ? [idKey(blamed)] : []),
    );
  });
});
