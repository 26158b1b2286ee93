import { estateOf } from '../network/estate';
import { effectiveRoutes, routeTo } from './routes';
import { VNET, routeTable, smallModel, virtualNetwork } from './small-estate';
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
