import { inboundQuestion, returnQuestion, tryQuestion } from '../topology/questions';
import { issuesTold, saysNothing } from '../topology/connectivity';
import type { Presence } from '../model/judgement';
import type { See } from '../model/observation';
import { ifSeen, together } from '../model/see';
import type { SymptomId, VmTarget } from '../model/target';
import { joinText, text } from '../model/text';
import { connectivity } from '../observations/connectivity';
import { RDP_PORT } from '../observations/guest-rdp';
import { ipFlow } from '../observations/ip-flow';
import { nextHop } from '../observations/next-hop';
import { resourceHealth } from '../observations/resource-health';
import { virtualMachine, type VirtualMachine } from '../observations/virtual-machine';

/** Whether Remote Desktop is expected, where the VM runs Windows. */
export const isRdp = ({ port }: VmTarget): boolean => port === RDP_PORT;

/** Looks only at VMs with this operating system. */
export const onlyOn =
  (os: VirtualMachine['os'], presence: (see: See, target: VmTarget) => Presence | undefined) =>
  (see: See, target: VmTarget): Presence | undefined =>
    see(virtualMachine, { id: target.id }).os === os ? presence(see, target) : undefined;

/**
 * Whether the expected connection to a VM fails. Cheap questions come first; the connection itself is tried only when they
 * leave it open, because that takes an agent and ten seconds.
 */
export function connectionFails(symptom: SymptomId) {
  return (see: See, target: VmTarget): Presence => {
    const present = (because: ReturnType<typeof text>): Presence => ({ kind: 'present', symptom, because });
    const unclear = (because: ReturnType<typeof text>): Presence => ({ kind: 'unclear', symptom, because });

    const vm = see(virtualMachine, { id: target.id });
    if ('known' in vm.power && vm.power.known !== 'running')
      return present(text(`${vm.name} is ${vm.power.known}.`, `${vm.name}의 전원 상태는 ${vm.power.known}입니다.`));
    const [, flow, back] = together(
      () => ifSeen(() => see(resourceHealth, { resource: target.id })),
      () => ifSeen(() => see(ipFlow, inboundQuestion(see, target))),
      () => ifSeen(() => see(nextHop, returnQuestion(see, target))),
    );
    if (flow?.access === 'Deny')
      return present(
        text(
          `IP flow verify: TCP ${target.port} from ${target.from.address} is denied by ${flow.rule}.`,
          `IP 흐름 확인: ${target.from.address}의 TCP ${target.port}이(가) ${flow.rule} 규칙으로 거부됩니다.`,
        ),
      );
    if (back?.type === 'None')
      return present(
        text(
          `Next hop: answers to ${target.from.address} are dropped.`,
          `다음 홉: ${target.from.address}(으)로 가는 응답이 버려집니다.`,
        ),
      );

    const prober = target.from.vm;
    if (!prober)
      return unclear(
        text(
          `The connection cannot be tried: no VM at ${target.from.address} is named to try it from.`,
          `연결을 시도할 수 없습니다. ${target.from.address}에서 시도할 VM이 지정되지 않았습니다.`,
        ),
      );
    const tried = see(connectivity, tryQuestion(see, target, prober));
    if (tried.status === 'reachable')
      return {
        kind: 'absent',
        because: text(
          `A connection to TCP ${target.port} of ${vm.name} succeeds.`,
          `${vm.name}의 TCP ${target.port} 연결에 성공했습니다.`,
        ),
      };
    const nothing = saysNothing(tried);
    if (nothing) return unclear(nothing);
    return present(
      joinText(
        text(
          `A connection to TCP ${target.port} of ${vm.name} fails: ${tried.probesFailed} of ${tried.probesSent} probes lost.`,
          `${vm.name}의 TCP ${target.port} 연결이 실패합니다. 프로브 ${tried.probesSent}개 중 ${tried.probesFailed}개 손실.`,
        ),
        issuesTold(tried.hops),
      ),
    );
  };
}
