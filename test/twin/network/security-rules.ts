import { z } from 'zod';
import { nameOf, parentId } from '../../../shared/model/arm-id';
import { badRequest } from './replies';
import { checkRule } from './rule-checks';
import { rulesOf } from '../walk/security';
import { estateOf } from './estate';
import { withLists } from './show';
import { word } from './words';
import type { Resource } from '../../scenarios/schema';
import type { RuleProperties } from '../walk/security';
import type { Call, Model, Reply } from '../provider';

const COLLECTION = 'Microsoft.Network/networkSecurityGroups/securityRules';

const Prefixes = { one: z.string().optional(), many: z.array(z.string()).optional() };
const References = z.array(z.looseObject({ id: z.string() })).optional();

const Body = z.looseObject({
  properties: z.looseObject({
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
  }),
});

/**
 * Creates or replaces a security rule (Azure: Security Rules - Create Or Update). A new rule is seen at once as `Updating`
 * and takes effect when the operation ends; a changed one keeps its old effect until then.
 */
export function putSecurityRule(call: Call, model: Model): Reply {
  const body = Body.safeParse(call.body);
  const group = model.get(parentId(call.id));
  if (!body.success || !group) return badRequest('InvalidRequestFormat', 'Cannot parse the request.');
  const name = nameOf(call.id);
  const properties = body.data.properties as RuleProperties & Record<string, unknown>;
  const others = rulesOf(estateOf(model), group).filter((rule) => rule.name.toLowerCase() !== name.toLowerCase());
  const problem = checkRule(name, properties, others);
  if (problem) return problem;

  const existing = model.get(call.id);
  const rule = (provisioningState: 'Updating' | 'Succeeded'): Resource => ({
    id: existing?.id ?? `${group.id}/securityRules/${name}`,
    name: existing?.name ?? name,
    type: COLLECTION,
    properties: { ...withLists(properties), provisioningState },
  });
  if (!existing) model.put(rule('Updating'));
  const status = existing ? 200 : 201;
  return {
    kind: 'later',
    ms: model.times.securityRule,
    status,
    body: { ...model.get(call.id), ...rule('Updating') },
    final: 'azure-async-operation',
    complete: () => {
      model.put(rule('Succeeded'));
      return { status, body: model.get(call.id) };
    },
    abandon: () => {
      if (!existing) model.delete(call.id);
    },
  };
}

/** Deletes a security rule (Azure: Security Rules - Delete). What is not there is deleted already. */
export function deleteSecurityRule(call: Call, model: Model): Reply {
  if (!model.get(call.id)) return { kind: 'now', status: 204, effect: 'read' };
  return {
    kind: 'later',
    ms: model.times.securityRule,
    final: 'both',
    complete: () => {
      model.delete(call.id);
      return { status: 200 };
    },
  };
}
