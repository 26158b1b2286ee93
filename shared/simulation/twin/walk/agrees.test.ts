import fc from 'fast-check';
import { evaluate } from '../../../network/nsg';
import { estateOf } from '../network/estate';
import { either, rulingsAt } from './security';
import { AZURE_LOAD_BALANCER, GATEWAY_MANAGER } from './service-tags';
import { NIC, rule, securityGroup, smallModel, virtualMachine, virtualNetwork } from './small-estate';
import { placesOfNic } from './topology';
import type { SecurityRule } from '../../../network/rules';
import type { Flow, RuleProperties } from './security';

/** The twin reads security rules in its own way; the service reads them in another. Here one checks the other. */

const ADDRESSES = ['10.0.1.4', '10.0.1.5', '10.0.2.9', '10.9.0.4', '10.8.0.4', '203.0.113.7', AZURE_LOAD_BALANCER];
const TERMS = [
  '*',
  '0.0.0.0/0',
  'Internet',
  'VirtualNetwork',
  'AzureLoadBalancer',
  'GatewayManager',
  '10.0.0.0/8',
  '10.0.1.0/24',
  '10.0.1.4',
  '10.9.0.0/16',
  '203.0.113.0/24',
  '128.0.0.0/1',
];
const PORTS = ['*', '22', '80', '22-80', '81-65535', '65200-65535'];

/** One value or several, as ARM writes them. */
const side = (terms: readonly string[]) => fc.uniqueArray(fc.constantFrom(...terms), { minLength: 1, maxLength: 3 });

const anyRule: fc.Arbitrary<RuleProperties> = fc
  .record({
    direction: fc.constantFrom('Inbound' as const, 'Outbound' as const),
    access: fc.constantFrom('Allow' as const, 'Deny' as const),
    protocol: fc.constantFrom('*', 'Tcp', 'Udp'),
    priority: fc.integer({ min: 100, max: 4096 }),
    sources: side(TERMS),
    sourcePorts: side(['*', '50000', '1-1023']),
    destinations: side(TERMS),
    destinationPorts: side(PORTS),
  })
  .map(({ sources, sourcePorts, destinations, destinationPorts, ...rest }) => ({
    ...rest,
    ...(sources.length === 1 ? { sourceAddressPrefix: sources[0] } : { sourceAddressPrefixes: sources }),
    ...(sourcePorts.length === 1 ? { sourcePortRange: sourcePorts[0] } : { sourcePortRanges: sourcePorts }),
    ...(destinations.length === 1
      ? { destinationAddressPrefix: destinations[0] }
      : { destinationAddressPrefixes: destinations }),
    ...(destinationPorts.length === 1
      ? { destinationPortRange: destinationPorts[0] }
      : { destinationPortRanges: destinationPorts }),
  }));

const anyRules = fc.uniqueArray(anyRule, { maxLength: 8, selector: ({ priority }) => priority });

const anyFlow: fc.Arbitrary<Flow> = fc.record({
  protocol: fc.constantFrom('Tcp' as const, 'Udp' as const),
  source: fc.constantFrom(...ADDRESSES, GATEWAY_MANAGER),
  sourcePort: fc.constantFrom(50000, 1000),
  destination: fc.constantFrom(...ADDRESSES),
  destinationPort: fc.constantFrom(22, 80, 443, 65200),
});

const anyDirection = fc.constantFrom('Inbound' as const, 'Outbound' as const);

type Direction = 'Inbound' | 'Outbound';

function theTwin(rules: readonly RuleProperties[], direction: Direction, flow: Flow): string {
  const estate = estateOf(
    smallModel([
      virtualNetwork('vnet', '10.0.0.0/16', { web: { prefix: '10.0.1.0/24', nsg: 'nsg' } }, ['hub']),
      virtualNetwork('hub', '10.9.0.0/16', {}),
      securityGroup('nsg', Object.fromEntries(rules.map((properties, index) => [`rule${index}`, properties]))),
      ...virtualMachine('web', { address: '10.0.1.4', subnet: 'web' }),
    ]),
  );
  const [place] = placesOfNic(estate, estate.get(NIC('web-nic'))!);
  const [ruling] = rulingsAt(estate, place!, direction, flow);
  return `${ruling!.rule.properties.access} by ${ruling!.rule.name}`;
}

function theService(rules: readonly RuleProperties[], direction: Direction, flow: Flow): string {
  const read = rules.map((properties, index): SecurityRule => ({
    name: `rule${index}`,
    direction: properties.direction,
    access: properties.access,
    protocol: properties.protocol as SecurityRule['protocol'],
    priority: properties.priority,
    sources: either(properties.sourceAddressPrefix, properties.sourceAddressPrefixes),
    sourcePorts: either(properties.sourcePortRange, properties.sourcePortRanges),
    destinations: either(properties.destinationAddressPrefix, properties.destinationAddressPrefixes),
    destinationPorts: either(properties.destinationPortRange, properties.destinationPortRanges),
  }));
  const box = {
    direction,
    protocol: flow.protocol,
    source: flow.source === GATEWAY_MANAGER ? 'GatewayManager' : flow.source,
    sourcePorts: String(flow.sourcePort),
    destination: flow.destination,
    destinationPorts: String(flow.destinationPort),
  };
  const { access, rule } = evaluate(read, box, { virtualNetwork: ['10.0.0.0/16', '10.9.0.0/16'] });
  return access === 'Undecided' ? access : `${access} by ${rule.name}`;
}

/** The service does not know a service tag's addresses; where such a rule could decide it must say so and not guess. */
const namesGatewayManager = ({ sourceAddressPrefix, sourceAddressPrefixes, ...rest }: RuleProperties): boolean =>
  [
    ...either(sourceAddressPrefix, sourceAddressPrefixes),
    ...either(rest.destinationAddressPrefix, rest.destinationAddressPrefixes),
  ].includes('GatewayManager');

test('the twin and the service name the same rule for every packet that the service decides', () => {
  fc.assert(
    fc.property(anyRules, anyDirection, anyFlow, (rules, direction, flow) => {
      const service = theService(rules, direction, flow);
      const turnsOnATag = flow.source === GATEWAY_MANAGER || rules.some(namesGatewayManager);
      if (service === 'Undecided' && turnsOnATag) return;
      expect(service).toBe(theTwin(rules, direction, flow));
    }),
    { numRuns: 1500, seed: 20261121 },
  );
});

test('both let GatewayManager in by its tag, by Internet and by *', () => {
  const flow: Flow = {
    protocol: 'Tcp',
    source: GATEWAY_MANAGER,
    sourcePort: 50000,
    destination: '10.0.1.4',
    destinationPort: 65200,
  };
  for (const sourceAddressPrefix of ['GatewayManager', 'Internet', '*']) {
    const rules = [rule({ priority: 100, sourceAddressPrefix, destinationPortRange: '65200-65535' })];
    expect(theTwin(rules, 'Inbound', flow)).toBe('Allow by rule0');
    expect(theService(rules, 'Inbound', flow)).toBe('Allow by rule0');
  }
  expect(theTwin([], 'Inbound', flow)).toBe('Deny by DenyAllInBound');
  expect(theService([], 'Inbound', flow)).toBe('Deny by DenyAllInBound');
});
