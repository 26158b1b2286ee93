import { joinText, text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { sure } from '../../model/known';
import type { VmTarget } from '../../model/target';
import { ifSeen } from '../../model/see';
import { byItsConsole } from './console';
import { virtualMachine, type VirtualMachine } from '../../observations/virtual-machine';
import { exhaustedTold, loadOf } from './load';

/** The VM runs but nothing in it answers, its agent neither: a hung guest or a bad node. Restart, and if that does not help, redeploy. */
export const guestNotResponding: Cause<VmTarget> = {
  id: 'vm/guest-not-responding',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  order: 410,
  title: text('Nothing in the VM responds', 'VM 내부가 전혀 응답하지 않음'),
  source: source('ssh', 'Restart a VM'),
  sourceFor: {
    'rdp-unreachable': source('rdp', 'Preliminary steps'),
    'app-unreachable': source('app-access', 'Quick start: restart, redeploy or recreate the VM'),
  },
  judge: (see, target) => {
    const vm = see(virtualMachine, { id: target.id });
    const agent = sure(vm.agent, text(`The guest agent of ${vm.name}`, `${vm.name}의 게스트 에이전트`));
    if (agent === 'ready')
      return {
        kind: 'excluded',
        because: text(
          `The guest agent of ${vm.name} reports Ready.`,
          `${vm.name}의 게스트 에이전트가 Ready로 보고합니다.`,
        ),
      };
    // An agent that has not reported since the start, or never will, says nothing about the guest.
    if (agent !== 'silent' || hasJustStarted(vm))
      return {
        kind: 'uncertain',
        because: text(
          `The guest agent of ${vm.name} has not reported since the VM started; that does not show whether the guest runs.`,
          `${vm.name}의 게스트 에이전트가 VM 시작 이후 보고한 적이 없어 게스트의 실행 여부를 알 수 없습니다.`,
        ),
      };
    const exhausted = ifSeen(() => exhaustedTold(loadOf(see, vm.id)));
    return {
      kind: 'found',
      blamed: vm.id,
      because: joinText(
        text(
          `${vm.name} is running, but its guest agent does not report: nothing inside the VM can be asked or repaired from there.`,
          `${vm.name}은(는) 실행 중이지만 게스트 에이전트가 보고하지 않습니다. VM 내부를 확인하거나 고칠 수 없습니다.`,
        ),
        ...(exhausted ? [exhausted] : []),
      ),
      fixes: [
        { fix: 'restart-vm', vm: vm.id },
        { fix: 'redeploy-vm', vm: vm.id },
      ],
      ...(vm.os === 'Linux' ? { advice: byItsConsole(vm.id) } : {}),
    };
  },
};

/**
 * How long a guest may take to come up before its silence means anything. Less than a restart is given to help: by the time
 * that it is given up, the silence counts.
 */
const COMES_UP_WITHIN_MS = 4 * 60_000;

/** Whether the VM was started so shortly before Azure last looked at its agent that nothing in it needs to be up. */
export const hasJustStarted = ({ provisionedAt, agentAt }: VirtualMachine): boolean =>
  provisionedAt !== undefined &&
  agentAt !== undefined &&
  Date.parse(agentAt) - Date.parse(provisionedAt) < COMES_UP_WITHIN_MS;
