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

/** Checks everything that a scenario watches, at the time of its alert; without one, after all that happens. */
async function checked({ estate, faults, happenings, policy, signal }: Scenario, roles: readonly Role[]) {
  let now = beginning;
  const { azure, twin } = directAzure({ estate, faults, happenings, clock: () => now, times: realTimes, roles });
  now += 1000 * (signal.kind === 'alert' ? signal.at : Math.max(0, ...happenings.map(({ at }) => at)));
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

/** What is found before anything is changed: a missing agent hides the rest, and a rule what an application answers. */
function atFirst({ cause, blamed, fixes }: Scenario['expect']): Pick<Scenario['expect'], 'cause' | 'blamed'> {
  const first = fixes[0]?.fix;
  if (first === 'install-network-watcher-agent') return { cause: 'endpoint/agent-missing' };
  if (first === 'allow-inbound' && cause?.startsWith('appgw/http-')) return { cause: 'appgw/backend-port-denied' };
  return { cause, blamed };
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
    const { cause, blamed } = atFirst(scenario.expect);
    expect(writes).toEqual([]);
    expect(found.map((each) => each.cause)).toEqual(expect.arrayContaining(cause ? [cause] : []));
    expect(found.map((each) => idKey(each.blamed?.id ?? ''))).toEqual(
      expect.arrayContaining(blamed ? [idKey(blamed)] : []),
    );
  });
});

test.each([
  [
    'vm-probe-asks-another-port',
    'On the VM: not looked into.',
    'From vm-portal-jump, inside the network: it connects.',
    'From outside, by lb-portal-ip (TCP 443): no answer (30/30 probes lost).',
  ],
  [
    'vm-windows-app-firewall-blocks',
    'On the VM: System listens on 0.0.0.0:443, [::]:443.',
    'From vm-erp-jump, inside the network: no answer (30/30 probes lost).',
    'From outside: not tried, the policy names no public address.',
  ],
  [
    'vm-app-hung-guest',
    'On the VM: not looked into: its agent is not ready.',
    'From vm-queue-jump, inside the network: no answer (30/30 probes lost).',
    'From outside: not tried, the policy names no public address.',
  ],
])('a check tells from where it was tried: %s', async (name, ...lines) => {
  const { roles } = await readStock(root);
  const { came } = await checked(await scenarioFrom(name, root), roles);
  expect(came[0]?.triedFrom.map(({ en }) => en)).toEqual(lines);
});

test.each([
  [{}, true],
  [{ http: { protocol: 'Https' } }, false],
])('of a VM of which %j is expected, that its answers were not checked is said: %j', async (more, isSaid) => {
  const { roles } = await readStock(root);
  const { policy, ...scenario } = await scenarioFrom('vm-windows-app-stopped-and-no-right-to-look', root);
  const targets = (policy as { targets: readonly object[] }).targets.map((target) => ({ ...target, ...more }));
  const { came } = await checked({ ...scenario, policy: { ...policy, targets } }, roles);
  expect(came[0]?.conclusion?.en.includes('what the application answers')).toBe(isSaid);
});
