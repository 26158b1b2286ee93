import type { ChangeOf, SecurityRuleProperties } from '../model/change';
import type { See } from '../model/observation';
import type { RuleReading } from '../network/rules';
import { text } from '../model/text';
import { networkSecurityGroup } from '../observations/network-security-group';

type Change = ChangeOf<'put-security-rule' | 'delete-security-rule'>;

/** What holds for a rule that is added and for one that is taken away. */
export const aboutRule = {
  resource: ({ networkSecurityGroup: group }: Change) => group,
  takesDown: () => [],
  losses: () => [],
  own: text('the rule', '규칙'),
};

/** A rule as a part of its group. */
export const rulePart = {
  called: text('rule', '규칙'),
  of: aboutRule.resource,
  there: ruleOf,
  isAsMade: (rule: RuleReading, change: Change): boolean => isAsWanted(rule, change.rule),
};

export const ruleType = 'Microsoft.Network/networkSecurityGroups/securityRules';
export const ruleId = ({ networkSecurityGroup: group, name }: Change): string => `${group}/securityRules/${name}`;

/** The rule of this name, as it is now. */
export function ruleOf(see: See, { networkSecurityGroup: id, name }: Change): RuleReading | undefined {
  return see(networkSecurityGroup, { id }).rules.find((rule) => rule.name.toLowerCase() === name.toLowerCase());
}

export const sourcesOf = (rule: SecurityRuleProperties): readonly string[] =>
  rule.sourceAddressPrefixes ?? [rule.sourceAddressPrefix ?? '*'];
export const destinationsOf = (rule: SecurityRuleProperties): readonly string[] =>
  rule.destinationAddressPrefixes ?? [rule.destinationAddressPrefix ?? '*'];

/** Whether a rule is exactly the one that was wanted; its description does not count. */
export function isAsWanted(rule: RuleReading, wanted: SecurityRuleProperties): boolean {
  const only = (values: readonly string[], ...wished: readonly string[]) =>
    values.length === wished.length && wished.every((each) => values.includes(each));
  return (
    rule.direction === wanted.direction &&
    rule.access === wanted.access &&
    rule.protocol === wanted.protocol &&
    rule.priority === wanted.priority &&
    only(rule.sources, ...sourcesOf(wanted)) &&
    only(rule.sourcePorts, wanted.sourcePortRange) &&
    only(rule.destinations, ...destinationsOf(wanted)) &&
    only(rule.destinationPorts, wanted.destinationPortRange)
  );
}
