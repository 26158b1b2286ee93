import { source } from '../model/documents';
import type { Fix } from '../model/plan';
import { text } from '../model/text';
import { virtualMachine } from '../observations/virtual-machine';
import { planOperation } from './vm-operation';

/** Restarts the VM on the same node. Keeps its disks and addresses. */
export const restartVm: Fix<'restart-vm'> = {
  id: 'restart-vm',
  title: text('Restart the VM', 'VM 다시 시작'),
  risk: 'high',
  source: source('ssh', 'Restart a VM'),
  changes: ['restart-vm'],
  recoversWithinMs: 5 * 60_000,
  plan: (see, { vm: id }) => {
    const vm = see(virtualMachine, { id });
    return planOperation(see, vm, {
      fix: 'restart-vm',
      risk: 'high',
      changes: [{ kind: 'restart-vm', vm: vm.id }],
      effect: text(
        `Restart ${vm.name}. Its disks and addresses stay.`,
        `${vm.name}을(를) 다시 시작합니다. 디스크와 주소는 유지됩니다.`,
      ),
    });
  },
};
