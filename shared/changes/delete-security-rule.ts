import { networkSecurityGroup } from '../observations/network-security-group';
import type { ChangeHandling } from './change-kind';

/** Takes one rule out of a network security group. Azure: DELETE networkSecurityGroups/securityRules. */
export const deleteSecurityRule: ChangeHandling<'delete-security-rule'> = {
  kind: 'delete-security-rule',
  permissions: [
    'Microsoft.Network/networkSecurityGroups/securityRules/delete',
    'Microsoft.Network/locations/operations/read',
    'Microsoft.Network/locations/operationResults/read',
  ],
  repeat: 'safe',
  inspect(see, change) {
    const { rules } = see(networkSecurityGroup, { id: change.networkSecurityGroup });
    return rules.some(({ name }) => name.toLowerCase() === change.name.toLowerCase()) ? 'absent' : 'landed';
  },
};
