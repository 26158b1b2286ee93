import { sameId } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { isSurely, sure, wordOf } from '../../model/known';
import type { See } from '../../model/observation';
import { forEach, ifSeen } from '../../model/see';
import type { VmTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import { firewallOf, guestPort } from '../../observations/guest-port';
import { loadBalancingRuleHealth } from '../../observations/load-balancing-rule-health';
import { virtualMachine } from '../../observations/virtual-machine';
import { entrance } from '../../topology/paths';
import { withAgent } from '../guest/agent';
import { hears } from '../guest/listening';
import { answersInside } from './answers-inside';
import { judgeGroups } from './judge-groups';
import { noProbe, probedBy } from './probed';

/** The load balancer’s health probe asks a protocol or a port at which the VM does not answer, so that it gets no connection. Azure itself says that the VM is down; that the groups let the probe in, that the expected port answers, and whether the VM's own firewall drops the probe, is looked at. */
export const probeFails: Cause<VmTarget> = {
  id: 'network/probe-fails',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  concerns: ({ through }) => through !== undefined,
  order: 420,
  title: text('The health probe finds the VM down', '상태 프로브가 VM을 다운으로 봄'),
  source: source('app-access', 'Step 3: application listens on the probe port'),
  judge: (see, target) => {
    const probed = probedBy(see, target);
    if (!probed) return noProbe;
    const { balancer, rule, probe, probing } = probed;
    const { privateAddress } = entrance(see, target);
    const { members } = see(loadBalancingRuleHealth, { rule: rule.id });
    const own = members.find(({ address }) => address === privateAddress);
    const called = `${wordOf(probe.protocol)} ${probe.port}${probe.path ?? ''}`;
    const state = sure(
      own?.state ?? { unrecognised: '' },
      text(
        `The health of ${privateAddress} by probe ${probe.name}`,
        `프로브 ${probe.name}가 본 ${privateAddress}의 상태`,
      ),
    );
    if (state === 'Up')
      return {
        kind: 'excluded',
        because: text(
          `Probe ${probe.name} (${called}) finds the VM up.`,
          `프로브 ${probe.name}(${called})가 VM을 정상으로 봅니다.`,
        ),
      };
    const down = text(
      `Probe ${probe.name} of ${balancer.name} (${called}) finds the VM down (${own?.reason}): it gets no connection.`,
      `${balancer.name}의 프로브 ${probe.name}(${called})가 VM을 다운으로 봅니다(${own?.reason}). 연결을 받지 못합니다.`,
    );
    if (judgeGroups(see, probing).kind !== 'excluded') return { kind: 'uncertain', because: down };
    if (!answersInside(see, target))
      return {
        kind: 'uncertain',
        because: joinText(
          down,
          text(
            `That port ${target.port} answers at the VM’s own address has not been seen, so what is wrong may lie in the VM.`,
            `VM 자체 주소에서 포트 ${target.port}의 응답이 확인되지 않아 문제가 VM 안에 있을 수 있습니다.`,
          ),
        ),
      };
    const answers = text(
      `Port ${target.port} answers at the VM’s own address.`,
      `VM 자체 주소에서 포트 ${target.port}은(는) 응답합니다.`,
    );
    const kept = ifSeen(() => keptOut(see, probing));
    if (kept) {
      const { vm, port, from } = { vm: target.id, port: probe.port, from: probing.from.address };
      return {
        kind: 'found',
        blamed: vm,
        because: joinText(down, answers, kept),
        fixes: [{ fix: 'allow-in-guest', vm, from, to: privateAddress, port }],
        advice: text(
          `Let ${from}, from which Azure probes, in to TCP ${port} in the VM’s firewall.`,
          `VM의 방화벽에서 Azure 프로브의 출발지 ${from}에 TCP ${port}을(를) 허용하세요.`,
        ),
      };
    }
    return {
      kind: 'found',
      blamed: probe.id,
      because: joinText(down, answers),
      fixes: mayBeCorrected(see, target, probed)
        ? [{ fix: 'correct-lb-probe', loadBalancer: balancer.id, probe: probe.name, to: target.port }]
        : [],
      advice: text(
        `Have something answer ${called} in the VM, let 168.63.129.16 in to TCP ${probe.port} in its firewall, or have the probe ask a port that answers.`,
        `VM에서 ${called}에 응답하게 하거나, 방화벽에서 168.63.129.16의 TCP ${probe.port}을(를) 허용하거나, 프로브가 응답하는 포트를 확인하게 하세요.`,
      ),
    };
  },
};

/** That something listens for the probe and the VM's own firewall drops what it sends, if so. */
function keptOut(see: See, { id, port }: VmTarget): Text | undefined {
  const { privateAddress } = entrance(see, { id });
  const vm = withAgent(see(virtualMachine, { id }));
  const guest = see(guestPort, { vm: vm.id, os: vm.os, port });
  const firewall = firewallOf(guest, port);
  if (!guest.listening?.some((each) => hears(each, privateAddress)) || firewall.kind !== 'drops') return undefined;
  const { by, rule } = firewall;
  return text(
    `Something listens on TCP ${port}, but the firewall in ${vm.name} (${by}) drops it: ${rule}`,
    `TCP ${port}에서 수신 대기하는 프로그램이 있지만 ${vm.name}의 방화벽(${by})이 버립니다: ${rule}`,
  );
}

/**
 * Whether the probe may ask the expected port instead: it asks by TCP another one, at which nothing answers, and nobody is up by it
 * under any rule that goes by it.
 */
function mayBeCorrected(
  see: See,
  target: VmTarget,
  { balancer, probe }: NonNullable<ReturnType<typeof probedBy>>,
): boolean {
  if (!isSurely(probe.protocol, 'Tcp') || probe.port === target.port || answersInside(see, target, probe.port))
    return false;
  const users = balancer.rules.filter((each) => each.probe !== undefined && sameId(each.probe, probe.id));
  const healths = forEach(users, ({ id }) => see(loadBalancingRuleHealth, { rule: id }));
  return (
    users.every(({ backendPort }) => backendPort === target.port) &&
    healths.every(({ members }) => members.every(({ state }) => isSurely(state, 'Down')))
  );
}
