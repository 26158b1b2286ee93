import { source } from '../model/documents';
import type { Fix } from '../model/plan';
import { text } from '../model/text';
import { virtualMachine } from '../observations/virtual-machine';
import { planOperation } from './vm-operation';

/** Moves the VM to a new node and starts it there. The last resort: what is on the old node is lost. */
export const redeployVm: Fix<'redeploy-vm'> = {
  id: 'redeploy-vm',
  title: text('Redeploy the VM to a new node', 'VM을 새 노드에 다시 배포'),
  risk: 'severe',
  source: source('ssh', 'Redeploy a VM'),
  changes: ['redeploy-vm'],
  recoversWithinMs: 10 * 60_000,
  plan: (see, { vm: id }) => {
    const vm = see(virtualMachine, { id });
    return planOperation(see, vm, {
      fix: 'redeploy-vm',
      risk: 'severe',
      changes: [{ kind: 'redeploy-vm', vm: vm.id }],
      effect: text(
        `Shut ${vm.name} down, move it to a new Azure node and start it there.`,
        `${vm.name}을(를) 종료하고 새 Azure 노드로 옮겨 시작합니다.`,
      ),
    });
  },
};
