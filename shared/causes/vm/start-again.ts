import { az, within } from '../../model/az';
import { isSurely } from '../../model/known';
import { joinText, text, type Text } from '../../model/text';
import type { VirtualMachine } from '../../observations/virtual-machine';

/** What people can do about a VM that does not run. Azure: "States and billing status of VMs", "Azure Spot Virtual Machines". */
export function startAgain(vm: VirtualMachine): Text {
  if (isSurely(vm.power, 'starting'))
    return text('It is on its way up: give it some minutes.', '시작되는 중이므로 몇 분 기다리세요.');
  const start = az('vm start', within('name', vm.id));
  return joinText(
    ...(vm.priority === 'spot' && isSurely(vm.power, 'deallocated')
      ? [
          text(
            'It is a Spot VM, which Azure may have taken back for its capacity; then it starts only where there is room again.',
            'Spot VM이므로 Azure가 용량을 회수했을 수 있습니다. 그렇다면 여유 용량이 생겨야 시작됩니다.',
          ),
        ]
      : []),
    text(
      `Start it, where it was not stopped on purpose: ${start}`,
      `의도적으로 중지한 것이 아니라면 시작하세요: ${start}`,
    ),
  );
}
