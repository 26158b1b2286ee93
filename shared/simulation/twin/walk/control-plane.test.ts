import { estateOf } from '../network/estate';
import { controlPlane } from './control-plane';
import {
  GATEWAY,
  applicationGateway,
  routeTable,
  rule,
  securityGroup,
  smallModel,
  virtualMachine,
  virtualNetwork,
} from './small-estate';
import { placeOfGateway } from './topology';
import type { RuleProperties } from './security';

const V1 = '65503-65534';
const V2 = '65200-65535';

function look(
  tier: string,
  rules: Readonly<Record<string, RuleProperties>> | undefined,
  route?: { addressPrefix: string; nextHopType: string; nextHopIpAddress?: string },
) {
  const estate = estateOf(
    smallModel([
      virtualNetwork('vnet', '10.0.0.0/16', {
        gateway: { prefix: '10.0.0.0/24', ...(rules && { nsg: 'nsg' }), ...(route && { table: 'table' }) },
        nva: { prefix: '10.0.3.0/24' },
      }),
      ...virtualMachine('nva', { address: '10.0.3.4', subnet: 'nva', forwards: true }),
      securityGroup('nsg', rules),
      routeTable('table', route ? { default: route } : {}),
      applicationGateway([], tier),
    ]),
  );
  return controlPlane(estate, placeOfGateway(estate, estate.get(GATEWAY)!)!);
}

const from = (sourceAddressPrefix: string, destinationPortRange: string) =>
  rule({ priority: 100, sourceAddressPrefix, destinationPortRange });

test('a subnet without a group or a table is managed', () => {
  expect(look('Standard_v2', undefined).kind).toBe('reachable');
});

test.each([
  ['Standard', V1, true],
  ['WAF', V1, true],
  ['Standard_v2', V2, true],
  ['WAF_v2', V2, true],
  ['Basic', V2, true],
  ['Standard', V2, true],
  ['Standard_v2', V1, false],
  ['Basic', V1, false],
])('%s with %s open to GatewayManager', (tier, ports, managed) => {
  expect(look(tier, { allow: from('GatewayManager', ports) }).kind).toBe(managed ? 'reachable' : 'ports-blocked');
});

test.each(['Internet', '*', '0.0.0.0/0'])('a rule for %s covers GatewayManager', (source) => {
  expect(look('Standard_v2', { allow: from(source, V2) }).kind).toBe('reachable');
});

test.each([
  ['GatewayManager.KoreaCentral', 'reachable'],
  ['AzureCloud', 'reachable'],
  ['AzureCloud.koreacentral', 'reachable'],
  ['AzureCloud.JapanEast', 'ports-blocked'],
  ['Storage', 'ports-blocked'],
])('with %s let in it is %s', (source, kind) => {
  expect(look('Standard_v2', { allow: from(source, V2) }).kind).toBe(kind);
});

test('the default rules alone block it, and are named', () => {
  expect(look('WAF_v2', {})).toMatchObject({ kind: 'ports-blocked', ruling: { rule: { name: 'DenyAllInBound' } } });
});

test('one blocked port in the middle is enough', () => {
  const blocked = look('Standard_v2', {
    allow: rule({ priority: 200, sourceAddressPrefix: 'GatewayManager', destinationPortRange: V2 }),
    deny: rule({ priority: 100, access: 'Deny', destinationPortRange: '65300' }),
  });
  expect(blocked).toMatchObject({ kind: 'ports-blocked', port: 65300, ruling: { rule: { name: 'deny' } } });
});

test('a gap between two allowed ranges is enough', () => {
  const { destinationPortRange: _one, ...bare } = from('GatewayManager', V2);
  const blocked = look('Standard_v2', { allow: { ...bare, destinationPortRanges: ['65200-65300', '65302-65535'] } });
  expect(blocked).toMatchObject({ kind: 'ports-blocked', port: 65301 });
});

test('a deny outside the range does no harm', () => {
  const rules = {
    allow: rule({ priority: 200, sourceAddressPrefix: 'GatewayManager', destinationPortRange: V1 }),
    deny: rule({ priority: 100, access: 'Deny', destinationPortRange: '65535' }),
  };
  expect(look('Standard', rules).kind).toBe('reachable');
});

test.each([
  [{ addressPrefix: '0.0.0.0/0', nextHopType: 'None' }, 'not-by-internet'],
  [{ addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.3.4' }, 'not-by-internet'],
  [{ addressPrefix: '0.0.0.0/1', nextHopType: 'None' }, 'not-by-internet'],
  [{ addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' }, 'reachable'],
  [{ addressPrefix: '10.0.3.0/24', nextHopType: 'None' }, 'reachable'],
])('a route %p', (route, kind) => {
  expect(look('Standard_v2', undefined, route).kind).toBe(kind);
});

describe('a private gateway', () => {
  const frontend = (properties: object) => [{ name: 'front', properties }];
  const lookAt = (tier: string, frontends: readonly object[], tags: Record<string, string> = {}) => {
    const gateway = applicationGateway([], tier);
    const estate = estateOf(
      smallModel([
        virtualNetwork('vnet', '10.0.0.0/16', { gateway: { prefix: '10.0.0.0/24', nsg: 'nsg', table: 'table' } }),
        securityGroup('nsg', {}),
        routeTable('table', { default: { addressPrefix: '0.0.0.0/0', nextHopType: 'None' } }),
        { ...gateway, tags, properties: { ...gateway.properties, frontendIPConfigurations: frontends } },
      ]),
    );
    return controlPlane(estate, placeOfGateway(estate, estate.get(GATEWAY)!)!).kind;
  };
  const inside = frontend({ privateIPAddress: '10.0.0.10' });
  const outside = frontend({ publicIPAddress: { id: '/subscriptions/1' } });

  test('needs neither the ports nor a way to the Internet', () => {
    expect(lookAt('Standard_v2', inside)).toBe('reachable');
    expect(lookAt('WAF_v2', outside, { EnhancedNetworkControl: 'True' })).toBe('reachable');
  });

  test('is one of v2 that has no public frontend', () => {
    expect(lookAt('Standard_v2', [...inside, ...outside])).toBe('not-by-internet');
    expect(lookAt('Standard_v2', [])).toBe('not-by-internet');
    expect(lookAt('Standard', inside)).toBe('not-by-internet');
  });
});
