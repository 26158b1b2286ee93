import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { parsePorts } from '../network/ports';
import { readable } from './readable';
import type { RuleReading } from '../network/rules';
import { addressSpace } from '../network/service-tags';
import { read } from './arm';
import { armObject, listOf, maybe, region } from './parse';

export interface NetworkSecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly etag?: string | undefined;
  /** What people wrote; the six default rules are the same in every group and are not listed. */
  readonly rules: readonly RuleReading[];
}

/** An enum's value in ARM's usual case; Azure accepts and keeps others (`TCP`, `allow`). */
const word = <T extends string>(...values: readonly [T, ...T[]]) =>
  z.preprocess(
    (value) => values.find((known) => known.toLowerCase() === String(value).toLowerCase()) ?? value,
    z.enum(values),
  );

const isPortsText = readable(parsePorts);
const isAddressText = readable((text) => addressSpace({ virtualNetwork: [] }).side([text]));

/** A part of a rule; `undefined` where it cannot be read. */
const part = <T>(schema: z.ZodType<T>) => schema.or(z.undefined()).catch(undefined);
const texts = part(listOf(z.string()));
const groups = part(listOf(z.object({ id: z.string() })));

const Rule = armObject({
  name: part(z.string()),
  id: part(maybe(z.string())),
  description: part(maybe(z.string())),
  provisioningState: part(maybe(z.string())),
  direction: part(word('Inbound', 'Outbound')),
  access: part(word('Allow', 'Deny')),
  protocol: part(word('*', 'Tcp', 'Udp', 'Icmp', 'Esp', 'Ah')),
  priority: part(z.int()),
  sourceAddressPrefix: part(maybe(z.string())),
  sourceAddressPrefixes: texts,
  sourceApplicationSecurityGroups: groups,
  sourcePortRange: part(maybe(z.string())),
  sourcePortRanges: texts,
  destinationAddressPrefix: part(maybe(z.string())),
  destinationAddressPrefixes: texts,
  destinationApplicationSecurityGroups: groups,
  destinationPortRange: part(maybe(z.string())),
  destinationPortRanges: texts,
});

/** One rule, or two where it cannot be read for which direction it is. What cannot be read may be anything. */
function readRule(body: unknown): readonly RuleReading[] {
  const rule = Rule.safeParse(body).data ?? Rule.parse({});
  const { name = '?', id, description, provisioningState, direction, access, protocol, priority = 0 } = rule;
  const ids = (members: readonly { id: string }[] | undefined) => members?.map((member) => member.id);
  const sides = {
    sources: side(
      isAddressText,
      rule.sourceAddressPrefix,
      rule.sourceAddressPrefixes,
      ids(rule.sourceApplicationSecurityGroups),
    ),
    sourcePorts: side(isPortsText, rule.sourcePortRange, rule.sourcePortRanges),
    destinations: side(
      isAddressText,
      rule.destinationAddressPrefix,
      rule.destinationAddressPrefixes,
      ids(rule.destinationApplicationSecurityGroups),
    ),
    destinationPorts: side(isPortsText, rule.destinationPortRange, rule.destinationPortRanges),
  };
  const said = {
    name,
    ...(id ? { id } : {}),
    ...(description ? { description } : {}),
    ...(provisioningState ? { provisioning: provisioningState.toLowerCase() } : {}),
    protocol: protocol ?? ('*' as const),
    priority,
  };
  const { sources, sourcePorts, destinations, destinationPorts } = sides;
  if (
    direction &&
    access &&
    protocol &&
    rule.priority !== undefined &&
    sources &&
    sourcePorts &&
    destinations &&
    destinationPorts
  )
    return [{ ...said, direction, access, sources, sourcePorts, destinations, destinationPorts }];
  const anything = ['*'];
  return (direction ? [direction] : (['Inbound', 'Outbound'] as const)).map((each) => ({
    ...said,
    direction: each,
    access: 'Unreadable',
    sources: sources ?? anything,
    sourcePorts: sourcePorts ?? anything,
    destinations: destinations ?? anything,
    destinationPorts: destinationPorts ?? anything,
  }));
}

/** A rule fills the singular or the plural property; the other one is missing or empty. `undefined` where it cannot be read. */
function side(
  isReadable: (text: string) => boolean,
  one: string | undefined,
  ...many: readonly (readonly string[] | undefined)[]
): readonly string[] | undefined {
  const all = [...(one ? [one] : []), ...many.flatMap((list) => list ?? [''])];
  return all.length > 0 && all.every(isReadable) ? all : undefined;
}

/** A network security group with its rules. Azure: GET Microsoft.Network/networkSecurityGroups. */
export const networkSecurityGroup = defineObservation<{ id: string }, NetworkSecurityGroup>({
  kind: 'networkSecurityGroup',
  permissions: ['Microsoft.Network/networkSecurityGroups/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ id }) => read('Microsoft.Network/networkSecurityGroups', id),
  answer: armObject({
    id: z.string(),
    name: z.string(),
    location: region,
    etag: maybe(z.string()),
    securityRules: listOf(z.unknown()),
  }).transform(({ securityRules, ...group }) => ({ ...group, rules: securityRules.flatMap(readRule) })),
});
