import type { SecurityRuleProperties } from '../model/change';
import type { See } from '../model/observation';
import type { RuleReading } from '../network/rules';
import { networkSecurityGroup } from '../observations/network-security-group';

/** The rule of this name, as it is now. */
export function ruleOf(
  see: See,
  { networkSecurityGroup: id, name }: { readonly networkSecurityGroup: string; readonly name: string },
): RuleReading | undefined {
  return see(networkSecurityGroup, { id }).rules.find((rule) => rule.name.toLowerCase() === name.toLowerCase());
}

/** Whether a rule is exactly the one that was wanted; its description does not count. */
export function isAsWanted(rule: RuleReading, wanted: SecurityRuleProperties): boolean {
  const only = (values: readonly string[], value: string) => values.length === 1 && values[0] === value;
  return (
    rule.direction === wanted.direction &&
    rule.access === wanted.access &&
    rule.protocol === wanted.protocol &&
    rule.priority === wanted.priority &&
    only(rule.sources, wanted.sourceAddressPrefix) &&
    only(rule.sourcePorts, wanted.sourcePortRange) &&
    only(rule.destinations, wanted.destinationAddressPrefix) &&
    only(rule.destinationPorts, wanted.destinationPortRange)
  );
}
