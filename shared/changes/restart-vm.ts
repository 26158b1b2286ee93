import type { ChangeHandling } from './change-kind';
import { onVm, whatRuns } from './vm-operation';

/** Restarts a VM on the node that it is on. Azure: POST virtualMachines/restart. */
export const restartVm: ChangeHandling<'restart-vm'> = {
  ...onVm('restart'),
  kind: 'restart-vm',
  permissions: ['Microsoft.Compute/virtualMachines/restart/action', 'Microsoft.Compute/locations/operations/read'],
  losses: () => [whatRuns],
};
