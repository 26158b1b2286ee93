import { readFileSync } from 'node:fs';
import path from 'node:path';
import { differences } from '../../shared/simulation/rehearsal/rehearsal';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import type { Scenario } from '../../shared/simulation/scenarios/schema';
import { readStock } from '../../shared/simulation/simulator/stock';
import type { Role } from '../../shared/simulation/twin/contract';
import { OBSERVER, REMEDIATOR } from '../../shared/simulation/twin/direct';
import { playScenario, playThrough } from '../mutants/play-scenario';

const root = path.join(__dirname, '../..');

const groupIn = (id: string): string | undefined => /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id)?.[0];

/** The groups of an estate that a team would name in `repairedResourceGroups`: all but that of the Network Watchers. */
const repairedIn = ({ estate }: Scenario): readonly string[] => [
  ...new Set(
    estate.resources.flatMap(({ id }) => groupIn(id) ?? []).filter((group) => !/\/NetworkWatcherRG$/i.test(group)),
  ),
];

/** The roles at the scopes at which infra/app assigns them: observer.bicep, remediator.bicep and remediator-operations.bicep. */
async function assigned({ estate }: Scenario, repaired: readonly string[]): Promise<readonly Role[]> {
  const { roles } = await readStock(root);
  const subscriptions = [...new Set(estate.resources.map(({ id }) => id.split('/').slice(0, 3).join('/')))];
  const only = (role: Role, isWanted: (action: string) => boolean): Role['permissions'] =>
    role.permissions.map((each) => ({ ...each, actions: each.actions.filter(isWanted) }));
  const isOperation = (action: string) => action.includes('/locations/');
  return roles.flatMap((role) => {
    if (role.assignedTo === OBSERVER) return [{ ...role, scopes: subscriptions }];
    expect(role.assignedTo).toBe(REMEDIATOR);
    return [
      { ...role, permissions: only(role, (action) => !isOperation(action)), scopes: repaired },
      { ...role, permissions: only(role, isOperation), scopes: subscriptions },
    ];
  });
}

test('the templates split the remediator’s role as it is split here', () => {
  const read = (file: string) => readFileSync(path.join(root, 'infra/app', file), 'utf8');
  expect(read('remediator.bicep')).toContain("filter(permissions.actions, action => !contains(action, '/locations/'))");
  expect(read('remediator-operations.bicep')).toContain(
    "filter(role.permissions[0].actions, action => contains(action, '/locations/'))",
  );
});

describe('with the roles where they are assigned', () => {
  test.each([
    'gateway-v2-ports-denied',
    'gateway-default-route-diverted',
    'gateway-http-401',
    'gateway-http-404-old-host',
    'gateway-probe-timeout',
    'gateway-repair-does-not-help',
    'gateway-backend-port-denied',
    'vm-hung-guest',
    'vm-bad-node',
    'vm-nsg-denies-ssh',
    'vm-sshd-config-invalid',
    'vm-sshd-stopped-vmaccess-installed',
  ])('%s comes true', async (name) => {
    const scenario = await scenarioFrom(name, root);
    const roles = await assigned(scenario, repairedIn(scenario));
    expect(differences(scenario, await playScenario(scenario, roles))).toEqual([]);
  });

  test.each(['gateway-v2-ports-denied', 'vm-hung-guest'])(
    '%s: nothing is changed in a group that is not named',
    async (name) => {
      const scenario = await scenarioFrom(name, root);
      const { twin, posted } = await playThrough(scenario, await assigned(scenario, []));
      expect(posted).toBeGreaterThan(0);
      expect(twin.log.filter(({ effect }) => effect !== 'read')).toEqual([]);
    },
  );

  test.each<[string, (role: Role) => boolean]>([
    [
      'its operations',
      ({ assignedTo, permissions }) => assignedTo === REMEDIATOR && !JSON.stringify(permissions).includes('write'),
    ],
    ['what is watched', ({ assignedTo }) => assignedTo === OBSERVER],
    ['the groups', ({ permissions }) => JSON.stringify(permissions).includes('write')],
  ])('the assignment for %s is needed', async (_, isIt) => {
    const scenario = await scenarioFrom('vm-hung-guest', root);
    const roles = (await assigned(scenario, repairedIn(scenario))).filter((role) => !isIt(role));
    expect(roles).toHaveLength(2);
    expect(differences(scenario, await playScenario(scenario, roles))).not.toEqual([]);
  });
});
