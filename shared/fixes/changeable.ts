import { isSurely } from '../model/known';
import type { See } from '../model/observation';
import { cannotPlan } from '../model/plan';
import { text } from '../model/text';
import { virtualMachine, type VirtualMachine } from '../observations/virtual-machine';

/** The VM (an id), where its guest can be changed, and is of this operating system if one is named; or why not. */
export function changeable(
  see: See,
  id: string,
  os?: VirtualMachine['os'],
): VirtualMachine | ReturnType<typeof cannotPlan> {
  const vm = see(virtualMachine, { id });
  if (os && vm.os !== os)
    return cannotPlan(text(`${vm.name} is not a ${os} VM.`, `${vm.name}은(는) ${os} VM이 아닙니다.`));
  return isSurely(vm.agent, 'ready')
    ? vm
    : cannotPlan(
        text(`The guest agent of ${vm.name} is not ready.`, `${vm.name}의 게스트 에이전트가 준비되지 않았습니다.`),
      );
}
