import { remove } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling } from './change-kind';
import { deleting } from './own-part';
import { aboutRule, ruleId, rulePart, ruleType } from './security-rule';

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
  ...deleting(rulePart),
};
