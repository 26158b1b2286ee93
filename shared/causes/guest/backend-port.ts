import { parentId } from '../../model/arm-id';
import { source } from '../../model/documents';
import type { Cause, Verdict } from '../../model/judgement';
import { sure } from '../../model/known';
import type { See } from '../../model/observation';
import { CannotSee, forEach, ifSeen } from '../../model/see';
import { shellWord } from '../../model/shell-word';
import type { GatewayTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import { hostFirewall } from '../../network/host-firewall';
import { guestPort, MOST_LINES, type GuestPort } from '../../observations/guest-port';
import type { Listener } from '../../observations/listeners';
import { networkInterface } from '../../observations/network-interface';
import { subnet } from '../../observations/subnet';
import { powerOf, virtualMachine, type VirtualMachine } from '../../observations/virtual-machine';
import {
  addressOf,
  failuresOf,
  isOfNic,
  nothingFailed,
  reached,
  tryAgain,
  unanswered,
  whereOf,
  type Try,
} from '../appgw/tries';
import { withAgent } from './agent';
import { hears } from './listening';

// Why nothing answers on a server's port although what the gateway sends arrives, as the server itself tells.

/** So many servers are looked into; each takes a Run Command. */
const MOST_LOOKED_INTO = 2;

/** A server that does not answer, looked into. */
interface Look {
  /** As the pool has it. */
  readonly server: string;
  readonly address: string;
  readonly port: number;
  readonly vm: VirtualMachine;
  /** Absent where the VM does not run. */
  readonly guest: GuestPort | undefined;
}

/** One thing that can be wrong inside a server. */
interface Fault {
  readonly shows: (look: Look) => boolean;
  /** Whether the look shows that it is not so. */
  readonly passed: (look: Look) => boolean;
  readonly none: Text;
  readonly told: (look: Look, gatewayPrefixes: readonly string[]) => { readonly because: Text; readonly advice: Text };
}

function judge(see: See, target: GatewayTarget, { shows, passed, none, told }: Fault): Verdict {
  const { gateway, wanted, tries } = tryAgain(see, target);
  if (!gateway) return nothingFailed;
  const silent = tries.filter(unanswered);
  const asked = silent.slice(0, MOST_LOOKED_INTO);
  if (tries.length === wanted && tries.every(reached))
    return {
      kind: 'excluded',
      because: text(
        `${whereOf(tries)}: ${gateway.name} connects now.`,
        `${whereOf(tries)}: 지금은 ${gateway.name}에서 연결됩니다.`,
      ),
    };
  const looks = forEach(asked, (attempt) => ifSeen(() => lookInto(see, attempt))).filter((look) => look !== undefined);
  const bad = looks.filter(shows);
  const [worst] = bad;
  if (worst) {
    const { prefixes } = see(subnet, { id: gateway.subnet });
    const said = bad.map((look) => told(look, prefixes));
    return {
      kind: 'found',
      blamed: worst.vm.id,
      fixes: [],
      accountsFor: failuresOf(bad),
      because: joinText(...said.map(({ because }) => because)),
      advice: joinText(...said.map(({ advice }) => advice)),
    };
  }
  const [first] = asked;
  // Where nobody could be looked into, that says why.
  if (first && looks.length === 0) lookInto(see, first);
  if (looks.length === wanted && looks.every(passed))
    return { kind: 'excluded', because: joinText(text(`${whereOf(tries)}:`, `${whereOf(tries)}:`), none) };
  return {
    kind: 'uncertain',
    because: text(
      `${looks.length} of ${wanted} servers were looked into, and they do not show it.`,
      `서버 ${wanted}개 중 ${looks.length}개의 내부를 확인했지만 드러나지 않았습니다.`,
    ),
  };
}

/**
 * What a server says of its port.
 *
 * @throws CannotSee where it is no VM that can be found, or its agent is not ready.
 */
function lookInto(see: See, attempt: Try): Look {
  const { server, port, hops } = attempt;
  const resource = hops.at(-1)?.resource ?? '';
  const id = isOfNic(resource) ? see(networkInterface, { id: parentId(resource) }).vm : undefined;
  if (id === undefined)
    throw new CannotSee(
      text(`Not checked: ${server} is not known as a VM’s.`, `확인하지 못함: ${server}의 VM을 알 수 없습니다.`),
      'VM',
    );
  const vm = see(virtualMachine, { id });
  const runs = sure(vm.power, powerOf(vm.name)) === 'running';
  const address = addressOf(attempt);
  return {
    server,
    address,
    port,
    vm,
    guest: runs ? see(guestPort, { vm: withAgent(vm).id, os: vm.os, port }) : undefined,
  };
}

/** Whether these servers were all looked into, and nothing inside keeps them from answering. */
export const areWellInside = (see: See, silent: readonly Try[]): boolean =>
  silent.length <= MOST_LOOKED_INTO &&
  forEach(silent, (attempt) => ifSeen(() => lookInto(see, attempt))).every(
    (look) => look && [nothingListens, loopbackOnly, firewallDrops].every(({ passed }) => passed(look)),
  );

const isLoopback = ({ address }: Listener): boolean => /^(?:127\.|::1$|::ffff:127\.)/.test(address);
const listenersOf = ({ guest }: Look): readonly Listener[] | undefined => guest?.listening;
const listed = (names: readonly (string | undefined)[]): string =>
  [...new Set(names.filter((name) => name !== undefined))].join(', ');

/** Nothing in the server listens on the port. */
const nothingListens: Fault = {
  shows: (look) => !look.guest || listenersOf(look)?.length === 0,
  passed: (look) => Boolean(listenersOf(look)?.length),
  none: text('something listens on the port.', '포트에서 수신 대기하는 프로그램이 있습니다.'),
  told({ address, port, vm, guest }) {
    if (!guest) {
      const { en, ko } = powerOf(vm.name);
      const state = 'known' in vm.power ? vm.power.known : '';
      return {
        because: text(
          `${en} is ${state}, so nothing answers at ${address}.`,
          `${ko}가 ${state}이므로 ${address}에서 응답하지 않습니다.`,
        ),
        advice: text(
          `Find out why ${vm.name} does not run; then start it.`,
          `${vm.name}이(가) 실행되지 않는 이유를 확인한 뒤 시작하세요.`,
        ),
      };
    }
    const idle = guest.idle.map(({ name, state }) => `${name} (${state})`).join(', ');
    return {
      because: joinText(
        text(
          `Nothing listens on TCP ${port} in ${vm.name} (${address}).`,
          `${vm.name}(${address})의 TCP ${port}에서 수신 대기하는 프로그램이 없습니다.`,
        ),
        ...(idle ? [text(`Not running: ${idle}.`, `실행 중이 아님: ${idle}.`)] : []),
      ),
      advice: howToStart(vm, guest, port),
    };
  },
};

function howToStart({ name: machine, os }: VirtualMachine, { idle }: GuestPort, port: number): Text {
  const [only, ...others] = idle;
  const look = os === 'Linux' ? 'sudo ss -ltnp' : 'Get-NetTCPConnection -State Listen';
  if (!only || others.length > 0)
    return text(
      `In ${machine}: start the program that serves TCP ${port}, or have it listen there; ${look} shows what listens now.`,
      `${machine}에서 TCP ${port}을(를) 서비스하는 프로그램을 시작하거나 이 포트에서 수신 대기하게 하세요. ${look}(으)로 현재 상태를 볼 수 있습니다.`,
    );
  const unit = shellWord(only.name);
  const [start, why] =
    os === 'Linux'
      ? [`sudo systemctl start ${unit}`, `sudo journalctl -u ${unit} -n 50`]
      : [`Start-Service ${unit}`, 'Get-WinEvent -LogName System -MaxEvents 50'];
  return text(
    `In ${machine}: if it is ${only.name} that serves TCP ${port}, ${start} starts it; ${why} shows why it stopped.`,
    `${machine}에서 ${only.name}이(가) TCP ${port}을(를) 서비스한다면 ${start}(으)로 시작하고, ${why}(으)로 멈춘 이유를 확인하세요.`,
  );
}

function isOnlyLoopback(look: Look): boolean {
  const all = listenersOf(look) ?? [];
  return all.length > 0 && all.every(isLoopback);
}

/** What listens on the port listens where only the server itself can connect. */
const loopbackOnly: Fault = {
  shows: isOnlyLoopback,
  passed: (look) => {
    const all = listenersOf(look);
    return all !== undefined && (all.length === 0 || all.some((listener) => hears(listener, look.address)));
  },
  none: text('nothing listens for the server itself only.', '서버 자신만을 위해 수신 대기하는 프로그램이 없습니다.'),
  told({ address, port, vm, guest }) {
    const all = guest?.listening ?? [];
    const who = listed(all.map(({ program }) => program));
    const places = listed(all.map((each) => each.address));
    return {
      because: text(
        `${who || 'The program'} listens on TCP ${port} in ${vm.name} only at ${places}, where nothing from outside arrives.`,
        `${vm.name}의 ${who || '프로그램'}이(가) TCP ${port}을(를) ${places}에서만 수신 대기하므로 외부에서 연결할 수 없습니다.`,
      ),
      advice: text(
        `Configure it to listen at ${address} or at every address (0.0.0.0), and restart it.`,
        `${address} 또는 모든 주소(0.0.0.0)에서 수신 대기하도록 구성하고 다시 시작하세요.`,
      ),
    };
  },
};

const firewallOf = ({ guest, port }: Look) => {
  const [program, ...others] = new Set(guest?.listening?.map((each) => each.program));
  const holder = others.length === 0 ? { program } : {};
  return guest ? hostFirewall(guest.firewall, port, MOST_LINES, holder) : ({ kind: 'unclear' } as const);
};

/** The server's own firewall drops what arrives at the port. */
const firewallDrops: Fault = {
  shows: (look) => firewallOf(look).kind === 'drops',
  passed: (look) => firewallOf(look).kind === 'accepts',
  none: text('its own firewall lets the port through.', '서버의 방화벽이 이 포트를 허용합니다.'),
  told(look, prefixes) {
    const { port, vm } = look;
    const said = firewallOf(look);
    const { by, rule } = said.kind === 'drops' ? said : { by: '', rule: '' };
    const from = prefixes.join(',');
    const allow = prefixes.length === 1 ? ALLOW[by]?.(from, port) : undefined;
    return {
      because: text(
        `The firewall in ${vm.name} (${by}) drops TCP ${port}: ${rule}`,
        `${vm.name}의 방화벽(${by})이 TCP ${port}을(를) 버립니다: ${rule}`,
      ),
      advice: allow
        ? text(
            `In ${vm.name}, this lets the gateway in: ${allow}`,
            `${vm.name}에서 다음으로 게이트웨이를 허용합니다: ${allow}`,
          )
        : text(
            `In ${vm.name}, let TCP ${port} in from ${from} before that rule, or take the rule away.`,
            `${vm.name}에서 그 규칙보다 먼저 ${from}의 TCP ${port}을(를) 허용하거나 그 규칙을 제거하세요.`,
          ),
    };
  },
};

/** How each firewall is told to let one prefix in, where one command does. */
const ALLOW: Readonly<Record<string, (from: string, port: number) => string>> = {
  iptables: (from, port) => `sudo iptables -I INPUT -p tcp -s ${from} --dport ${port} -j ACCEPT`,
  ufw: (from, port) => `sudo ufw insert 1 allow proto tcp from ${from} to any port ${port}`,
  firewalld: (from, port) =>
    `sudo firewall-cmd --permanent --add-rich-rule='rule family="ipv4" source address="${from}" port port="${port}" protocol="tcp" accept' && sudo firewall-cmd --reload`,
};

const cause = (id: string, order: number, title: Text, fault: Fault): Cause<GatewayTarget> => ({
  id: `guest/${id}`,
  explains: ['backend-unhealthy'],
  order,
  title,
  source: source('appgw-backend-health', 'TCP connect error'),
  judge: (see, target) => judge(see, target, fault),
});

/** Everything inside a server that keeps it from answering a gateway. */
export const backendPort: readonly Cause<GatewayTarget>[] = [
  cause(
    'nothing-listening',
    520,
    text('Nothing listens on a backend’s port', '백 엔드의 포트에서 수신 대기하는 프로그램이 없음'),
    nothingListens,
  ),
  cause(
    'listening-on-loopback-only',
    521,
    text('A backend listens only for itself', '백 엔드가 루프백 주소에서만 수신 대기함'),
    loopbackOnly,
  ),
  cause(
    'guest-firewall-drops',
    522,
    text('A backend’s own firewall drops the port', '백 엔드의 자체 방화벽이 포트를 차단함'),
    firewallDrops,
  ),
];
