import { nameOf } from '../model/arm-id';
import { text } from '../model/text';
import { remove } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling } from './change-kind';
import { aboutRule, isAsWanted, ruleId, ruleOf, ruleType } from './security-rule';

/** Takes one rule out of a network security group. Azure: DELETE networkSecurityGroups/securityRules. */
export const deleteSecurityRule: ChangeHandling<'delete-security-rule'> = {
  ...aboutRule,
  kind: 'delete-security-rule',
  request: (change) => remove(ruleType, ruleId(change)),
  byHand: ({ networkSecurityGroup, name }) =>
    az('network nsg rule delete', { ...within('nsg-name', networkSecurityGroup), name }),
  permissions: [
    'Microsoft.Network/networkSecurityGroups/securityRules/delete',
    'Microsoft.Network/locations/operations/read',
    'Microsoft.Network/locations/operationResults/read',
  ],
  ready(see, change) {
    const rule = ruleOf(see, change);
    if (!rule || isAsWanted(rule, change.rule)) return { kind: 'ready' };
    const group = nameOf(change.networkSecurityGroup);
    return {
      kind: 'not-ready',
      because: text(
        `Somebody has changed the rule ${change.name} in ${group} since Reconnect added it.`,
        `Reconnect가 추가한 뒤 다른 사람이 ${group}의 규칙 ${change.name}을(를) 바꿨습니다.`,
      ),
    };
  },
  inspect: (see, change) => (ruleOf(see, change) ? 'absent' : 'landed'),
};
