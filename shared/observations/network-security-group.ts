import { z } from 'zod';
import { defineObservation } from '../model/observation';
import type { SecurityRule } from '../network/rules';
import { armObject, listOf, maybe, region } from './parse';

export interface NetworkSecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly etag?: string | undefined;
  /** What people wrote; the six default rules are the same in every group and are not listed. */
  readonly rules: readonly SecurityRule[];
}

/** An enum's value in ARM's usual case; Azure accepts and keeps others (`TCP`, `allow`). */
const word = <T extends string>(...values: readonly [T, ...T[]]) =>
  z.preprocess(
    (value) => values.find((known) => known.toLowerCase() === String(value).toLowerCase()) ?? value,
    z.enum(values),
  );

const Rule = armObject({
  name: z.string(),
  id: maybe(z.string()),
  direction: word('Inbound', 'Outbound'),
  access: word('Allow', 'Deny'),
  protocol: word('*', 'Tcp', 'Udp', 'Icmp', 'Esp', 'Ah'),
  priority: z.int(),
  sourceAddressPrefix: maybe(z.string()),
  sourceAddressPrefixes: listOf(z.string()),
  sourceApplicationSecurityGroups: listOf(z.object({ id: z.string() })),
  sourcePortRange: maybe(z.string()),
  sourcePortRanges: listOf(z.string()),
  destinationAddressPrefix: maybe(z.string()),
  destinationAddressPrefixes: listOf(z.string()),
  destinationApplicationSecurityGroups: listOf(z.object({ id: z.string() })),
  destinationPortRange: maybe(z.string()),
  destinationPortRanges: listOf(z.string()),
}).transform((rule): SecurityRule => {
  const { name, id, direction, access, protocol, priority } = rule;
  const ids = (groups: readonly { id: string }[]) => groups.map((group) => group.id);
  return {
    name,
    ...(id ? { id } : {}),
    direction,
    access,
    protocol,
    priority,
    sources: [
      ...both(rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
      ...ids(rule.sourceApplicationSecurityGroups),
    ],
    sourcePorts: both(rule.sourcePortRange, rule.sourcePortRanges),
    destinations: [
      ...both(rule.destinationAddressPrefix, rule.destinationAddressPrefixes),
      ...ids(rule.destinationApplicationSecurityGroups),
    ],
    destinationPorts: both(rule.destinationPortRange, rule.destinationPortRanges),
  };
});

/** A rule fills either the singular or the plural property; the other one is missing or empty. */
const both = (one: string | undefined, many: readonly string[]): readonly string[] => (one ? [one, ...many] : many);

/** A network security group with its rules. Azure: GET Microsoft.Network/networkSecurityGroups. */
export const networkSecurityGroup = defineObservation<{ id: string }, NetworkSecurityGroup>({
  kind: 'networkSecurityGroup',
  permissions: ['Microsoft.Network/networkSecurityGroups/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  observe: ({ azure }, { id }) => azure.getNetworkSecurityGroup(id),
  answer: armObject({
    id: z.string(),
    name: z.string(),
    location: region,
    etag: maybe(z.string()),
    securityRules: listOf(Rule),
  }).transform(({ securityRules, ...group }) => ({ ...group, rules: securityRules })),
});
