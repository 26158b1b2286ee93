import { nameOf } from '../model/arm-id';
import { text } from '../model/text';
import { put } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling } from './change-kind';
import { aboutRule, isAsWanted, ruleId, ruleOf, ruleType } from './security-rule';

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
      'source-address-prefixes': rule.sourceAddressPrefix,
      'source-port-ranges': rule.sourcePortRange,
      'destination-address-prefixes': rule.destinationAddressPrefix,
      'destination-port-ranges': rule.destinationPortRange,
    }),
  permissions: [
    'Microsoft.Network/networkSecurityGroups/securityRules/write',
    'Microsoft.Network/networkSecurityGroups/securityRules/read',
    'Microsoft.Network/locations/operations/read',
    'Microsoft.Network/locations/operationResults/read',
  ],
  detail: ({ rule }) =>
    `${rule.access} ${rule.protocol} ${rule.sourceAddressPrefix} → ${rule.destinationAddressPrefix}:${rule.destinationPortRange}, priority ${rule.priority}`,
  undo: (change) => ({ ...change, kind: 'delete-security-rule' }),
  ready(see, change) {
    if (!ruleOf(see, change)) return { kind: 'ready' };
    const group = nameOf(change.networkSecurityGroup);
    return {
      kind: 'not-ready',
      because: text(
        `Somebody else has made a rule ${change.name} in ${group} meanwhile.`,
        `그사이 다른 사람이 ${group}에 규칙 ${change.name}을(를) 만들었습니다.`,
      ),
    };
  },
  inspect(see, change) {
    const rule = ruleOf(see, change);
    if (!rule) return 'absent';
    if (!isAsWanted(rule, change.rule) || rule.description !== change.rule.description) return 'unknown';
    if (rule.provisioning === 'failed') return 'unknown';
    return rule.provisioning === 'succeeded' ? 'landed' : 'unsettled';
  },
};
