import { estateOf } from '../network/estate';
import { rulingsAt } from './security';
import { AZURE_LOAD_BALANCER, GATEWAY_MANAGER } from './service-tags';
import { NIC, idOf, rule, securityGroup, smallModel, virtualMachine, virtualNetwork } from './small-estate';
import { placesOfNic } from './topology';
import type { Direction, Flow, RuleProperties } from './security';

const INTERNET = '203.0.113.7';

/** What the security group on the VM's subnet decides about TCP from one address to another on port 80. */
function decide(
  rules: Readonly<Record<string, RuleProperties>>,
  flow: Partial<Flow> & { direction?: Direction },
): { rule: string | undefined; allowed: boolean | undefined } {
  const model = smallModel([
    virtualNetwork('vnet', '10.0.0.0/16', { web: { prefix: '10.0.1.0/24', nsg: 'nsg' } }, ['hub']),
    virtualNetwork('hub', '10.9.0.0/16', {}),
    securityGroup('nsg', rules),
    ...virtualMachine('web', { address: '10.0.1.4', subnet: 'web', applicationSecurityGroup: 'servers' }),
  ]);
  const estate = estateOf(model);
  const [place] = placesOfNic(estate, estate.get(NIC('web-nic'))!);
  const { direction = 'Inbound', ...rest } = flow;
  const [source, destination] = direction === 'Inbound' ? [INTERNET, '10.0.1.4'] : ['10.0.1.4', INTERNET];
  const packet: Flow = { protocol: 'Tcp', source, sourcePort: 50000, destination, destinationPort: 80, ...rest };
  const ruling = rulingsAt(estate, place!, direction, packet).at(-1);
  return { rule: ruling?.rule.name, allowed: ruling?.allowed };
}

describe('default rules', () => {
  test.each([
    ['the Internet may not come in', { source: INTERNET }, 'DenyAllInBound', false],
    ['the own network may come in', { source: '10.0.200.1' }, 'AllowVnetInBound', true],
    ['a peered network may come in', { source: '10.9.0.4' }, 'AllowVnetInBound', true],
    ['a private address of nobody may not', { source: '10.8.0.4' }, 'DenyAllInBound', false],
    ['health probes may come in', { source: AZURE_LOAD_BALANCER }, 'AllowVnetInBound', true],
    ['GatewayManager may not come in', { source: GATEWAY_MANAGER }, 'DenyAllInBound', false],
    ['the Internet may be called', { direction: 'Outbound' }, 'AllowInternetOutBound', true],
    ['the own network may be called', { direction: 'Outbound', destination: '10.0.7.7' }, 'AllowVnetOutBound', true],
    [
      'a private address of nobody may not be called',
      { direction: 'Outbound', destination: '10.8.0.4' },
      'DenyAllOutBound',
      false,
    ],
  ] as const)('%s', (_, flow, name, allowed) => {
    expect(decide({}, flow)).toEqual({ rule: name, allowed });
  });
});

test('the lowest priority number decides, whatever the order in the group', () => {
  const rules = { late: rule({ priority: 300, access: 'Deny' }), early: rule({ priority: 200 }) };
  expect(decide(rules, {})).toEqual({ rule: 'early', allowed: true });
});

test('a rule that is still being created has no effect', () => {
  expect(decide({ new: rule({ priority: 100, provisioningState: 'Updating' }) }, {}).rule).toBe('DenyAllInBound');
});

describe('a rule matches', () => {
  const { sourceAddressPrefix: _s, destinationPortRange: _d, ...bare } = rule({ priority: 100 });
  test.each<[string, RuleProperties, Partial<Flow>]>([
    ['a prefix', rule({ priority: 100, sourceAddressPrefix: '203.0.113.0/24' }), {}],
    ['an address', rule({ priority: 100, sourceAddressPrefix: INTERNET }), {}],
    [
      'one of several prefixes',
      { ...bare, destinationPortRange: '*', sourceAddressPrefixes: ['10.0.0.0/8', '203.0.113.0/29'] },
      {},
    ],
    ['one of several ports', { ...bare, sourceAddressPrefix: '*', destinationPortRanges: ['22', '79-81'] }, {}],
    [
      'an empty plural beside a singular',
      rule({ priority: 100, sourceAddressPrefixes: [], destinationPortRanges: [] }),
      {},
    ],
    ['the tag Internet', rule({ priority: 100, sourceAddressPrefix: 'Internet' }), {}],
    ['a tag in another case', rule({ priority: 100, sourceAddressPrefix: 'INTERNET' }), {}],
    [
      'GatewayManager by the tag Internet',
      rule({ priority: 100, sourceAddressPrefix: 'Internet' }),
      { source: GATEWAY_MANAGER },
    ],
    [
      'GatewayManager by its tag',
      rule({ priority: 100, sourceAddressPrefix: 'GatewayManager' }),
      { source: GATEWAY_MANAGER },
    ],
    ['any protocol', rule({ priority: 100, protocol: '*' }), { protocol: 'Udp' }],
    [
      'a group of which the address is a member',
      {
        ...bare,
        destinationPortRange: '80',
        sourceAddressPrefix: '*',
        destinationAddressPrefix: undefined,
        destinationApplicationSecurityGroups: [{ id: idOf('microsoft.network/applicationsecuritygroups', 'SERVERS') }],
      },
      {},
    ],
  ])('%s', (_, properties, flow) => {
    expect(decide({ it: properties }, flow)).toEqual({ rule: 'it', allowed: true });
  });
});

describe('a rule does not match', () => {
  test.each<[string, Partial<RuleProperties>, Partial<Flow>]>([
    ['another protocol', { protocol: 'Udp' }, {}],
    ['another port', { destinationPortRange: '81-90' }, {}],
    ['another source port', { sourcePortRange: '1024' }, {}],
    ['another prefix', { sourceAddressPrefix: '203.0.113.8/29' }, {}],
    ['another address as destination', { destinationAddressPrefix: '10.0.1.5' }, {}],
    ['the Internet by the tag GatewayManager', { sourceAddressPrefix: 'GatewayManager' }, {}],
    ['the Internet by the tag VirtualNetwork', { sourceAddressPrefix: 'VirtualNetwork' }, {}],
    ['the other direction', { direction: 'Outbound' }, {}],
    ['a tag of a service that the estate does not have', { sourceAddressPrefix: 'Storage.KoreaCentral' }, {}],
    [
      'a group of strangers',
      { destinationAddressPrefix: undefined, destinationApplicationSecurityGroups: [{ id: 'x' }] },
      {},
    ],
  ])('%s', (_, properties, flow) => {
    expect(decide({ it: rule({ priority: 100, ...properties }) }, flow).rule).toBe('DenyAllInBound');
  });
});
