import type { ChangeOf } from '../model/change';
import { put } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling } from './change-kind';
import { making } from './own-part';
import { aboutRule, destinationsOf, isAsWanted, ruleId, rulePart, ruleType, sourcesOf } from './security-rule';

/** Adds or replaces one rule of a network security group. Azure: PUT networkSecurityGroups/securityRules. */
export const putSecurityRule: ChangeHandling<'put-security-rule'> = {
  ...aboutRule,
  kind: 'put-security-rule',
  request: (change) => put(ruleType, ruleId(change), { properties: change.rule }),
  byHand: ({ networkSecurityGroup, name, rule }) =>
    az('network nsg rule create', {
      ...within('nsg-name', networkSecurityGroup),
      name,
      priority: String(rule.priority),
      direction: rule.direction,
      access: rule.access,
      protocol: rule.protocol,
      'source-address-prefixes': sourcesOf(rule),
      'source-port-ranges': rule.sourcePortRange,
      'destination-address-prefixes': destinationsOf(rule),
      'destination-port-ranges': rule.destinationPortRange,
    }),
  permissions: [
    'Microsoft.Network/networkSecurityGroups/securityRules/write',
    'Microsoft.Network/networkSecurityGroups/securityRules/read',
    'Microsoft.Network/locations/operations/read',
    'Microsoft.Network/locations/operationResults/read',
  ],
  detail: ({ rule }) =>
    `${rule.access} ${rule.protocol} ${sourcesOf(rule).join(', ')} → ${destinationsOf(rule).join(', ')}:${rule.destinationPortRange}, priority ${rule.priority}`,
  undo: (change) => ({ ...change, kind: 'delete-security-rule' }),
  ...making({
    ...rulePart,
    isAsMade: (rule, change: ChangeOf<'put-security-rule'>) =>
      isAsWanted(rule, change.rule) && rule.description === change.rule.description,
  }),
};
