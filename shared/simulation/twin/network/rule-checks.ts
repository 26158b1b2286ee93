import { sameId } from '../../../model/arm-id';
import { isAddressOrPrefix, isNetwork, portRange } from '../walk/address';
import { either } from '../walk/security';
import { badRequest } from './replies';
import type { RuleProperties, SecurityRule } from '../walk/security';
import type { Refused } from '../provider';

/** Service tags that a rule may name, each with or without a region (`Storage.KoreaCentral`). A choice of the usual ones. */
const SERVICE_TAGS = [
  'VirtualNetwork',
  'Internet',
  'AzureLoadBalancer',
  'GatewayManager',
  'AzureCloud',
  'AzureMonitor',
  'AzureActiveDirectory',
  'AzureFrontDoor',
  'AzureTrafficManager',
  'ApiManagement',
  'AppService',
  'Storage',
  'Sql',
].map((tag) => tag.toLowerCase());

/** ARM's refusal of a rule that cannot be, with ARM's codes; `undefined` when the rule is sound. */
export function checkRule(name: string, rule: RuleProperties, others: readonly SecurityRule[]): Refused | undefined {
  if (rule.priority < 100 || rule.priority > 4096) {
    return badRequest(
      'SecurityRuleInvalidPriority',
      `Security rule has invalid Priority. Value provided: ${rule.priority} Allowed range 100-4096.`,
    );
  }
  return (
    checkSides(name, rule) ??
    checkAddresses([
      ...either(rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
      ...either(rule.destinationAddressPrefix, rule.destinationAddressPrefixes),
    ]) ??
    checkPorts([
      ...either(rule.sourcePortRange, rule.sourcePortRanges),
      ...either(rule.destinationPortRange, rule.destinationPortRanges),
    ]) ??
    checkConflict(name, rule, others)
  );
}

function checkSides(name: string, rule: RuleProperties): Refused | undefined {
  const sides = {
    SourceAddressPrefix: [
      ...either(rule.sourceAddressPrefix, rule.sourceAddressPrefixes),
      ...(rule.sourceApplicationSecurityGroups ?? []),
    ],
    SourcePortRange: either(rule.sourcePortRange, rule.sourcePortRanges),
    DestinationAddressPrefix: [
      ...either(rule.destinationAddressPrefix, rule.destinationAddressPrefixes),
      ...(rule.destinationApplicationSecurityGroups ?? []),
    ],
    DestinationPortRange: either(rule.destinationPortRange, rule.destinationPortRanges),
  };
  const [missing] = Object.entries(sides).find(([, values]) => values.length === 0) ?? [];
  if (missing === undefined) return undefined;
  return badRequest('InvalidRequestFormat', `Security rule ${name} must specify ${missing}.`);
}

function checkAddresses(prefixes: readonly string[]): Refused | undefined {
  const wrong = prefixes.find((prefix) => !isAddressTerm(prefix));
  if (wrong === undefined) return undefined;
  return badRequest(
    'SecurityRuleInvalidAddressPrefix',
    `Security rule has invalid Address prefix. Value provided: ${wrong}`,
  );
}

/** ARM wants `*`, a service tag, an address, or a prefix without bits behind its length: `10.0.0.5/24` is refused. */
function isAddressTerm(term: string): boolean {
  if (term === '*') return true;
  if (isAddressOrPrefix(term)) return isNetwork(term);
  return SERVICE_TAGS.includes((term.split('.')[0] ?? '').toLowerCase());
}

function checkPorts(ranges: readonly string[]): Refused | undefined {
  const wrong = ranges.find((range) => !isPortTerm(range));
  if (wrong === undefined) return undefined;
  return badRequest(
    'SecurityRuleInvalidPortRange',
    `Security rule has invalid Port range. Value provided: ${wrong}. Value should be an integer OR integer range with '-' delimiter. Valid range 0-65535.`,
  );
}

/** `*`, one port, or a range. */
export function isPortTerm(term: string): boolean {
  if (term === '*') return true;
  const { first, last } = portRange(term);
  return /^\d{1,5}(-\d{1,5})?$/.test(term) && first <= last && last <= 65535;
}

function checkConflict(name: string, rule: RuleProperties, others: readonly SecurityRule[]): Refused | undefined {
  const clash = others.find(
    ({ properties }) => properties.priority === rule.priority && sameId(properties.direction, rule.direction),
  );
  if (!clash) return undefined;
  return badRequest(
    'SecurityRuleConflict',
    `Security rule ${name} conflicts with rule ${clash.name}. Rules cannot have the same Priority and Direction.`,
  );
}
