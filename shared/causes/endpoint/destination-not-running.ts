import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { sure } from '../../model/known';
import type { EndpointTarget } from '../../model/target';
import { text } from '../../model/text';
import { powerOf, virtualMachine } from '../../observations/virtual-machine';
import { receiverOf } from '../../topology/endpoints';
import { startAgain } from '../vm/start-again';
import { noReceiver } from './receiver';

/** The VM at the other end is stopped or deallocated. Somebody did that; Reconnect does not start what people stopped. */
export const destinationNotRunning: Cause<EndpointTarget> = {
  id: 'endpoint/destination-not-running',
  explains: ['endpoint-unreachable'],
  order: 100,
  title: text('The VM at the other end is not running', '대상 VM이 실행 중이 아님'),
  source: source('connectivity', 'Check connectivity to a virtual machine (destination)'),
  judge: (see, target) => {
    const receiver = receiverOf(see, target);
    if (!receiver) return noReceiver(see, target);
    const vm = see(virtualMachine, { id: receiver.id });
    const power = sure(vm.power, powerOf(vm.name));
    if (power === 'running')
      return { kind: 'excluded', because: text(`${vm.name} is running.`, `${vm.name}은(는) 실행 중입니다.`) };
    return {
      kind: 'found',
      blamed: vm.id,
      because: text(`${vm.name} is ${power}.`, `${vm.name}의 전원 상태는 ${power}입니다.`),
      fixes: [],
      advice: startAgain(vm),
    };
  },
};
