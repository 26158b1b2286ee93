import { lossesOf } from '../changes';
import { sure } from '../model/known';
import type { See } from '../model/observation';
import { cannotPlan, type Plan, type Planned } from '../model/plan';
import { text } from '../model/text';
import { powerOf, type VirtualMachine } from '../observations/virtual-machine';

/** Plans one operation on a whole VM. Azure takes one at a time, and only where the VM runs is there something to repair. */
export function planOperation(
  see: See,
  vm: VirtualMachine,
  operation: Pick<Plan, 'fix' | 'risk' | 'changes' | 'effect'>,
): Planned {
  const power = sure(vm.power, powerOf(vm.name));
  if (power !== 'running' || vm.provisioning !== 'succeeded')
    return cannotPlan(
      text(
        `${vm.name} is ${power} and its last operation ${vm.provisioning}.`,
        `${vm.name}의 전원 상태는 ${power}, 마지막 작업 상태는 ${vm.provisioning}입니다.`,
      ),
    );
  return {
    kind: 'plan',
    plan: {
      ...operation,
      resource: vm.id,
      region: vm.location,
      undo: [],
      opens: [],
      closes: [],
      proof: [
        text(
          `${vm.name} is running and no other operation is under way on it.`,
          `${vm.name}은(는) 실행 중이며 진행 중인 다른 작업이 없습니다.`,
        ),
      ],
      losses: lossesOf(see, operation.changes),
    },
  };
}
