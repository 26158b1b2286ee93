import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../temporary-folder';
import { loadScenario, readScenario, scenarioNames } from './load';

const root = process.cwd();
const sub = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers';
const gateway = {
  id: `${sub}/Microsoft.Network/applicationGateways/gw`,
  type: 'Microsoft.Network/applicationGateways',
  name: 'gw',
  properties: {},
};
const vm = {
  id: `${sub}/Microsoft.Compute/virtualMachines/web`,
  type: 'Microsoft.Compute/virtualMachines',
  name: 'web',
  properties: {},
};
const windowsVm = { ...vm, properties: { storageProfile: { osDisk: { osType: 'Windows' } } } };
const policy = {
  subscriptions: ['11111111-1111-4111-8111-111111111111'],
  approvers: [{ id: '22222222-2222-4222-8222-222222222222', name: 'Min' }],
};
const good = {
  name: 'example',
  title: 'An example',
  story: 'Nothing is wrong.',
  estate: { resources: [gateway, vm] },
  policy,
  signal: { kind: 'sweep' },
  expect: { outcome: 'none' },
};
const earlier = {
  incident: 'earlier',
  target: { kind: 'gateway', id: gateway.id },
  cause: 'appgw/infrastructure-ports-blocked',
  blamed: gateway.id,
  fix: 'allow-inbound',
  resource: gateway.id,
  region: 'koreacentral',
};
const mistakesOf = async (parsed: unknown): Promise<readonly string[]> => {
  const read = await readScenario(parsed, 'example.json', root);
  return read.kind === 'bad' ? read.mistakes : [];
};

const { path: scratch, remove } = temporaryFolder('scenario');
afterAll(remove);

test('a scenario is read by its name', async () => {
  const loaded = await loadScenario('gateway-v2-ports-denied', root);
  expect(loaded).toMatchObject({
    kind: 'ok',
    path: path.join(root, 'test/scenarios/gateway-v2-ports-denied.json'),
    scenario: { name: 'gateway-v2-ports-denied', signal: { kind: 'alert', at: 5 } },
  });
});

test('a scenario is read by its path, absolute or from the root', async () => {
  const file = path.join(scratch, 'mine.json');
  await writeFile(file, JSON.stringify(good));
  expect(await loadScenario(file, root)).toMatchObject({ kind: 'ok', path: file, scenario: { name: 'example' } });
  expect(await loadScenario('./mine.json', scratch)).toMatchObject({ kind: 'ok', path: file });
});

test('defaults are filled in', async () => {
  expect(await readScenario(good, 'example.json', root)).toMatchObject({
    kind: 'ok',
    scenario: { faults: [], people: [], estate: { guests: {}, missingActions: [] }, expect: { fixes: [], writes: [] } },
  });
});

test('a file that is not there, or is not JSON, is a mistake and no error', async () => {
  expect(await loadScenario('no-such-scenario', root)).toEqual({
    kind: 'bad',
    mistakes: [expect.stringContaining('There is no scenario no-such-scenario')],
  });
  const file = path.join(scratch, 'broken.json');
  await writeFile(file, '{ "name": ');
  expect(await loadScenario(file, root)).toEqual({ kind: 'bad', mistakes: [expect.stringContaining('is not JSON')] });
});

test('the JSON schema is not taken for a scenario', async () => {
  expect(scenarioNames(root)).not.toContain('scenario.schema');
  expect(await readFile(path.join(root, 'test/scenarios/scenario.schema.json'), 'utf8')).toContain('"$schema"');
});

