import { text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { VmTarget } from '../../model/target';
import { virtualMachine } from '../../observations/virtual-machine';

/** The VM runs but nothing in it answers, its agent neither: a hung guest or a bad node. Restart, and if that does not help, redeploy. */
export const guestNotResponding: Cause<VmTarget> = {
  id: 'vm/guest-not-responding',
  explains: ['ssh-unreachable'],
  order: 400,
  title: text('Nothing in the VM responds', 'VM 내부가 전혀 응답하지 않음'),
  source: source('ssh', 'Restart a VM; Redeploy a VM'),
  judge: (see, target) => {
    const vm = see(virtualMachine, { id: target.id });
    if (vm.agent === 'ready')
      return {
        kind: 'excluded',
        because: text(
          `The guest agent of ${vm.name} reports Ready.`,
          `${vm.name}의 게스트 에이전트가 Ready로 보고합니다.`,
        ),
      };
    if (vm.agent === 'unknown')
      return {
        kind: 'uncertain',
        because: text(
          `${vm.name} does not say whether its guest agent is ready.`,
          `${vm.name}의 게스트 에이전트 상태를 알 수 없습니다.`,
        ),
      };
    return {
      kind: 'found',
      blamed: vm.id,
      because: text(
        `${vm.name} is running, but its guest agent does not report: nothing inside the VM can be asked or repaired from there.`,
        `${vm.name}은(는) 실행 중이지만 게스트 에이전트가 보고하지 않습니다. VM 내부를 확인하거나 고칠 수 없습니다.`,
      ),
      fixes: [
        { fix: 'restart-vm', vm: vm.id },
        { fix: 'redeploy-vm', vm: vm.id },
      ],
    };
  },
};
