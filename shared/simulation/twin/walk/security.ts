import { sameId } from '../../../model/arm-id';
import { inPorts, inPrefix, isAddressOrPrefix, portRange } from './address';
import { children } from './arm';
import { inServiceTag } from './service-tags';
import { placesOfNics } from './topology';
import type { ArmResource, Child, Estate, Reference } from './arm';
import type { InsidePlace, Subnet } from './topology';

export type Direction = 'Inbound' | 'Outbound';

/** The properties of a security rule, as ARM has them: each side is one value or a list. */
export interface RuleProperties {
  readonly description?: string | undefined;
  readonly direction: Direction;
  readonly access: 'Allow' | 'Deny';
  readonly protocol: string;
  readonly priority: number;
  readonly provisioningState?: string | undefined;
  readonly sourceAddressPrefix?: string | undefined;
  readonly sourceAddressPrefixes?: readonly string[] | undefined;
  readonly sourceApplicationSecurityGroups?: readonly Reference[] | undefined;
  readonly sourcePortRange?: string | undefined;
  readonly sourcePortRanges?: readonly string[] | undefined;
  readonly destinationAddressPrefix?: string | undefined;
  readonly destinationAddressPrefixes?: readonly string[] | undefined;
  readonly destinationApplicationSecurityGroups?: readonly Reference[] | undefined;
  readonly destinationPortRange?: string | undefined;
  readonly destinationPortRanges?: readonly string[] | undefined;
}

export interface SecurityRule {
  readonly id: string;
  readonly name: string;
  readonly origin: 'user' | 'default';
  readonly properties: RuleProperties;
}

/** The port that a client's connections come from. Any ephemeral port would do. */
export const CLIENT_PORT = 50000;

