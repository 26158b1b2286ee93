import { source } from '../model/documents';
import type { Fix } from '../model/plan';
import { text } from '../model/text';
import { virtualMachine } from '../observations/virtual-machine';

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
    if (vm.power !== 'running' || vm.provisioning !== 'succeeded')
      return {
        kind: 'cannot-plan',
        because: text(
          `${vm.name} is ${vm.power} and its last operation ${vm.provisioning}.`,
          `${vm.name}의 전원 상태는 ${vm.power}, 마지막 작업 상태는 ${vm.provisioning}입니다.`,
        ),
      };
    return {
      kind: 'plan',
      plan: {
        fix: 'restart-vm',
        resource: vm.id,
        risk: 'high',
        changes: [{ kind: 'restart-vm', vm: vm.id }],
        undo: [],
        opens: [],
        closes: [],
        effect: text(
          `Restart ${vm.name}. Its disks and addresses stay.`,
          `${vm.name}을(를) 다시 시작합니다. 디스크와 주소는 유지됩니다.`,
        ),
        proof: [
          text(
            `${vm.name} is running and no other operation is under way on it.`,
            `${vm.name}은(는) 실행 중이며 진행 중인 다른 작업이 없습니다.`,
          ),
        ],
        losses: [
          text(
            'What runs in the VM stops; unsaved work in memory is gone.',
            'VM에서 실행 중인 작업이 중단되고 메모리의 저장되지 않은 내용이 사라집니다.',
          ),
        ],
      },
    };
  },
};