test.each<[string, unknown, readonly string[]]>([
  [
    'a resource whose id is none',
    { ...good, estate: { resources: [gateway, vm, { ...vm, id: '/web' }] } },
    ['estate.resources[2].id: not the id of an Azure resource'],
  ],
  [
    'several mistakes at once',
    { ...good, name: 'Not Good', people: [{ question: 0, who: policy.approvers[0], says: 'approve' }] },
    ['name: use lower-case letters, digits and hyphens', expect.stringMatching(/^people\[0\]\.question: /) as string],
  ],
  ['a field that does not exist', { ...good, faultz: [] }, ['scenario: Unrecognized key: "faultz"']],
  [
    'a policy that Reconnect would refuse',
    { ...good, policy: { ...policy, approvers: [], approvalMinutes: 1 } },
    [
      expect.stringMatching(/^policy\.approvers: /) as string,
      expect.stringMatching(/^policy\.approvalMinutes: /) as string,
    ],
  ],
  [
    'two resources with one id, in whatever case',
    { ...good, estate: { resources: [gateway, vm, { ...vm, id: vm.id.toUpperCase().replace('WEB', 'web') }] } },
    ['estate.resources[2].id: the same as estate.resources[1].id'],
  ],
  [
    'an id of another type or name',
    { ...good, estate: { resources: [{ ...vm, type: 'Microsoft.Compute/disks', name: 'db' }] } },
    ['estate.resources[0].type: the id is that of another type', 'estate.resources[0].name: the id ends in web'],
  ],
  [
    'a guest without its VM',
    { ...good, estate: { resources: [gateway], guests: { web: {} } } },
    ['estate.guests["web"]: there is no VM of this name in estate.resources'],
  ],
  [
    'a guest of another operating system',
    {
      ...good,
      estate: {
        resources: [vm, { ...windowsVm, name: 'crm', id: vm.id.replace('/web', '/crm') }],
        guests: { web: { windows: { role: 'domain-controller' } }, crm: { firewallDrops: [443] } },
      },
    },
    [
      'estate.guests["web"].windows: the VM runs Linux',
      'estate.guests["crm"].firewallDrops: the VM runs Windows: say it in `windows`',
    ],
  ],
  [
    'a gateway that is not there',
    { ...good, estate: { resources: [vm], gateways: { agw: {} } } },
    ['estate.gateways["agw"]: there is no gateway of this name in estate.resources'],
  ],
  [
    'certificates of nobody',
    {
      ...good,
      estate: {
        resources: [vm],
        guests: {
          web: { services: { nginx: { state: 'active', serves: { 443: { certificates: [{ authority: 'a' }] } } } } },
        },
        servers: { 'shop.test': { 443: { certificates: [{}, { authority: 'b' }] } } },
      },
    },
    [
      'estate.guests["web"].services.nginx.serves.443.certificates[0].authority: there is no a in estate.authorities',
      'estate.servers["shop.test"].443.certificates[1].authority: there is no b in estate.authorities',
    ],
  ],
  [
    'the health of nothing',
    { ...good, estate: { resources: [gateway], health: { [vm.id]: { availabilityState: 'Unavailable' } } } },
    [`estate.health["${vm.id}"]: not in estate.resources`],
  ],
  [
    'happenings to nothing',
    {
      ...good,
      happenings: [
        { at: 1, kind: 'delete', id: `${sub}/Microsoft.Network/networkSecurityGroups/nsg/securityRules/a` },
        { at: 1, kind: 'guest', vm: 'db', set: { hung: true } },
        { at: 1, kind: 'guest', vm: 'web', set: { hung: 'yes', mood: 'bad' } },
      ],
    },
    [
      'happenings[0].id: neither in estate.resources nor a part of one',
      'happenings[1].vm: there is no VM of this name in estate.resources',
      'happenings[2].set.hung: not what a guest has there',
      'happenings[2].set.mood: a guest has no such part',
    ],
  ],
  [
    'a target that is not in the estate',
    {
      ...good,
      estate: { resources: [gateway] },
      policy: { ...policy, targets: [{ kind: 'vm', id: vm.id, port: 22, from: { address: '10.0.0.4', vm: vm.id } }] },
    },
    ['policy.targets[0].id: not in estate.resources', 'policy.targets[0].from.vm: not in estate.resources'],
  ],
  [
    'a history that cannot have been',
    {
      ...good,
      history: [
        { ...earlier, asked: -60, started: -90 },
        { ...earlier, asked: -60, ended: { at: -30, result: 'verified' } },
      ],
    },
    [
      'history[0]: asked, started, ended is the order',
      'history[1].incident: the same as history[0].incident',
      'history[1].ended.result: what was not started is withdrawn',
    ],
  ],
])('%s is named with its place', async (_what, parsed, mistakes) => {
  expect(await mistakesOf(parsed)).toEqual(mistakes);
});

test('a part of a resource may be deleted, and a VM may come later', async () => {
  const later = { ...good, estate: { resources: [gateway], guests: { web: {} } } };
  const happenings = [
    { at: 1, kind: 'put', resource: vm },
    { at: 2, kind: 'delete', id: `${gateway.id}/probes/health` },
    { at: 3, kind: 'guest', vm: 'web', set: { hung: true } },
  ];
  expect(await mistakesOf({ ...later, happenings })).toEqual([]);
});
