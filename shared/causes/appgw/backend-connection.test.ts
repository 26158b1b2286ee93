import { deny, gatewayTarget, healthy, ids, reasonOver } from '../../model/testing';
import { backendConnection } from './backend-connection';
import { settings } from './testing';

const server = (address: string) => ({
  pool: 'pool',
  settings: settings.id,
  address,
  health: { known: 'unhealthy' },
  log: 'Application Gateway could not connect to the backend.',
  class: 'tcp-connect',
});
const silent = { type: 'NoListenerOnDestination', origin: 'Inbound', context: {} };
const named = (rule: string, origin = 'Inbound') => ({
  type: 'NetworkSecurityRule',
  origin,
  context: { RuleName: rule },
});
const unreachable = (...issues: readonly object[]) => ({
  status: 'unreachable',
  hops: [
    { type: 'Source', address: '10.0.1.4', issues: [] },
    { type: 'VirtualNetwork', address: '10.0.0.4', resource: `${ids.nic}/ipConfigurations/ip`, issues },
  ],
  probesSent: 30,
  probesFailed: 30,
});

function judge(cause: string, addresses: readonly string[], answers: object) {
  const applicationGateway = { ...healthy.applicationGateway, settings: [settings], probes: [], pools: [] };
  const backendHealth = { servers: addresses.map(server) };
  const judged = reasonOver({ ...healthy, applicationGateway, backendHealth, ...answers }, (see) =>
    backendConnection.find(({ id }) => id === `appgw/${cause}`)!.judge(see, gatewayTarget),
  );
  return judged.kind === 'done' ? judged.value : judged;
}
const all = backendConnection.map(({ id }) => id.replace('appgw/', ''));

test.each(all)('%s is excluded where no probe failed to connect', (cause) => {
  expect(judge(cause, [], {})).toMatchObject({ kind: 'excluded' });
});

test.each(all)('%s is excluded where the gateway connects now, by all that was tried', (cause) => {
  expect(judge(cause, ['10.0.0.4', '10.0.0.5'], {})).toMatchObject({
    kind: 'excluded',
    because: { en: expect.stringMatching(/^10\.0\.0\.4:8443, 10\.0\.0\.5:8443: /) },
  });
});

test.each(all)('%s is not excluded by a few of many servers', (cause) => {
  const many = [4, 5, 6, 7, 8].map((last) => `10.0.0.${last}`);
  expect(judge(cause, many, {})).toMatchObject({
    kind: 'uncertain',
    because: { en: expect.stringMatching(/^4 of 5/) },
  });
});

test.each(all)('%s cannot be told of a gateway of v1', (cause) => {
  const applicationGateway = { ...healthy.applicationGateway, generation: 'v1', settings: [settings], probes: [] };
  expect(judge(cause, ['10.0.0.4'], { applicationGateway })).toMatchObject({ kind: 'uncertain' });
});

test.each(all)('%s is not excluded by a try that was not made', (cause) => {
  const connectivity = { status: 'unknown', hops: [], probesSent: 0, probesFailed: 0 };
  expect(judge(cause, ['10.0.0.4'], { connectivity })).toMatchObject({ kind: 'uncertain' });
});

