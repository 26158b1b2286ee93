import * as z from 'zod';
import { nameOf, parentId, sameId } from '../../../model/arm-id';
import { badRequest } from './replies';
import { checkRule } from './rule-checks';
import { rulesOf } from '../walk/security';
import { estateOf } from './estate';
import { withLists } from './show';
import { word } from './words';
import type { RuleProperties } from '../walk/security';
import type { Kind } from './kinds';

const Prefixes = { one: z.string().optional(), many: z.array(z.string()).optional() };
const References = z.array(z.looseObject({ id: z.string() })).optional();

const Rule = z.looseObject({
  description: z.string().max(140).optional(),
  direction: word('Inbound', 'Outbound'),
  access: word('Allow', 'Deny'),
  protocol: word('Tcp', 'Udp', 'Icmp', 'Esp', 'Ah', '*'),
  priority: z.int(),
  sourceAddressPrefix: Prefixes.one,
  sourceAddressPrefixes: Prefixes.many,
  sourceApplicationSecurityGroups: References,
  sourcePortRange: Prefixes.one,
  sourcePortRanges: Prefixes.many,
  destinationAddressPrefix: Prefixes.one,
  destinationAddressPrefixes: Prefixes.many,
  destinationApplicationSecurityGroups: References,
  destinationPortRange: Prefixes.one,
  destinationPortRanges: Prefixes.many,
});

/** The properties of a security rule as Azure keeps them, or its refusal. */
export const readRule: Kind['read'] = (given, { id, model }) => {
  const parsed = Rule.safeParse(given);
  const group = model.get(parentId(id));
  if (!parsed.success || !group) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  const name = nameOf(id);
  const properties = parsed.data as RuleProperties & Record<string, unknown>;
  const others = rulesOf(estateOf(model), group).filter((rule) => !sameId(rule.name, name));
  return checkRule(name, properties, others) ?? { properties: withLists(properties) };
};
