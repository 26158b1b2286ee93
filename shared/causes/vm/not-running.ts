import { text } from '../../model/text';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { sure } from '../../model/known';
import type { VmTarget } from '../../model/target';
import { powerOf, virtualMachine } from '../../observations/virtual-machine';

/** The VM is stopped or deallocated. Somebody did that; Reconnect does not start what people stopped. */
export const notRunning: Cause<VmTarget> = {
  id: 'vm/not-running',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  order: 100,
  title: text('The VM is not running', 'VM이 실행 중이 아님'),
  source: source('ssh', 'Check VM resource health'),
  sourceFor: { 'rdp-unreachable': source('rdp', 'Preliminary steps') },
  judge: (see, target) => {
    const vm = see(virtualMachine, { id: target.id });
    const power = sure(vm.power, powerOf(vm.name));
    if (power === 'running')
      return { kind: 'excluded', because: text(`${vm.name} is running.`, `${vm.name}은(는) 실행 중입니다.`) };
    return {
      kind: 'found',
      blamed: vm.id,
      because: text(`${vm.name} is ${power}.`, `${vm.name}의 전원 상태는 ${power}입니다.`),
      fixes: [],
    };
  },
};
