import { extended } from './extend';
import { readScenario } from './load';
import { EstateFile, ExtendingFile, type Scenario } from './schema';

const root = process.cwd();
const network =
  '/subscriptions/9d3f2b7e-41c8-4a6d-b0f5-6e8c1d2a7b94/resourceGroups/rg-shop-prod/providers/Microsoft.Network';
const lock = {
  id: `${network}/networkSecurityGroups/nsg-agw-shop/providers/Microsoft.Authorization/locks/keep`,
  type: 'Microsoft.Authorization/locks',
  name: 'keep',
  properties: { level: 'CanNotDelete' },
};
const rules = (securityRules: object) => ({ 'nsg-agw-shop': { properties: { securityRules } } });

const read = (estate: object, more: object = {}) =>
  readScenario(
    {
      name: 'example',
      title: 'An example',
      story: 'Nothing is wrong.',
      estate: { extend: 'gateway-ports-denied', ...estate },
      signal: 'agw-failed-requests',
      expect: { outcome: 'none' },
      ...more,
    },
    'example.json',
    root,
  );
const mistakesOf = async (estate: object, more?: object): Promise<readonly string[]> => {
  const loaded = await read(estate, more);
  return loaded.kind === 'bad' ? loaded.mistakes : [];
};
const scenarioOf = async (estate: object, more?: object): Promise<Scenario> => {
  const loaded = await read(estate, more);
  if (loaded.kind === 'bad') throw new Error(loaded.mistakes.join('\n'));
  return loaded.scenario;
};
const resource = ({ estate }: Scenario, name: string) => estate.resources.find((each) => each.name === name);
const rulesOf = (scenario: Scenario) => resource(scenario, 'nsg-agw-shop')?.properties.securityRules;

test('an extended estate comes with its resources, guests, policy and signals', async () => {
  const scenario = await scenarioOf({});
  expect(scenario).toMatchObject({
    estate: { guests: { 'vm-shop-web1': { agent: 'ready' } }, missingActions: [] },
    policy: { subscriptions: ['9d3f2b7e-41c8-4a6d-b0f5-6e8c1d2a7b94'] },
    signal: { kind: 'alert', body: { data: { essentials: { alertRule: 'agw-failed-requests' } } } },
  });
  expect(resource(scenario, 'agw-shop-prod')).toMatchObject({ type: 'Microsoft.Network/applicationGateways' });
});

test('whoever is not named is the first approver', async () => {
  const other = { id: '22222222-2222-4222-8222-222222222222', name: 'Min' };
  const said = { people: [{ says: 'approve' }, { who: other, says: 'reject' }], messages: [{ text: 'stop' }] };
  const scenario = await scenarioOf({}, said);
  const [first] = scenario.policy.approvers as unknown[];
  expect(scenario.people.map(({ who }) => who)).toEqual([first, other]);
  expect(scenario.messages.map(({ who }) => who)).toEqual([first]);
});

test('what is said about a resource is merged, lists are replaced, and null removes', async () => {
  const scenario = await scenarioOf({
    change: {
      'agw-shop-prod': { zones: ['2'], properties: { sku: { capacity: 3 } } },
      'networkInterfaces/vm-shop-web1-nic': { properties: { enableIPForwarding: true, primary: null } },
      NetworkWatcher_koreacentral: null,
    },
    resources: [lock],
    missingActions: ['Microsoft.Network/networkSecurityGroups/read'],
  });
  expect(resource(scenario, 'agw-shop-prod')).toMatchObject({
    zones: ['2'],
    properties: { sku: { name: 'Standard_v2', capacity: 3 }, operationalState: 'Running' },
  });
  const nic = resource(scenario, 'vm-shop-web1-nic')?.properties;
  expect(nic).toMatchObject({ enableIPForwarding: true });
  expect(nic).not.toHaveProperty('primary');
  expect(resource(scenario, 'NetworkWatcher_koreacentral')).toBeUndefined();
  expect(resource(scenario, 'keep')).toEqual(lock);
  expect(scenario.estate.missingActions).toHaveLength(1);
});

test('rules and other named parts are merged by name', async () => {
  const scenario = await scenarioOf({
    change: rules({
      DenyInternetHighPorts: null,
      AllowWebInBound: { properties: { priority: 101 } },
      DenyAll: { properties: { priority: 4000, access: 'Deny', direction: 'Inbound' } },
    }),
  });
  expect(rulesOf(scenario)).toMatchObject([
    { name: 'AllowWebInBound', properties: { priority: 101, access: 'Allow' } },
    { name: 'AllowGatewayManagerInBound' },
    { name: 'AllowAzureLoadBalancerInBound' },
    { name: 'DenyAll', properties: { priority: 4000 } },
  ]);
  expect(rulesOf(await scenarioOf({ change: rules([]) }))).toEqual([]);
});

