import { estateOf } from '../network/estate';
import { effectiveRoutes, routeTo } from './routes';
import { VNET, idOf, resource, routeTable, smallModel, virtualNetwork } from './small-estate';
import { subnetOf } from './topology';
import type { Resource } from '../../scenarios/schema';

function subnetIn(resources: readonly Resource[]) {
  const estate = estateOf(smallModel(resources));
  return { estate, subnet: subnetOf(estate, `${VNET('vnet')}/subnets/web`)! };
}

const told = (resources: readonly Resource[]): readonly string[] => {
  const { estate, subnet } = subnetIn(resources);
  return effectiveRoutes(estate, subnet).map(
    (route) => `${route.source} ${route.state} ${route.prefix} ${route.nextHopType}`,
  );
};

test('the system routes of a network that uses a whole private range, as Azure was seen to answer', () => {
  expect(told([virtualNetwork('vnet', '10.0.0.0/8', { web: { prefix: '10.0.1.0/24' } })])).toEqual([
    'Default Active 10.0.0.0/8 VnetLocal',
    'Default Active 0.0.0.0/0 Internet',
    'Default Active 172.16.0.0/12 None',
    'Default Active 192.168.0.0/16 None',
    'Default Active 100.64.0.0/10 None',
  ]);
});

test('a peer adds its prefixes', () => {
  const routes = told([
    virtualNetwork('vnet', '10.0.0.0/16', { web: { prefix: '10.0.1.0/24' } }, ['hub']),
    virtualNetwork('hub', '192.168.0.0/16', {}),
  ]);
  expect(routes).toContain('Default Active 192.168.0.0/16 VNetPeering');
  expect(routes).not.toContain('Default Active 192.168.0.0/16 None');
});

test.each([
  ['that is not connected', { peeringState: 'Disconnected' }],
  ['that forbids access', { allowVirtualNetworkAccess: false }],
])('a peer %s adds nothing', (_, change) => {
  const vnet = virtualNetwork('vnet', '10.0.0.0/16', { web: { prefix: '10.0.1.0/24' } });
  const peering = {
    peeringState: 'Connected',
    allowVirtualNetworkAccess: true,
    remoteVirtualNetwork: { id: VNET('hub') },
    ...change,
  };
  const virtualNetworkPeerings = [{ name: 'to-hub', properties: peering }];
  const hub = virtualNetwork('hub', '10.9.0.0/16', {});
  const routes = told([{ ...vnet, properties: { ...vnet.properties, virtualNetworkPeerings } }, hub]);
  expect(routes.filter((route) => route.includes('10.9.0.0/16'))).toEqual([]);
});

test('a user-defined route for the same prefix makes the system route invalid', () => {
  const { estate, subnet } = subnetIn([
    virtualNetwork('vnet', '10.0.0.0/16', { web: { prefix: '10.0.1.0/24', table: 'table' } }),
    routeTable('table', { hole: { addressPrefix: '10.0.0.0/16', nextHopType: 'None' } }),
  ]);
  expect(routeTo(estate, subnet, '10.0.2.4')).toMatchObject({ source: 'User', name: 'hole', nextHopType: 'None' });
  expect(effectiveRoutes(estate, subnet)).toContainEqual(
    expect.objectContaining({ source: 'Default', prefix: '10.0.0.0/16', state: 'Invalid' }),
  );
});

describe('a gateway of the virtual network', () => {
  const VNG = idOf('Microsoft.Network/virtualNetworkGateways', 'vng');
  const SITE = idOf('Microsoft.Network/localNetworkGateways', 'site');
  const gateway = (properties: object, vnet = 'vnet') =>
    resource('Microsoft.Network/virtualNetworkGateways', 'vng', {
      ipConfigurations: [{ name: 'ip', properties: { subnet: { id: `${VNET(vnet)}/subnets/GatewaySubnet` } } }],
      ...properties,
    });
  const site = (...addressPrefixes: string[]) =>
    resource('Microsoft.Network/localNetworkGateways', 'site', { localNetworkAddressSpace: { addressPrefixes } });
  const connection = resource('Microsoft.Network/connections', 'to-site', {
    virtualNetworkGateway1: { id: VNG },
    localNetworkGateway2: { id: SITE },
  });
  const subnets = (table?: string) => ({ web: { prefix: '10.0.1.0/24', ...(table !== undefined && { table }) } });
  const nextHops = (resources: readonly Resource[], learned: readonly string[] = []) => {
    const estate = estateOf({ ...smallModel(resources), learnedRoutes: () => learned });
    const subnet = subnetOf(estate, `${VNET('vnet')}/subnets/web`)!;
    return ['10.0.2.4', '203.0.113.7'].map((address) => routeTo(estate, subnet, address)?.nextHopType);
  };
  const vnet = virtualNetwork('vnet', '10.0.0.0/16', subnets());

  test.each<[string, readonly Resource[], readonly string[]]>([
    ['has learned everything', [vnet, gateway({})], ['0.0.0.0/0']],
    ['has learned both halves of everything', [vnet, gateway({})], ['0.0.0.0/1', '128.0.0.0/1']],
    ['has a default site', [vnet, gateway({ gatewayDefaultSite: { id: SITE } }), site()], []],
    ['is connected to a site that takes everything', [vnet, gateway({}), site('0.0.0.0/0'), connection], []],
  ])('that %s takes the Internet away, and nothing of the network itself', (_, resources, learned) => {
    expect(nextHops(resources, learned)).toEqual(['VnetLocal', 'VirtualNetworkGateway']);
  });

  test('leaves what is in the network alone, however long the prefix', () => {
    expect(nextHops([vnet, gateway({})], ['10.0.2.4/32'])).toEqual(['VnetLocal', 'Internet']);
  });

  test('of a peer counts where the peering uses it', () => {
    const shared = (useRemoteGateways: boolean) => {
      const peering = { peeringState: 'Connected', useRemoteGateways, remoteVirtualNetwork: { id: VNET('hub') } };
      const virtualNetworkPeerings = [{ name: 'to-hub', properties: peering }];
      const spoke = { ...vnet, properties: { ...vnet.properties, virtualNetworkPeerings } };
      return [spoke, virtualNetwork('hub', '10.9.0.0/16', {}), gateway({}, 'hub')];
    };
    expect(nextHops(shared(true), ['0.0.0.0/0'])[1]).toBe('VirtualNetworkGateway');
    expect(nextHops(shared(false), ['0.0.0.0/0'])[1]).toBe('Internet');
  });

  test('a route table can keep its routes away, or have a route of its own', () => {
    const withTable = (table: Resource) => [
      virtualNetwork('vnet', '10.0.0.0/16', subnets('table')),
      gateway({}),
      table,
    ];
    const table = routeTable('table', {});
    const closed = { ...table, properties: { ...table.properties, disableBgpRoutePropagation: true } };
    expect(nextHops(withTable(table), ['0.0.0.0/0'])[1]).toBe('VirtualNetworkGateway');
    expect(nextHops(withTable(closed), ['0.0.0.0/0'])[1]).toBe('Internet');
    const own = routeTable('table', { out: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } });
    expect(nextHops(withTable(own), ['0.0.0.0/0'])[1]).toBe('Internet');
  });
});
