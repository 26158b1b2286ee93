import type { ChangeHandling } from './change-kind';
import { vmOperationLanded } from './vm-operation';

/** Restarts a VM on the node that it is on. Azure: POST virtualMachines/restart. */
export const restartVm: ChangeHandling<'restart-vm'> = {
  kind: 'restart-vm',
  permissions: ['Microsoft.Compute/virtualMachines/restart/action', 'Microsoft.Compute/locations/operations/read'],
  inspect: (see, change, intent) => vmOperationLanded(see, change.vm, intent),
};