test('the policy is merged, and a signal may be written out', async () => {
  const scenario = await scenarioOf({}, { policy: { approvalMinutes: 5 }, signal: { kind: 'sweep' } });
  expect(scenario.policy).toMatchObject({ approvalMinutes: 5, approvers: [{}, {}] });
  expect(scenario.signal).toEqual({ kind: 'sweep' });
});

test.each<[string, object, object, readonly string[]]>([
  [
    'an estate that is not there',
    { extend: 'gateway-ports-deny' },
    {},
    [expect.stringMatching(/^estate\.extend: .* did you mean gateway-ports-denied\? There are: .*, vm\b/) as string],
  ],
  [
    'a resource that is not there',
    { change: { 'nsg-agw-shops': null, moon: null } },
    {},
    [
      'estate.change["nsg-agw-shops"]: gateway-ports-denied has no such resource; did you mean nsg-agw-shop?',
      'estate.change.moon: gateway-ports-denied has no such resource',
    ],
  ],
  [
    'a change without one',
    { change: { 'agw-shop-prod': {} } },
    {},
    ['estate.change["agw-shop-prod"]: changes nothing'],
  ],
  [
    'differences that make none',
    {
      change: {
        'agw-shop-prod': { location: 'koreacentral' },
        ...rules({ AllowWebInBound: { properties: { access: 'Allow' } }, DenyInternetHighPort: null }),
      },
      guests: { 'vm-shop-web1': { agent: 'ready' } },
    },
    { policy: { approvalMinutes: null } },
    [
      'estate.change["agw-shop-prod"].location: changes nothing: the estate has it so',
      'estate.change["nsg-agw-shop"].properties.securityRules.AllowWebInBound.properties.access: changes nothing: the estate has it so',
      'estate.change["nsg-agw-shop"].properties.securityRules.DenyInternetHighPort: there is nothing to remove; did you mean DenyInternetHighPorts?',
      'estate.guests["vm-shop-web1"].agent: changes nothing: the estate has it so',
      'policy.approvalMinutes: there is nothing to remove',
    ],
  ],
  [
    'a difference of a list without names',
    {
      change: {
        'agw-shop-prod': {
          properties: { backendAddressPools: { 'pool-web': { properties: { backendAddresses: [{ fqdn: 'a' }] } } } },
        },
        'vnet-shop-prod': { properties: { addressSpace: { addressPrefixes: { a: 1 } } } },
      },
    },
    {},
    [
      'estate.change["vnet-shop-prod"].properties.addressSpace.addressPrefixes: a list of parts without names is replaced as a whole: write a list',
    ],
  ],
  [
    'a signal that the estate lacks',
    {},
    { signal: 'agw-failed-request' },
    [
      expect.stringMatching(
        /^signal: gateway-ports-denied has no such signal; did you mean agw-failed-requests\?/,
      ) as string,
    ],
  ],
  [
    'what makes no whole estate',
    {
      change: { 'agw-shop-prod': { properties: null, type: 'Microsoft.Network/virtualNetworks' } },
      resources: [lock, lock],
    },
    {},
    ['estate.change["agw-shop-prod"].properties: Invalid input: expected record, received undefined'],
  ],
  [
    'what does not fit together',
    { change: { 'agw-shop-prod': { type: 'Microsoft.Network/virtualNetworks' } }, resources: [lock, lock] },
    {},
    [
      'estate.change["agw-shop-prod"].type: the id is that of another type',
      'estate.resources[1].id: the same as estate.resources[0].id',
    ],
  ],
  ['a field that does not exist', { chanje: {} }, {}, ['estate: Unrecognized key: "chanje"']],
  ['a signal that is none', {}, { signal: { kind: 'alert', body: {}, when: 5 } }, ['signal: Unrecognized key: "when"']],
])('%s is named with its place', async (_what, estate, more, mistakes) => {
  expect(await mistakesOf(estate, more)).toEqual(mistakes);
});

test('a name that several have is told apart by the end of the id', () => {
  const [one, other] = ['vm-a', 'vm-b'].map((vm) => ({
    id: `${network.replace('Network', 'Compute')}/virtualMachines/${vm}/extensions/agent`,
    type: 'Microsoft.Compute/virtualMachines/extensions',
    name: 'agent',
    properties: {},
  }));
  const base = EstateFile.parse({ about: 'Two.', estate: { resources: [one, other] }, policy: {}, signals: {} });
  const change = (key: string) => {
    const mistakes: string[] = [];
    const estate = { extend: 'two', change: { [key]: null } };
    const file = { name: 'example', title: 'An example', story: 'Two.', estate, signal: { kind: 'sweep' } };
    const read = ExtendingFile.parse({ ...file, expect: { outcome: 'none' } });
    const { scenario } = extended(read, base, (_, what) => void mistakes.push(what));
    return { mistakes, resources: (scenario as { estate: { resources: unknown[] } }).estate.resources };
  };
  expect(change('agent').mistakes).toEqual([expect.stringContaining('there are several')]);
  expect(change('vm-a/extensions/agent')).toEqual({ mistakes: [], resources: [other] });
});
