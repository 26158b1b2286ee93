import type { Resource } from '../../scenarios/schema';
import { AGW, idIn, machine, named, openShop, resource, type Setup } from './shop';

/** The way from a gateway to its servers and to the Internet, as backend health and connectivity checks tell it. */

const WELL = 'Healthy: Success. Received 200 status code';
const ELSEWHERE = /^Unhealthy: Application Gateway could not connect/;
const UNKNOWN = /^Unknown: /;
const WATCHER = idIn('networkWatchers', 'watcher');

const rule = (change: object) => ({
  direction: 'Inbound',
  access: 'Allow',
  protocol: 'Tcp',
  priority: 100,
  sourceAddressPrefix: '*',
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: '*',
  ...change,
});
const manager = rule({ sourceAddressPrefix: 'GatewayManager', destinationPortRange: '65200-65535' });
const group = (rules: Record<string, object>): Resource =>
  resource('networkSecurityGroups', 'nsg', { securityRules: named(rules) });
const table = (properties: Record<string, unknown>): Resource => resource('routeTables', 'table', properties);
const withGroup = { networkSecurityGroup: { id: idIn('networkSecurityGroups', 'nsg') } };
const withTable = { routeTable: { id: idIn('routeTables', 'table') } };
const subnets = (agw: object, web: object) => ({
  subnets: named({
    agw: { addressPrefix: '10.0.0.0/24', ...agw },
    web: { addressPrefix: '10.0.1.0/24', ...web },
    infra: { addressPrefix: '10.0.2.0/24' },
    GatewaySubnet: { addressPrefix: '10.0.3.0/24' },
  }),
});
const VPN = idIn('virtualNetworkGateways', 'vpn');
const vpn = resource('virtualNetworkGateways', 'vpn', {
  ipConfigurations: named({
    ip: { privateIPAddress: '10.0.3.4', subnet: { id: idIn('virtualNetworks', 'vnet/subnets/GatewaySubnet') } },
  }),
});
const forced = (extra: Setup = {}): Setup => ({
  vnet: subnets({}, {}),
  ...extra,
  more: [vpn, resource('networkWatchers', 'watcher', {}), ...(extra.more ?? [])],
  estate: { learnedRoutes: { [VPN]: ['0.0.0.0/0'] }, ...extra.estate },
});

describe('to a server', () => {
  const deny = { access: 'Deny', destinationPortRange: '80' };

  test.each<[string, Setup, string | RegExp]>([
    [
      'a group on the way out',
      { gatewaySubnet: withGroup, more: [group({ manager, no: rule({ ...deny, direction: 'Outbound' }) })] },
      ELSEWHERE,
    ],
    ['a group of the servers', { vnet: subnets({}, withGroup), more: [group({ no: rule(deny) })] }, ELSEWHERE],
    [
      'a group of the servers that lets the gateway in',
      {
        vnet: subnets({}, withGroup),
        more: [group({ yes: rule({ sourceAddressPrefix: '10.0.0.0/24' }), no: rule({ ...deny, priority: 200 }) })],
      },
      WELL,
    ],
    [
      'a route that leads away',
      {
        gatewaySubnet: withTable,
        more: [table({ routes: named({ web: { addressPrefix: '10.0.1.0/24', nextHopType: 'None' } }) })],
      },
      ELSEWHERE,
    ],
    [
      'a way back that leads away',
      {
        vnet: subnets({}, withTable),
        more: [
          table({
            routes: named({
              agw: { addressPrefix: '10.0.0.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.2.9' },
            }),
          }),
        ],
      },
      ELSEWHERE,
    ],
    [
      'an appliance that forwards',
      {
        gatewaySubnet: withTable,
        more: [
          table({
            routes: named({
              web: { addressPrefix: '10.0.1.0/24', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.2.9' },
            }),
          }),
          ...appliance(),
        ],
      },
      WELL,
    ],
    [
      'the guest’s own firewall',
      { estate: { guests: { web: { services: { web: { state: 'active', listens: [80] } }, firewallDrops: [80] } } } },
      ELSEWHERE,
    ],
    [
      'a server on premises',
      forced({
        members: [{ ipAddress: '192.168.7.7' }],
        estate: { learnedRoutes: { [VPN]: ['192.168.0.0/16'] }, servers: { '192.168.7.7': { '80': {} } } },
      }),
      WELL,
    ],
    [
      'one that does not listen',
      forced({
        members: [{ ipAddress: '192.168.7.7' }],
        estate: { learnedRoutes: { [VPN]: ['192.168.0.0/16'] }, servers: { '192.168.7.7': {} } },
      }),
      ELSEWHERE,
    ],
    [
      'no way out',
      {
        gatewaySubnet: withGroup,
        more: [
          group({
            manager,
            no: rule({ access: 'Deny', direction: 'Outbound', priority: 200, destinationAddressPrefix: 'Internet' }),
          }),
        ],
      },
      UNKNOWN,
    ],
  ])('%s', (_, setup, expected) => {
    expect(openShop(setup).told()).toMatch(expected);
  });

  function appliance() {
    const [nic, ...vm] = machine('nva', '10.0.2.9', 'infra');
    return [...vm, ...(nic ? [{ ...nic, properties: { ...nic.properties, enableIPForwarding: true } }] : [])];
  }
});

type World = ReturnType<typeof openShop>;
interface Check {
  readonly connectionStatus: string;
  readonly hops: readonly { type: string; address: string; resourceId: string; issues: readonly { type: string }[] }[];
}
const tryFrom = (world: World, address: string, port = 443): Check =>
  world.settled(
    world.send('POST', `${WATCHER}/connectivityCheck`, { source: { resourceId: AGW }, destination: { address, port } }),
  ).body as Check;
const hopsOf = (world: World, address: string) =>
  tryFrom(world, address).hops.map((hop) => `${hop.type} ${hop.resourceId.split('/').at(-1)}`);

describe('a default route that was learned', () => {
  test('keeps Azure from managing the gateway, and shows in a check from it', () => {
    const world = openShop(forced());
    expect(world.told()).toMatch(UNKNOWN);
    expect(hopsOf(world, '1.1.1.1')).toEqual(['Source agw', 'VirtualNetworkGateway vpn', 'Internet Internet']);
  });

  test('is kept away by a route table that stops its propagation', () => {
    const world = openShop(forced({ gatewaySubnet: {}, vnet: subnets(withTable, {}), more: [table({ routes: [] })] }));
    expect(world.told()).toMatch(UNKNOWN);
    const { etag: _, ...before } = world.get(idIn('routeTables', 'table'));
    const stopped = { ...before, properties: { ...before.properties, disableBgpRoutePropagation: true } };
    expect(world.settled(world.send('PUT', before.id, stopped)).status).toBe(200);
    expect(world.told()).toBe(WELL);
    expect(hopsOf(world, '1.1.1.1')).toEqual(['Source agw', 'Internet Internet']);
  });

  test('gives way to a route of one’s own to the Internet', () => {
    const world = openShop(forced({ vnet: subnets(withTable, {}), more: [table({ routes: [] })] }));
    const route = { properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } };
    world.settled(world.send('PUT', `${idIn('routeTables', 'table')}/routes/default`, route));
    expect(world.told()).toBe(WELL);
    world.settled(world.send('DELETE', `${idIn('routeTables', 'table')}/routes/default`));
    expect(world.told()).toMatch(UNKNOWN);
  });
});

