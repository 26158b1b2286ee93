import { sameId } from '../../model/arm-id';
import { az, within } from '../../model/az';
import { source } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { isSurely } from '../../model/known';
import type { See } from '../../model/observation';
import type { FixRequest } from '../../model/plan';
import type { VmTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import type { NatRule } from '../../observations/load-balancer';
import { frontendOf, leadingOf, leadsHere, misled, throughOf, type Arrival } from '../../topology/through';
import { answersInside } from './answers-inside';

/** The inbound NAT rule for the port differs from what is expected: in its protocol, a port, or the interface that it leads to; or there is none. */
export const natRuleDiffers: Cause<VmTarget> = {
  id: 'network/nat-rule-differs',
  explains: ['ssh-unreachable', 'rdp-unreachable', 'app-unreachable'],
  concerns: ({ through }) => through !== undefined,
  order: 330,
  title: text('The inbound NAT rule leads elsewhere', '인바운드 NAT 규칙이 다른 곳으로 이어짐'),
  source: source('app-access', 'Step 3: inbound NAT rule'),
  judge: (see, target) => {
    const through = throughOf(target);
    const { frontend } = frontendOf(see, through);
    if (!frontend)
      return {
        kind: 'excluded',
        because: text(
          'The address is the VM’s own: no NAT rule is needed.',
          'VM 자체의 주소이므로 NAT 규칙이 필요하지 않습니다.',
        ),
      };
    const leading = leadingOf(frontend, through.port);
    if (leading?.kind === 'balanced')
      return {
        kind: 'excluded',
        because: text(
          `TCP ${through.port} is led on by a load-balancing rule, ${leading.rule.name}.`,
          `TCP ${through.port}은(는) 부하 분산 규칙 ${leading.rule.name}이(가) 전달합니다.`,
        ),
      };
    const wrong = misled(see, target);
    if (wrong) {
      const meant = meantFor(see, target, frontend, leading?.rule);
      return {
        kind: 'found',
        ...wrong,
        because: joinText(wrong.because, ...(meant ? [meant.because] : [])),
        fixes: meant?.fix && answersInside(see, target) ? [meant.fix] : [],
        advice: byHand(target, frontend.balancer.id, leading?.rule),
      };
    }
    return {
      kind: 'excluded',
      because: text(
        `The NAT rule ${leading?.rule.name} leads TCP ${through.port} to port ${target.port} of the VM.`,
        `NAT 규칙 ${leading?.rule.name}이(가) TCP ${through.port}을(를) VM의 포트 ${target.port}(으)로 보냅니다.`,
      ),
    };
  },
};

interface Meant {
  readonly because: Text;
  readonly fix?: FixRequest;
}

/** The NAT rule of the VM's own that was meant, where one value of it is what differs. */
function meantFor(
  see: See,
  target: VmTarget,
  { id, balancer }: NonNullable<Arrival['frontend']>,
  leading: NatRule | undefined,
): Meant | undefined {
  const { port } = throughOf(target);
  const loadBalancer = balancer.id;
  const own = balancer.natRules.filter((rule) => sameId(rule.frontend ?? '', id) && leadsHere(see, target, rule));
  if (leading && own.includes(leading) && leading.backendPort !== target.port)
    // Azure takes no two rules for one port of an interface.
    return own.some(({ backendPort }) => backendPort === target.port)
      ? undefined
      : {
          because: text('Only the port behind it differs.', '뒤쪽 포트만 다릅니다.'),
          fix: { fix: 'correct-nat-rule', loadBalancer, rule: leading.name, field: 'backendPort', to: target.port },
        };
  if (leading) return undefined;
  const udp = own.find((rule) => rule.frontendPort === port && isSurely(rule.protocol, 'Udp'));
  if (udp) {
    const because = text(
      `The NAT rule ${udp.name} is for UDP ${port}, not for TCP.`,
      `NAT 규칙 ${udp.name}은(는) TCP가 아니라 UDP ${port}용입니다.`,
    );
    return udp.backendPort === target.port
      ? { because, fix: { fix: 'correct-nat-rule', loadBalancer, rule: udp.name, field: 'protocol', to: 'Tcp' } }
      : { because };
  }
  // Whoever uses the port that it has would lose it, so this is left to people.
  const elsewhere = own.find((rule) => rule.backendPort === target.port && isSurely(rule.protocol, 'Tcp'));
  return (
    elsewhere && {
      because: text(
        `The NAT rule ${elsewhere.name} leads to port ${target.port} of the VM, but from frontend port ${elsewhere.frontendPort}.`,
        `NAT 규칙 ${elsewhere.name}이(가) VM의 포트 ${target.port}(으)로 이어지지만 프런트 엔드 포트는 ${elsewhere.frontendPort}입니다.`,
      ),
    }
  );
}

/** What people can do: show what is there, and lead it to the VM. */
function byHand(target: VmTarget, balancer: string, rule: NatRule | undefined): Text {
  const show = az('network lb inbound-nat-rule list', within('lb-name', balancer));
  const set =
    rule &&
    az('network lb inbound-nat-rule update', {
      ...within('lb-name', balancer),
      name: rule.name,
      'backend-port': String(target.port),
    });
  const commands = [show, ...(set ? [set] : [])].join(' && ');
  return text(`By hand: ${commands}`, `직접 하려면: ${commands}`);
}
