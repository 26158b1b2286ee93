import type { ChangeHandling } from './change-kind';
import { vmOperationLanded } from './vm-operation';

/** Moves a VM to another node and starts it there. Azure: POST virtualMachines/redeploy. */
export const redeployVm: ChangeHandling<'redeploy-vm'> = {
  kind: 'redeploy-vm',
  permissions: ['Microsoft.Compute/virtualMachines/redeploy/action', 'Microsoft.Compute/locations/operations/read'],
  inspect: (see, change, intent) => vmOperationLanded(see, change.vm, intent),
};