test('a default route that leads to an appliance keeps Azure away until its next hop is the Internet', () => {
  const toAppliance = { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.2.9' };
  const world = openShop({ vnet: subnets(withTable, {}), more: [table({ routes: named({ default: toAppliance }) })] });
  const put = (route: object) => {
    const sent = world.send('PUT', `${idIn('routeTables', 'table')}/routes/default`, { properties: route });
    return world.settled(sent).status;
  };
  expect(world.told()).toMatch(UNKNOWN);
  expect(put({ ...toAppliance, nextHopType: 'Internet' })).toBe(400);
  expect(put({ addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' })).toBe(200);
  expect(world.told()).toBe(WELL);
  expect(put(toAppliance)).toBe(200);
  expect(world.told()).toMatch(UNKNOWN);
});

describe('a check from a gateway', () => {
  const watched: Setup = { more: [resource('networkWatchers', 'watcher', {})] };

  test('reaches a server, by its name too, and needs no agent', () => {
    const world = openShop({ ...watched, estate: { dns: { names: { 'shop.contoso.com': ['10.0.1.4'] } } } });
    expect(tryFrom(world, '10.0.1.4', 80).connectionStatus).toBe('Reachable');
    expect(tryFrom(world, 'shop.contoso.com', 80).hops.at(-1)).toMatchObject({
      type: 'VirtualNetwork',
      address: '10.0.1.4',
    });
  });

  test('names what is in the way', () => {
    const issues = (world: World, address: string, port: number) =>
      tryFrom(world, address, port).hops.flatMap((hop) => hop.issues.map(({ type }) => type));
    const world = openShop({ ...watched, serves: {} });
    expect(issues(world, '10.0.1.4', 80)).toEqual(['NoListenerOnDestination', 'GuestFirewall']);
    expect(issues(world, 'nobody.invalid', 80)).toEqual(['DnsResolution']);
    const denied = openShop({
      gatewaySubnet: withGroup,
      more: [
        ...(watched.more ?? []),
        group({ manager, no: rule({ access: 'Deny', direction: 'Outbound', destinationPortRange: '80' }) }),
      ],
    });
    expect(issues(denied, '10.0.1.4', 80)).toEqual(['NetworkSecurityRule']);
  });

  test('asks for names as the gateway does', () => {
    const world = openShop({
      ...watched,
      estate: { gateways: { agw: { names: { 'shop.contoso.com': 'not-found' } } } },
    });
    expect(tryFrom(world, 'shop.contoso.com').hops[0]?.issues).toMatchObject([{ type: 'DnsResolution' }]);
  });

  test.each<[string, Setup, number]>([
    ['of the first generation', { gateway: { sku: { tier: 'Standard' } } }, 400],
    ['that does not run', { gateway: { operationalState: 'Stopped' } }, 400],
  ])('one %s cannot try', (_, setup, status) => {
    const world = openShop({ ...watched, ...setup });
    expect(
      world.send('POST', `${WATCHER}/connectivityCheck`, {
        source: { resourceId: AGW },
        destination: { address: '1.1.1.1' },
      }).status,
    ).toBe(status);
  });
});
