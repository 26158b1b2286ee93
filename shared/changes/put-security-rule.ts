import type { SecurityRuleProperties } from '../model/change';
import { networkSecurityGroup } from '../observations/network-security-group';
import type { SecurityRule } from '../network/rules';
import type { ChangeHandling } from './change-kind';

/** Adds or replaces one rule of a network security group. Azure: PUT networkSecurityGroups/securityRules. */
export const putSecurityRule: ChangeHandling<'put-security-rule'> = {
  kind: 'put-security-rule',
  permissions: [
    'Microsoft.Network/networkSecurityGroups/securityRules/write',
    'Microsoft.Network/networkSecurityGroups/securityRules/read',
    'Microsoft.Network/locations/operations/read',
    'Microsoft.Network/locations/operationResults/read',
  ],
  repeat: 'safe',
  inspect(see, change) {
    const { rules } = see(networkSecurityGroup, { id: change.networkSecurityGroup });
    const rule = rules.find(({ name }) => name.toLowerCase() === change.name.toLowerCase());
    if (!rule) return 'absent';
    return isAsWanted(rule, change.rule) ? 'landed' : 'unknown';
  },
};

function isAsWanted(rule: SecurityRule, wanted: SecurityRuleProperties): boolean {
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