/** One packet as a network security group sees it. */
export interface Flow {
  readonly protocol: 'Tcp' | 'Udp';
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

/** How the words in a rule that are not addresses are understood. */
export interface Vocabulary {
  /** Whether an address belongs to a service tag, for example `VirtualNetwork`. */
  inTag(tag: string, address: string): boolean;
  /** Whether an address belongs to a member of an application security group. */
  inGroup(id: string, address: string): boolean;
}

/** What a network security group decided, and by which rule. */
export interface Ruling {
  readonly allowed: boolean;
  readonly direction: Direction;
  readonly group: ArmResource;
  readonly rule: SecurityRule;
}

const rule = (
  name: string,
  description: string,
  properties: Pick<
    RuleProperties,
    'direction' | 'access' | 'priority' | 'sourceAddressPrefix' | 'destinationAddressPrefix'
  >,
): Child<RuleProperties> => ({
  id: name,
  name,
  properties: { description, protocol: '*', sourcePortRange: '*', destinationPortRange: '*', ...properties },
});

/** The rules that every network security group has (Azure: network security groups, default security rules). */
export const DEFAULT_RULES: readonly Child<RuleProperties>[] = [
  rule('AllowVnetInBound', 'Allow inbound traffic from all VMs in VNET', {
    direction: 'Inbound',
    access: 'Allow',
    priority: 65000,
    sourceAddressPrefix: 'VirtualNetwork',
    destinationAddressPrefix: 'VirtualNetwork',
  }),
  rule('AllowAzureLoadBalancerInBound', 'Allow inbound traffic from azure load balancer', {
    direction: 'Inbound',
    access: 'Allow',
    priority: 65001,
    sourceAddressPrefix: 'AzureLoadBalancer',
    destinationAddressPrefix: '*',
  }),
  rule('DenyAllInBound', 'Deny all inbound traffic', {
    direction: 'Inbound',
    access: 'Deny',
    priority: 65500,
    sourceAddressPrefix: '*',
    destinationAddressPrefix: '*',
  }),
  rule('AllowVnetOutBound', 'Allow outbound traffic from all VMs to all VMs in VNET', {
    direction: 'Outbound',
    access: 'Allow',
    priority: 65000,
    sourceAddressPrefix: 'VirtualNetwork',
    destinationAddressPrefix: 'VirtualNetwork',
  }),
  rule('AllowInternetOutBound', 'Allow outbound traffic from all VMs to Internet', {
    direction: 'Outbound',
    access: 'Allow',
    priority: 65001,
    sourceAddressPrefix: '*',
    destinationAddressPrefix: 'Internet',
  }),
  rule('DenyAllOutBound', 'Deny all outbound traffic', {
    direction: 'Outbound',
    access: 'Deny',
    priority: 65500,
    sourceAddressPrefix: '*',
    destinationAddressPrefix: '*',
  }),
];

/** Every rule of a network security group, its own and the default ones. */
export function rulesOf(estate: Estate, group: ArmResource): readonly SecurityRule[] {
  return [
    ...children<RuleProperties>(estate, group, 'securityRules').map((child) => ({
      ...child,
      origin: 'user' as const,
      properties: child.properties as RuleProperties,
    })),
    ...DEFAULT_RULES.map((child) => ({
      ...child,
      id: `${group.id}/defaultSecurityRules/${child.name}`,
      origin: 'default' as const,
    })),
  ];
}

/** The rules that are in effect: one that is still being created is not. */
export function rulesInForce(estate: Estate, group: ArmResource): readonly SecurityRule[] {
  return rulesOf(estate, group).filter((rule) => rule.properties.provisioningState !== 'Updating');
}

/** The rule that decides: of those that match the flow, the one with the lowest priority number. */
export function decidingRule(
  rules: readonly SecurityRule[],
  direction: Direction,
  flow: Flow,
  words: Vocabulary,
): SecurityRule | undefined {
  return [...rules]
    .sort((a, b) => a.properties.priority - b.properties.priority)
    .find(
      (candidate) => sameId(candidate.properties.direction, direction) && matches(candidate.properties, flow, words),
    );
}

function matches(rule: RuleProperties, flow: Flow, words: Vocabulary): boolean {
  return (
    (rule.protocol === '*' || rule.protocol.toLowerCase() === flow.protocol.toLowerCase()) &&
    either(rule.sourcePortRange, rule.sourcePortRanges).some((range) => inPorts(flow.sourcePort, range)) &&
    either(rule.destinationPortRange, rule.destinationPortRanges).some((range) =>
      inPorts(flow.destinationPort, range),
    ) &&
    matchesSide(
      either(rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
      rule.sourceApplicationSecurityGroups ?? [],
      flow.source,
      words,
    ) &&
    matchesSide(
      either(rule.destinationAddressPrefix, rule.destinationAddressPrefixes),
      rule.destinationApplicationSecurityGroups ?? [],
      flow.destination,
      words,
    )
  );
}

/** ARM writes a side as one value or as a list; the other of the two is then absent or empty. */
export function either(one: string | undefined, many: readonly string[] | undefined): readonly string[] {
  return [...(one === undefined || one === '' ? [] : [one]), ...(many ?? [])];
}

function matchesSide(
  prefixes: readonly string[],
  groups: readonly Reference[],
  address: string,
  words: Vocabulary,
): boolean {
  return (
    prefixes.some((prefix) => {
      if (prefix === '*') return true;
      return isAddressOrPrefix(prefix) ? inPrefix(address, prefix) : words.inTag(prefix, address);
    }) || groups.some((group) => words.inGroup(group.id, address))
  );
}

/** How a network security group on this subnet or one of its interfaces understands tags and groups. */
export function vocabulary(estate: Estate, subnet: Subnet): Vocabulary {
  return {
    inTag: (tag, address) => inServiceTag(estate, subnet.vnet, tag, address),
    inGroup: (id, address) =>
      placesOfNics(estate).some(
        (place) =>
          place.address === address &&
          (place.ipConfiguration.properties.applicationSecurityGroups ?? []).some((group) => sameId(group.id, id)),
      ),
  };
}

/** The network security groups in the order in which a packet meets them: outbound the interface's first, inbound the subnet's. */
export function groupsAt(
  estate: Estate,
  place: InsidePlace,
  direction: Direction,
): readonly { readonly group: ArmResource; readonly on: 'nic' | 'subnet' }[] {
  const nic =
    place.kind === 'nic' ? (place.nic.properties['networkSecurityGroup'] as Reference | undefined) : undefined;
  const found = [
    { group: estate.get(nic?.id ?? ''), on: 'nic' as const },
    { group: estate.get(place.subnet.properties.networkSecurityGroup?.id ?? ''), on: 'subnet' as const },
  ].flatMap(({ group, on }) => (group ? [{ group, on }] : []));
  return direction === 'Outbound' ? found : found.reverse();
}

/** What each network security group at a place says to a flow, up to the first that denies it. Empty without any group. */
export function rulingsAt(estate: Estate, place: InsidePlace, direction: Direction, flow: Flow): readonly Ruling[] {
  const words = vocabulary(estate, place.subnet);
  const rulings: Ruling[] = [];
  for (const { group } of groupsAt(estate, place, direction)) {
    const decided = decidingRule(rulesInForce(estate, group), direction, flow, words);
    if (!decided) throw new Error(`${group.id} has no rule that decides; its default rules match everything.`);
    const ruling = { allowed: sameId(decided.properties.access, 'Allow'), direction, group, rule: decided };
    rulings.push(ruling);
    if (!ruling.allowed) break;
  }
  return rulings;
}

/** The ports of a range at which some rule starts or stops to match: between two of them no verdict can change. */
export function tellingPorts(range: string, rules: readonly SecurityRule[]): readonly number[] {
  const { first, last } = portRange(range);
  const edges = rules
    .flatMap(({ properties: own }) => [
      ...either(own.sourcePortRange, own.sourcePortRanges),
      ...either(own.destinationPortRange, own.destinationPortRanges),
    ])
    .map(portRange)
    .flatMap((ports) => [ports.first, ports.last + 1]);
  return [...new Set([first, last, ...edges.filter((port) => inPorts(port, range))])];
}