describe('a rule that Azure names', () => {
  const networkSecurityGroup = { ...healthy.networkSecurityGroup, rules: [deny] };
  const groups = { subnet: { ...healthy.subnet, networkSecurityGroup: ids.group }, networkSecurityGroup };
  const denied = (rule: string) =>
    judge('backend-port-denied', ['10.0.0.4'], { ...groups, connectivity: unreachable(named(rule)) });

  test('is found where it denies by the rules as read, with the narrowest rule that lets the gateway in', () => {
    expect(denied('UserRule_deny-all')).toMatchObject({
      kind: 'found',
      blamed: deny.id,
      fixes: [
        {
          networkSecurityGroups: [ids.group],
          flows: [{ sources: ['10.0.1.0/24'], destinations: ['10.0.0.4'], ports: '8443' }],
        },
      ],
    });
  });

  test('is not found where another one denies by the rules as read', () => {
    expect(denied('UserRule_other')).toMatchObject({
      kind: 'uncertain',
      because: { en: expect.stringContaining('UserRule_other') },
    });
  });

  test('is not found at an address that nobody can be told by', () => {
    const connectivity = {
      ...unreachable(named('UserRule_deny-all')),
      hops: [{ type: 'Destination', resource: 'Unknown', issues: [named('UserRule_deny-all')] }],
    };
    expect(judge('backend-port-denied', ['10.0.0.4'], { ...groups, connectivity })).toMatchObject({
      kind: 'uncertain',
    });
  });

  describe('on the way out', () => {
    const outbound = { ...deny, direction: 'Outbound' };
    const elsewhere = { type: 'Destination', resource: 'Unknown', issues: [named('UserRule_deny-all', 'Outbound')] };
    const stopped = (rules: readonly object[], hops?: readonly object[], addresses = ['10.0.0.4']) =>
      judge('backend-port-denied', addresses, {
        ...groups,
        networkSecurityGroup: { ...networkSecurityGroup, rules },
        networkInterface: {
          ...healthy.networkInterface,
          addresses: addresses.map((privateAddress) => ({ privateAddress, subnet: ids.subnet })),
        },
        connectivity: { ...unreachable(named('UserRule_deny-all', 'Outbound')), ...(hops && { hops }) },
      });
    const flows = [{ sources: ['10.0.1.0/24'], destinations: ['10.0.0.4'], ports: '8443' }];

    test('is let out by the narrowest rule, wherever the server is', () => {
      const found = { kind: 'found', fixes: [{ fix: 'allow-outbound', networkSecurityGroups: [ids.group], flows }] };
      expect(stopped([outbound])).toMatchObject(found);
      expect(stopped([outbound], [elsewhere])).toMatchObject(found);
    });

    test('leaves no fix where the server is closed too', () => {
      expect(stopped([outbound, deny])).toMatchObject({ kind: 'found', fixes: [] });
    });

    test('reaches several servers by one rule, which names them', () => {
      const both = ['10.0.0.4', '10.0.0.5'];
      const wide = { flows: flows.map((flow) => ({ ...flow, destinations: both })) };
      expect(stopped([outbound], undefined, both)).toMatchObject({ kind: 'found', fixes: [wide] });
    });
  });

  test('is found of a server that the pool has by its name, at the address that was found for it', () => {
    const connectivity = unreachable(named('UserRule_deny-all'));
    expect(judge('backend-port-denied', ['web1.contoso.com'], { ...groups, connectivity })).toMatchObject({
      kind: 'found',
      fixes: [{ flows: [{ sources: ['10.0.1.0/24'], destinations: ['10.0.0.4'], ports: '8443' }] }],
    });
    const unnamed = {
      ...connectivity,
      hops: [{ type: 'Destination', address: 'web1.contoso.com', issues: [named('x')] }],
    };
    expect(judge('backend-port-denied', ['web1.contoso.com'], { ...groups, connectivity: unnamed })).toMatchObject({
      kind: 'uncertain',
    });
  });

  test('lets in whoever is in the gateway’s subnet, which has two prefixes', () => {
    const subnet = { ...groups.subnet, prefixes: ['10.0.1.0/24', '10.0.3.0/24'] };
    expect(
      judge('backend-port-denied', ['10.0.0.4'], {
        ...groups,
        subnet,
        connectivity: unreachable(named('UserRule_deny-all')),
      }),
    ).toMatchObject({ kind: 'found', fixes: [{ flows: [{ sources: subnet.prefixes, destinations: ['10.0.0.4'] }] }] });
  });
});

test.each([
  ['nobody can look into the server', healthy.networkInterface, /or its answers find no way back\.$/, /ss -ltn/],
  [
    'the server is well inside',
    { ...healthy.networkInterface, vm: ids.vm },
    /likely its answers find no way back\.$/,
    /az network nic show-effective-route-table --ids .*\/networkInterfaces\/nic1$/,
  ],
])('where nothing answers and %s, that is told', (_, networkInterface, because, advice) => {
  const guestPort = {
    listening: [{ address: '0.0.0.0', port: 8443 }],
    idle: [],
    firewall: { iptables: ['-P INPUT ACCEPT'], iptablesOut: ['-P OUTPUT ACCEPT'] },
  };
  const answers = { connectivity: unreachable(silent), networkInterface, guestPort };
  expect(judge('backend-not-answering', ['10.0.0.4'], answers)).toMatchObject({
    because: { en: expect.stringMatching(because) as string },
    advice: { en: expect.stringMatching(advice) as string },
  });
});

test('nothing answers, so no rule and no route stops it', () => {
  const answers = { connectivity: unreachable(silent) };
  expect(judge('backend-not-answering', ['10.0.0.4'], answers)).toMatchObject({ kind: 'found' });
  expect(judge('backend-port-denied', ['10.0.0.4'], answers)).toMatchObject({ kind: 'excluded' });
  expect(judge('backend-route-diverted', ['10.0.0.4'], answers)).toMatchObject({ kind: 'excluded' });
});
