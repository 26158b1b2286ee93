import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import type { See } from '../../model/observation';
import { forEach, ifSeen } from '../../model/see';
import type { VmTarget } from '../../model/target';
import { joinText, text } from '../../model/text';
import { isRdp } from '../../observations/served';
import { virtualMachine, type VirtualMachine } from '../../observations/virtual-machine';
import { port } from '../guest/port';
import { rdp } from '../guest/rdp';
import { answersInside } from '../network/answers-inside';
import { nsgBlocksPort } from '../network/nsg-blocks-port';
import { returnRouteDropped } from '../network/return-route-dropped';
import { wayThereDropped } from '../network/way-there-dropped';
import { exhaustedTold, loadOf } from './load';

/**
 * The VM has no CPU or no memory left for those who connect. Many a VM is busy and answers: it is to blame only where what is sent arrives, the
 * program listens and nothing else keeps it from answering, and it does not answer at its own address.
 */
export const overloaded: Cause<VmTarget> = {
  id: 'vm/overloaded',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  order: 600,
  title: text('The VM is overloaded', 'VM에 과부하가 걸림'),
  source: source('app-access', 'Quick start: restart, redeploy or recreate the VM'),
  sourceFor: { 'ssh-unreachable': source('ssh', 'Restart a VM') },
  judge: (see, target) => {
    const load = loadOf(see, target.id);
    const exhausted = exhaustedTold(load);
    const { cpu, memory } = load;
    if (!exhausted)
      return {
        kind: [cpu, memory].every(({ state }) => state === 'enough') ? 'excluded' : 'uncertain',
        because: joinText(cpu.told, memory.told),
      };
    const vm = see(virtualMachine, { id: target.id });
    const whose = joinText(text(`${vm.name}:`, `${vm.name}:`), exhausted);
    if (answersInside(see, target))
      return {
        kind: 'excluded',
        because: joinText(
          whose,
          text('It answers at its own address all the same.', '그래도 VM 자체 주소에서는 응답합니다.'),
        ),
      };
    if (!isElseWell(see, target))
      return {
        kind: 'uncertain',
        because: joinText(
          whose,
          text(
            'Whether that is why it does not answer is not certain: other reasons could not be ruled out.',
            '다른 원인을 배제하지 못해 이것이 응답하지 않는 이유인지는 확실하지 않습니다.',
          ),
        ),
      };
    return {
      kind: 'found',
      blamed: vm.id,
      because: joinText(
        whose,
        text(
          `What is sent arrives and something listens on TCP ${target.port}, but it does not answer.`,
          `전송한 것은 도착하고 TCP ${target.port}에서 수신 대기 중이지만 응답하지 않습니다.`,
        ),
      ),
      fixes: [{ fix: 'restart-vm', vm: vm.id }],
      advice: howToRelieve(vm),
    };
  },
};

/** Whether the way there and back is seen to be well, and everything else inside. */
function isElseWell(see: See, target: VmTarget): boolean {
  const inside: readonly Cause<VmTarget>[] = isRdp(see(virtualMachine, { id: target.id }), target) ? rdp : port;
  const others = [nsgBlocksPort, returnRouteDropped, wayThereDropped, ...inside].filter(
    (cause) => cause.concerns?.(target) ?? true,
  );
  return forEach(others, (cause) => ifSeen(() => cause.judge(see, target))).every(
    (verdict) => verdict?.kind === 'excluded',
  );
}

function howToRelieve({ name, os }: VirtualMachine) {
  const look =
    os === 'Linux' ? 'top -b -n 1 | head -n 20' : 'Get-Process | Sort-Object CPU -Descending | Select-Object -First 10';
  return text(
    `In ${name}, ${look} shows what takes it. Stop that, or give the VM a larger size, if it comes back.`,
    `${name}에서 ${look}(으)로 무엇이 사용하는지 볼 수 있습니다. 다시 발생하면 그 프로그램을 중지하거나 VM 크기를 늘리세요.`,
  );
}
