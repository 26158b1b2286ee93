import { source } from '../model/documents';
import { inboundTcp } from '../model/flow';
import { cannotPlan, type Fix, type GuestAllowRequest, type Plan } from '../model/plan';
import { text, type Text } from '../model/text';
import { withAllow, type FirewallWords } from '../network/host-firewall';
import { firewallOf, guestPort } from '../observations/guest-port';
import { changeable } from './changeable';
import { exposure } from './exposure';
import { backInLinux, inLinux, type Making } from './in-linux';
import { hasBegun, inWindows } from './in-windows';

/**
 * Lets one prefix in to one port through the VM's own firewall, by one rule that bears the incident's name. It is planned only where what the
 * firewall says of itself shows that such a rule is enough: a rule of Windows that blocks goes before it, and where nftables drops is not told.
 */
export const allowInGuest: Fix<'allow-in-guest'> = {
  id: 'allow-in-guest',
  title: text('Let it in through the VM’s own firewall', 'VM 내부 방화벽에서 허용'),
  risk: 'medium',
  source: source('app-access', 'Step 2: host firewall'),
  changes: ['run-command', 'run-power-shell'],
  recoversWithinMs: 3 * 60_000,
  plan: (see, request, { incident, policy }) => {
    const { port, from, to } = request;
    const vm = changeable(see, request.vm);
    if ('kind' in vm) return vm;
    const exposed = exposure({ sources: [from], ports: String(port) });
    if (exposed) return cannotPlan(exposed);
    const guest = see(guestPort, { vm: vm.id, os: vm.os, port });
    const said = firewallOf(guest, port);
    if (said.kind !== 'drops')
      return cannotPlan(
        text(
          `It is not certain any more that the firewall in ${vm.name} drops TCP ${port}.`,
          `${vm.name}의 방화벽이 TCP ${port}을(를) 버리는지 더 이상 확실하지 않습니다.`,
        ),
      );
    const { by } = said;
    const allowed = withAllow(guest.firewall, by, port);
    const isEnough = allowed !== undefined && firewallOf(guest, port, allowed).kind === 'accepts';
    if (!isEnough || isNamed(guest.firewall, from))
      return cannotPlan(
        text(
          `It is not certain that one more rule of ${by} lets ${from} in to TCP ${port} of ${vm.name}, so none is proposed.`,
          `${by}에 규칙을 하나 추가하는 것으로 ${from}이(가) ${vm.name}의 TCP ${port}에 연결할 수 있는지 확실하지 않아 제안하지 않습니다.`,
        ),
      );
    const rule = `reconnect-${incident}`;
    const name = `${incident}-allow`;
    const { changes, undo } =
      by === 'Windows Firewall'
        ? onWindows(vm.id, name, rule, request)
        : onLinux(vm.id, name, makingOf(by, rule, request, guest.firewall));
    const flow = inboundTcp(from, to, String(port));
    return {
      kind: 'plan',
      plan: {
        fix: 'allow-in-guest',
        resource: vm.id,
        region: vm.location,
        risk: 'medium',
        changes,
        undo,
        ...(policy.allowForMinutes === undefined ? {} : { lastsMs: policy.allowForMinutes * 60_000 }),
        opens: [flow],
        closes: [],
        effect: text(
          `Let ${from} in to TCP ${port} by one rule of ${by} in ${vm.name} (${rule}). ${lasting(by).en}`,
          `${vm.name}의 ${by}에 규칙 하나(${rule})를 추가하여 ${from}의 TCP ${port}을(를) 허용합니다. ${lasting(by).ko}`,
        ),
        proof: [
          text(
            `The guest agent is ready, so the script can run; ${by} drops the port: ${said.rule}`,
            `게스트 에이전트가 준비되어 스크립트를 실행할 수 있습니다. ${by}이(가) 이 포트를 버립니다: ${said.rule}`,
          ),
        ],
        losses: [],
      },
    };
  },
};

/** What becomes of the rule when the VM restarts. */
const lasting = (by: string): Text =>
  by === 'iptables'
    ? text(
        'The rule is lost when the VM restarts, unless somebody saves it.',
        '누군가 저장하지 않으면 VM이 다시 시작될 때 규칙이 사라집니다.',
      )
    : text('The rule stays when the VM restarts.', 'VM이 다시 시작되어도 규칙이 유지됩니다.');

/** ufw and firewalld keep one rule for one flow: with somebody else's there, taking ours back would take theirs. */
const isNamed = ({ ufw = [], firewalld = [] }: FirewallWords, from: string): boolean =>
  [...ufw, ...firewalld].some((line) => line.includes(from.replace(/\/32$/, '')));

type Changes = Pick<Plan, 'changes' | 'undo'>;

const onLinux = (vm: string, name: string, rule: Making): Changes => ({
  changes: [inLinux(vm, name, rule)],
  undo: [backInLinux(vm, name, rule)],
});

/** The rule, as each firewall of Linux is told about it. */
function makingOf(by: string, rule: string, { from, port }: GuestAllowRequest, words: FirewallWords): Making {
  const shows = 'The rule is there already.';
  if (by === 'ufw') {
    const spec = `allow proto tcp from ${from} to any port ${port}`;
    // ufw inserts before a rule that is there only.
    const hasRules = words.ufw?.some((line) => /\s(?:ALLOW|LIMIT|DENY|REJECT)\b/.test(line) && !line.includes('(v6)'));
    return {
      make: `ufw ${hasRules ? 'insert 1 ' : ''}${spec} comment ${rule}`,
      takeBack: `ufw delete ${spec}`,
      isThere: `ufw status | grep -qF ${rule}`,
      shows,
    };
  }
  if (by === 'firewalld') {
    const rich = `rich-rule='rule family="ipv4" source address="${from}" port port="${port}" protocol="tcp" accept'`;
    return {
      make: `firewall-cmd --add-${rich} && firewall-cmd --permanent --add-${rich}`,
      takeBack: `firewall-cmd --remove-${rich} && firewall-cmd --permanent --remove-${rich}`,
      isThere: `firewall-cmd --query-${rich} >/dev/null 2>&1`,
      shows,
    };
  }
  const spec = `INPUT -p tcp -s ${from} --dport ${port} -m comment --comment ${rule} -j ACCEPT`;
  return {
    make: `iptables -I ${spec}`,
    takeBack: `iptables -D ${spec}`,
    isThere: `iptables -C ${spec} 2>/dev/null`,
    shows,
  };
}

function onWindows(vm: string, name: string, rule: string, { from, port }: GuestAllowRequest): Changes {
  const there = `Get-NetFirewallRule -Name '${rule}' -ErrorAction SilentlyContinue`;
  return {
    changes: [
      inWindows(vm, name, {
        checks: [`if (${there}) { throw 'The rule is there already.' }`],
        steps: [
          `New-NetFirewallRule -Name '${rule}' -DisplayName '${rule}' -Direction Inbound -Action Allow -Protocol TCP -LocalPort ${port} -RemoteAddress '${from}' | Out-Null`,
        ],
      }),
    ],
    undo: [
      inWindows(vm, `${name}-back`, {
        steps: [`if ((${hasBegun(name)}) -and (${there})) { Remove-NetFirewallRule -Name '${rule}' }`],
      }),
    ],
  };
}
