import path from 'node:path';
import { connectMonitor } from '../../shared/azure/monitor';
import type { AccessToken } from '@azure/identity';
import { idKey } from '../../shared/model/arm-id';
import { machineStates } from '../../shared/observations/machine-states';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import type { Fault, Resource, Scenario } from '../../shared/simulation/scenarios/schema';
import { rolesIn } from '../../shared/simulation/rehearsal/stage';
import { noTimes } from '../../shared/simulation/twin';
import { disconnect, overHttps } from './connected';

// What Azure measures of VMs, asked of the simulated Azure over TLS by the SDK's clients.

const root = path.join(__dirname, '../..');
const now = Date.parse('2026-03-02T09:00:00.000Z');
const VMS =
  '/subscriptions/9d3f2b7e-41c8-4a6d-b0f5-6e8c1d2a7b94/resourceGroups/rg-photo-prod/providers/Microsoft.Compute/virtualMachines';
const [APP1, APP2] = [`${VMS}/vm-photo-app1`, `${VMS}/vm-photo-app2`] as const;

afterEach(disconnect);

type Differs = (estate: Scenario['estate']) => Scenario['estate'];

async function measuring(differs: Differs = (estate) => estate, faults: readonly Fault[] = [], audience?: string) {
  const { estate } = await scenarioFrom('vm-seems-well-until-its-turn', root);
  const clock = () => now;
  const options = { faults, happenings: [], times: noTimes, clock, roles: await rolesIn(root) };
  const { twin, azure } = await overHttps({ ...options, estate: differs(estate) });
  const monitor = connectMonitor({
    armEndpoint: twin.armEndpoint,
    workspace: '4d7a1f20-93be-4c5e-8a61-0c2f9e7b5d38',
    credential: {
      async getToken(scope): Promise<AccessToken> {
        const resource = audience ?? String(scope).replace('/.default', '');
        const asked = await fetch(`${twin.identityEndpoint}?api-version=2019-08-01&resource=${resource}`, {
          headers: { 'x-identity-header': twin.identityHeader },
        });
        const { access_token: token } = (await asked.json()) as { access_token: string };
        return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
    now: clock,
  });
  const location = 'japaneast';
  return { azure, measure: () => monitor.measure([APP1, APP2].map((id) => ({ id, location }))) };
}

/** The estate with these resources changed, by name. */
const changed =
  (name: string, change: (was: Resource) => Resource): Differs =>
  (estate) => ({ ...estate, resources: estate.resources.map((one) => (one.name === name ? change(one) : one)) });
const powered = (state: string) =>
  changed('vm-photo-app1', (was) => ({
    ...was,
    properties: { ...was.properties, instanceView: { statuses: [{ code: `PowerState/${state}` }] } },
  }));
const withGuest =
  (differs: object): Differs =>
  (estate) => {
    const guest = { ...estate.guests['vm-photo-app1']!, ...differs };
    return { ...estate, guests: { ...estate.guests, 'vm-photo-app1': guest } };
  };
const lacking =
  (action: string): Differs =>
  (estate) => ({ ...estate, missingActions: [action] });
const test22 = (passed: boolean) => [{ vm: idKey(APP1), port: 22, passed }];

test.each<[string, Differs, object]>([
  ['is well', (estate) => estate, { available: [APP1, APP2], heartbeats: [idKey(APP1)], tests: test22(true) }],
  ['is stopped', powered('stopped'), { available: [APP2], heartbeats: [], tests: test22(false) }],
  ['is deallocated', powered('deallocated'), { available: [APP2], heartbeats: [], tests: test22(false) }],
  ['hangs', withGuest({ hung: true }), { available: [APP1, APP2], heartbeats: [], tests: test22(false) }],
  [
    'is unavailable by Resource Health',
    (estate) => ({ ...estate, health: { [APP1]: { availabilityState: 'Unavailable' } } }),
    { available: [APP2] },
  ],
  [
    'has no monitoring agent',
    changed('AzureMonitorLinuxAgent', (was) => ({ ...was, properties: { ...was.properties, type: 'Other' } })),
    { available: [APP1, APP2], heartbeats: [] },
  ],
  [
    'is in a test group that is switched off',
    changed('cm-photo-ssh', (was) => {
      const [group] = was.properties.testGroups as object[];
      return { ...was, properties: { ...was.properties, testGroups: [{ ...group, disable: true }] } };
    }),
    { tests: [] },
  ],
])('a VM that %s is measured so', async (_, differs, expected) => {
  const { measure } = await measuring(differs);
  expect(await measure()).toMatchObject(expected);
});

test.each(['stopped', 'deallocated'])('Resource Graph tells that a VM is %s', async (state) => {
  const { azure } = await measuring(powered(state));
  const answer = await azure.ask(machineStates.request({ subscriptions: [VMS.split('/')[2]!] }));
  if (answer.kind !== 'answered') throw new Error(JSON.stringify(answer));
  expect(machineStates.answer.parse(answer.body)).toContainEqual({
    id: APP1,
    location: 'japaneast',
    power: `PowerState/${state}`,
  });
});

const status = { kind: 'status', status: 503, code: 'ServiceUnavailable', message: 'x' } as const;
const metricsDown: Fault = { path: 'metrics:getBatch', times: 1, at: 0, answer: status };
interface Broken {
  readonly when: string;
  readonly differs?: Differs;
  readonly faults?: readonly Fault[];
  readonly audience?: string;
}
const broken: readonly Broken[] = [
  { when: 'metrics may not be read', differs: lacking('Microsoft.Insights/metrics/read') },
  {
    when: 'the workspace may not be queried',
    differs: lacking('Microsoft.OperationalInsights/workspaces/query/read'),
  },
  {
    when: 'heartbeats may not be read',
    differs: lacking('Microsoft.OperationalInsights/workspaces/query/Heartbeat/read'),
  },
  {
    when: 'there is no such workspace',
    differs: changed('log-photo-prod', (was) => ({ ...was, properties: { ...was.properties, customerId: 'other' } })),
  },
  { when: 'metrics are down', faults: [metricsDown] },
  { when: 'tokens are for ARM', audience: 'https://management.azure.com' },
];
test.each(broken)('nothing is measured where $when', async ({ differs, faults, audience }) => {
  const { measure } = await measuring(differs, faults, audience);
  await expect(measure()).rejects.toThrow();
});
