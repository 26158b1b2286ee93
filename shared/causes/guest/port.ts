import { source, type Section } from '../../model/documents';
import type { Cause, Verdict } from '../../model/judgement';
import type { See } from '../../model/observation';
import type { FixRequest } from '../../model/plan';
import { forEach, ifSeen } from '../../model/see';
import { shellWord } from '../../model/shell-word';
import type { GatewayTarget, VmTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import { answersOf, firewallOf, type GuestPort } from '../../observations/guest-port';
import type { Listener } from '../../observations/listeners';
import { powerOf, type VirtualMachine } from '../../observations/virtual-machine';
import type { Try } from '../appgw/tries';
import { hears } from './listening';
import { lookIntoBackend, MOST_LOOKED_INTO, silentBackends, silentVm, type Look } from './silent';

// Why nothing answers on a port although what is sent arrives there, as the VM itself tells: a server of a gateway, or a VM that is a target.

interface Told {
  readonly because: Text;
  readonly advice: Text;
  readonly fix?: FixRequest;
  /** Another port of the VM, on which something listens. */
  readonly instead?: number | undefined;
}

/** One thing that can be wrong inside. */
interface Fault {
  readonly shows: (look: Look) => boolean;
  /** Whether the look shows that it is not so. */
  readonly passed: (look: Look) => boolean;
  readonly none: Text;
  /** `from`: the prefixes from which connections come. */
  readonly told: (look: Look, from: readonly string[]) => Told;
}

function judge(see: See, target: GatewayTarget | VmTarget, { shows, passed, none, told }: Fault): Verdict {
  const silent = target.kind === 'gateway' ? silentBackends(see, target) : silentVm(see, target);
  if ('kind' in silent) return silent;
  const { looks, wanted, where, lookedInto, from, useInstead, accountFor } = silent;
  const bad = looks.filter(shows);
  const [worst] = bad;
  if (worst) {
    const prefixes = from();
    const said = bad.map((look) => told(look, prefixes));
    return {
      kind: 'found',
      blamed: worst.vm.id,
      // One plan is for one VM, and one that mends only some would be undone.
      fixes: said.length === 1 ? said.flatMap(({ fix }) => fix ?? []) : [],
      ...accountFor(bad),
      because: joinText(...said.map(({ because }) => because)),
      advice: joinText(
        ...said.map(({ advice }) => advice),
        ...bad.flatMap((look, index) => {
          const instead = said[index]?.instead;
          return instead === undefined ? [] : [useInstead(look, instead)];
        }),
      ),
    };
  }
  if (looks.length === wanted && looks.every(passed)) return { kind: 'excluded', because: joinText(where, none) };
  return { kind: 'uncertain', because: lookedInto };
}

/** Whether these servers were all looked into, and nothing inside keeps them from answering. */
export const areWellInside = (see: See, silent: readonly Try[]): boolean =>
  silent.length <= MOST_LOOKED_INTO &&
  forEach(silent, (attempt) => ifSeen(() => lookIntoBackend(see, attempt))).every(
    (look) => look && [nothingListens, loopbackOnly, firewallDrops, answersDropped].every(({ passed }) => passed(look)),
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
    const other = guest.elsewhere?.find((each) => each.port !== port && hears(each, address));
    const idle = guest.idle.map(({ name, state }) => `${name} (${state})`).join(', ');
    return {
      because: joinText(
        text(
          `Nothing listens on TCP ${port} in ${vm.name} (${address}).`,
          `${vm.name}(${address})의 TCP ${port}에서 수신 대기하는 프로그램이 없습니다.`,
        ),
        ...(idle ? [text(`Not running: ${idle}.`, `실행 중이 아님: ${idle}.`)] : []),
        ...(other
          ? [
              text(
                `${other.program ?? 'Something'} listens on TCP ${other.port} there.`,
                `${other.program ?? '다른 프로그램'}이(가) TCP ${other.port}에서 수신 대기합니다.`,
              ),
            ]
          : []),
      ),
      advice: howToStart(vm, guest, port),
      fix: { fix: 'start-service', vm: vm.id, port },
      instead: other?.port,
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

const verdictOf = ({ guest, port }: Look) => (guest ? firewallOf(guest, port) : ({ kind: 'unclear' } as const));

/** The server's own firewall drops what arrives at the port. */
const firewallDrops: Fault = {
  shows: (look) => verdictOf(look).kind === 'drops',
  passed: (look) => verdictOf(look).kind === 'accepts',
  none: text('its own firewall lets the port through.', '서버의 방화벽이 이 포트를 허용합니다.'),
  told(look, prefixes) {
    const { port, vm, address } = look;
    const said = verdictOf(look);
    const { by, rule } = said.kind === 'drops' ? said : { by: '', rule: '' };
    const from = prefixes.join(',');
    const who = from === '' ? text('those who need it', '필요한 곳') : text(from, from);
    const allow = prefixes.length === 1 ? ALLOW[by]?.(from, port) : undefined;
    const isOne = prefixes.length === 1 && /^[\d.]+(?:\/\d+)?$/.test(from);
    return {
      ...(isOne ? { fix: { fix: 'allow-in-guest', vm: vm.id, from, to: address, port } } : {}),
      because: text(
        `The firewall in ${vm.name} (${by}) drops TCP ${port}: ${rule}`,
        `${vm.name}의 방화벽(${by})이 TCP ${port}을(를) 버립니다: ${rule}`,
      ),
      advice: allow
        ? text(
            `In ${vm.name}, this lets ${from} in: ${allow}`,
            `${vm.name}에서 다음으로 ${from}을(를) 허용합니다: ${allow}`,
          )
        : text(
            `In ${vm.name}, let TCP ${port} in from ${who.en} before that rule, or take the rule away.`,
            `${vm.name}에서 그 규칙보다 먼저 ${who.ko}의 TCP ${port}을(를) 허용하거나 그 규칙을 제거하세요.`,
          ),
    };
  },
};

const answersIn = ({ guest, port }: Look) => (guest ? answersOf(guest, port) : ({ kind: 'unclear' } as const));

/** The server's own firewall lets connections in, and drops its answers. */
const answersDropped: Fault = {
  shows: (look) => answersIn(look).kind === 'drops',
  passed: (look) => answersIn(look).kind === 'accepts',
  none: text('its own firewall lets its answers out.', '서버의 방화벽이 응답을 내보냅니다.'),
  told(look) {
    const { port, vm } = look;
    const said = answersIn(look);
    const { by, rule } = said.kind === 'drops' ? said : { by: '', rule: '' };
    const allow = `sudo iptables -I OUTPUT -p tcp --sport ${port} -m conntrack --ctstate ESTABLISHED -j ACCEPT`;
    return {
      because: text(
        `The firewall in ${vm.name} (${by}) drops what goes out from TCP ${port} in answer: ${rule}`,
        `${vm.name}의 방화벽(${by})이 TCP ${port}에서 나가는 응답을 버립니다: ${rule}`,
      ),
      advice:
        by === 'iptables'
          ? text(
              `In ${vm.name}, this lets the answers out until it restarts: ${allow}. See that what makes the rules accepts ESTABLISHED too.`,
              `${vm.name}에서 다음으로 다시 시작할 때까지 응답을 내보냅니다: ${allow}. 규칙을 만드는 설정도 ESTABLISHED를 허용하는지 확인하세요.`,
            )
          : text(
              `In ${vm.name}, accept “ct state established” in that output chain before that rule.`,
              `${vm.name}의 그 output 체인에서 그 규칙보다 먼저 “ct state established”를 허용하세요.`,
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

const cause = (
  id: string,
  order: number,
  title: Text,
  { explains, step }: { readonly explains: Cause['explains']; readonly step: Section<'app-access'> },
  fault: Fault,
): Cause<GatewayTarget | VmTarget> => ({
  id: `guest/${id}`,
  explains,
  order,
  title,
  source: source('appgw-backend-health', 'TCP connect error'),
  sourceFor: Object.fromEntries(
    explains
      .filter((symptom) => symptom !== 'backend-unhealthy')
      .map((symptom) => [symptom, source('app-access', step)]),
  ),
  judge: (see, target) => judge(see, target, fault),
});

/** Everything inside a VM that keeps it from answering on a port. That sshd does not listen is judged by its own causes. */
export const port: readonly Cause<GatewayTarget | VmTarget>[] = [
  cause(
    'nothing-listening',
    520,
    text('Nothing listens on the port', '포트에서 수신 대기하는 프로그램이 없음'),
    {
      explains: ['backend-unhealthy', 'app-unreachable'],
      step: 'Step 1: the application runs and listens',
    },
    nothingListens,
  ),
  cause(
    'listening-on-loopback-only',
    521,
    text('The VM listens only for itself', 'VM이 루프백 주소에서만 수신 대기함'),
    {
      explains: ['backend-unhealthy', 'ssh-unreachable', 'app-unreachable'],
      step: 'Step 1: the application runs and listens',
    },
    loopbackOnly,
  ),
  cause(
    'guest-firewall-drops',
    522,
    text('The VM’s own firewall drops the port', 'VM 내부 방화벽이 포트를 차단함'),
    {
      explains: ['backend-unhealthy', 'ssh-unreachable', 'app-unreachable'],
      step: 'Step 2: host firewall',
    },
    firewallDrops,
  ),
  cause(
    'answers-dropped',
    524,
    text('The VM’s own firewall drops its answers', 'VM 내부 방화벽이 응답을 차단함'),
    {
      explains: ['backend-unhealthy', 'ssh-unreachable', 'app-unreachable'],
      step: 'Step 2: host firewall',
    },
    answersDropped,
  ),
];
