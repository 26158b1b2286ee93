import type { See } from '../../model/observation';
import { isSurely } from '../../model/known';
import { CannotSee } from '../../model/see';
import type { VmTarget } from '../../model/target';
import { text } from '../../model/text';
import { virtualMachine, type VirtualMachine } from '../../observations/virtual-machine';

/** The VM's id, once it is known that its guest can be asked. Without a ready agent every question to the guest hangs until it times out. */
export function guestAnswers(see: See, target: VmTarget, os: VirtualMachine['os']): string {
  const vm = see(virtualMachine, { id: target.id });
  if (vm.os !== os)
    throw new CannotSee(
      text(`Not checked: ${vm.name} is not a ${os} VM.`, `확인하지 못함: ${vm.name}은(는) ${os} VM이 아닙니다.`),
      os,
    );
  return withAgent(vm).id;
}

/** The VM, where its guest can be asked. */
export function withAgent(vm: VirtualMachine): VirtualMachine {
  if (isSurely(vm.agent, 'ready')) return vm;
  throw new CannotSee(
    text(
      `Not checked: the guest agent of ${vm.name} is not ready.`,
      `확인하지 못함: ${vm.name}의 게스트 에이전트가 준비되지 않았습니다.`,
    ),
    'guest agent',
  );
}
