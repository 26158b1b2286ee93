import { source, type Section } from '../../model/documents';
import type { Cause, Verdict } from '../../model/judgement';
import { isSurely, sure } from '../../model/known';
import type { See } from '../../model/observation';
import type { FixRequest } from '../../model/plan';
import type { VmTarget } from '../../model/target';
import { text, type Text } from '../../model/text';
import { hostFirewall } from '../../network/host-firewall';
import { guestRdp, MOST_RDP_RULES, TERM_SERVICE, type GuestRdp } from '../../observations/guest-rdp';
import { placesOf, type Listener } from '../../observations/listeners';
import { nameOf } from '../../model/arm-id';
import { entrance } from '../../topology/paths';
import { guestAnswers } from './agent';
import { hears } from './listening';

// Why Remote Desktop does not answer although what is sent arrives, as the Windows VM itself tells.

/** Remote Desktop in the target's guest. */
interface Look {
  readonly rdp: GuestRdp;
  /** The name of the VM. */
  readonly name: string;
  readonly port: number;
  /** Where `TermService` listens; absent where nobody could look. */
  readonly own: readonly Listener[] | undefined;
  /** Whether it listens on the port where connections arrive. */
  readonly isHere: boolean;
}

/** The fix for the VM of a target. */
type Remedy = 'start-service' | 'reset-rdp' | 'correct-rdp-port';

interface Finding {
  readonly because: Text;
  readonly fix?: Remedy;
  readonly advice?: Text;
}

/** What one cause makes of the look: what is wrong, or that it is not so. */
type Judge = (look: Look) => ({ readonly kind: 'found' } & Finding) | Exclude<Verdict, { kind: 'found' }>;

function cause(id: string, order: number, title: Text, section: Section<'rdp'>, judge: Judge): Cause<VmTarget> {
  return {
    id: `guest/${id}`,
    explains: ['rdp-unreachable'],
    order,
    title,
    source: source('rdp', section),
    judge(see, target) {
      const verdict = judge(lookAt(see, target));
      if (verdict.kind !== 'found') return verdict;
      const { fix, ...found } = verdict;
      return { ...found, blamed: target.id, fixes: fix === undefined ? [] : [requestOf(fix, target)] };
    },
  };
}

const requestOf = (fix: Remedy, { id: vm, port }: VmTarget): FixRequest =>
  fix === 'start-service' ? { fix, vm, port } : { fix, vm };

function lookAt(see: See, target: VmTarget): Look {
  const rdp = see(guestRdp, { vm: guestAnswers(see, target, 'Windows') });
  const { privateAddress } = entrance(see, target);
  const own = rdp.listening?.filter(({ program }) => program === TERM_SERVICE);
  const isHere = own?.some((each) => each.port === target.port && hears(each, privateAddress)) ?? false;
  return { rdp, name: nameOf(target.id), port: target.port, own, isHere };
}

const excluded = (en: string, ko: string) => ({ kind: 'excluded', because: text(en, ko) }) as const;
const uncertain = (en: string, ko: string) => ({ kind: 'uncertain', because: text(en, ko) }) as const;

const listensHere = ({ port }: Look) =>
  excluded(
    `${TERM_SERVICE} listens on TCP ${port} where connections arrive.`,
    `${TERM_SERVICE}이(가) 연결이 도착하는 TCP ${port}에서 수신 대기합니다.`,
  );

const serviceStopped: Judge = (look) => {
  const { rdp, name } = look;
  if (look.isHere) return listensHere(look);
  if (sure(rdp.service, text(`The state of ${TERM_SERVICE}`, `${TERM_SERVICE}의 상태`)) === 'running')
    return excluded(`${TERM_SERVICE} runs.`, `${TERM_SERVICE}이(가) 실행 중입니다.`);
  const disabled = isSurely(rdp.startMode, 'disabled');
  return {
    kind: 'found',
    because: text(
      `${TERM_SERVICE} in ${name} is stopped${disabled ? ' and disabled' : ''}.`,
      `${name}의 ${TERM_SERVICE}이(가) 중지되어 있습니다${disabled ? '(사용 안 함으로 설정됨)' : ''}.`,
    ),
    fix: 'start-service',
  };
};

const denied: Judge = ({ rdp, name }) => {
  const byPolicy = sure(
    rdp.deniedByPolicy,
    text('The policy on Remote Desktop (fDenyTSConnections)', '원격 데스크톱 정책(fDenyTSConnections)'),
  );
  if (byPolicy === 'yes')
    return {
      kind: 'found',
      because: text(
        `A group policy denies Remote Desktop connections to ${name} (fDenyTSConnections is 1).`,
        `그룹 정책이 ${name}의 원격 데스크톱 연결을 거부합니다(fDenyTSConnections가 1).`,
      ),
      advice: text(
        'Change the policy “Allow users to connect remotely by using Remote Desktop Services”: it goes before what the VM sets itself, and a reset does not change it.',
        '“사용자가 원격 데스크톱 서비스를 사용하여 원격으로 연결할 수 있도록 허용” 정책을 변경하세요. 이 정책은 VM 자체 설정보다 우선하며 재설정으로 바뀌지 않습니다.',
      ),
    };
  const isAllowed = excluded(
    `${name} allows Remote Desktop connections (fDenyTSConnections).`,
    `${name}이(가) 원격 데스크톱 연결을 허용합니다(fDenyTSConnections).`,
  );
  if (byPolicy === 'no') return isAllowed;
  const word = sure(rdp.denied, text('The value of fDenyTSConnections', 'fDenyTSConnections 값'));
  if (word === 'no') return isAllowed;
  if (word === 'unset')
    return uncertain(
      `The registry of ${name} has no fDenyTSConnections.`,
      `${name}의 레지스트리에 fDenyTSConnections가 없습니다.`,
    );
  return {
    kind: 'found',
    because: text(
      `${name} denies Remote Desktop connections (fDenyTSConnections is 1).`,
      `${name}이(가) 원격 데스크톱 연결을 거부합니다(fDenyTSConnections가 1).`,
    ),
    fix: 'reset-rdp',
  };
};

const portDiffers: Judge = (look) => {
  const { rdp, name, port, own } = look;
  if (look.isHere) return listensHere(look);
  if (rdp.port === undefined)
    return uncertain(
      `The registry of ${name} does not say where Remote Desktop listens.`,
      `${name}의 레지스트리에서 원격 데스크톱 포트를 알 수 없습니다.`,
    );
  if (rdp.port !== port)
    return {
      kind: 'found',
      because: text(
        `Remote Desktop in ${name} is set to port ${rdp.port} (PortNumber); ${port} is expected.`,
        `${name}의 원격 데스크톱 포트는 ${rdp.port}(PortNumber)이며, 예상한 포트는 ${port}입니다.`,
      ),
      fix: 'correct-rdp-port',
    };
  if (own && own.length > 0)
    return uncertain(
      `PortNumber is ${port}, but ${TERM_SERVICE} listens at ${placesOf(own)}; it may have to be restarted.`,
      `PortNumber는 ${port}이지만 ${TERM_SERVICE}은(는) ${placesOf(own)}에서 수신 대기합니다. 다시 시작해야 할 수 있습니다.`,
    );
  const other = rdp.listening?.find((each) => each.port === port);
  if (other)
    return uncertain(
      `TCP ${port} is taken by ${other.program ?? 'another program'}, not by ${TERM_SERVICE}.`,
      `TCP ${port}은(는) ${TERM_SERVICE}이(가) 아니라 ${other.program ?? '다른 프로그램'}이(가) 사용하고 있습니다.`,
    );
  const mayListen = isSurely(rdp.service, 'running') && isSurely(rdp.denied, 'no');
  return mayListen
    ? uncertain(
        `${TERM_SERVICE} runs and PortNumber is ${port}, but it listens nowhere: its listener is broken, for instance by its certificate.`,
        `${TERM_SERVICE}이(가) 실행 중이고 PortNumber는 ${port}이지만 수신 대기하지 않습니다. 인증서 등의 문제로 수신기가 고장났을 수 있습니다.`,
      )
    : excluded(`PortNumber is ${port}.`, `PortNumber는 ${port}입니다.`);
};

const RDP_PROGRAM = { program: 'svchost', service: TERM_SERVICE };

const firewallDrops: Judge = ({ rdp, name, port }) => {
  const windows = rdp.firewall.windows ?? [];
  const verdictOn = (lines: readonly string[]) => hostFirewall({ windows: lines }, port, MOST_RDP_RULES, RDP_PROGRAM);
  const said = verdictOn(windows);
  if (said.kind === 'accepts')
    return excluded(
      `Windows Firewall in ${name} lets TCP ${port} in.`,
      `${name}의 Windows 방화벽이 TCP ${port}을(를) 허용합니다.`,
    );
  if (said.kind === 'unclear')
    return uncertain(
      `It is not clear what Windows Firewall in ${name} does with TCP ${port}.`,
      `${name}의 Windows 방화벽이 TCP ${port}을(를) 어떻게 처리하는지 분명하지 않습니다.`,
    );
  const because = text(
    `Windows Firewall in ${name} drops TCP ${port}: ${said.rule}`,
    `${name}의 Windows 방화벽이 TCP ${port}을(를) 버립니다: ${said.rule}`,
  );
  const turnedOn = rdp.rules
    .filter((rule) => rule.state === 'off' && /^RemoteDesktop-(?:UserMode-)?In-TCP$/.test(rule.name))
    .map(({ name: rule, profiles }) => `rule|Allow|${profiles}|${port}|Any|svchost.exe|${TERM_SERVICE}|${rule}`);
  if (turnedOn.length > 0 && verdictOn([...windows, ...turnedOn]).kind === 'accepts')
    return { kind: 'found', because, fix: 'reset-rdp' };
  return {
    kind: 'found',
    because,
    advice: text(
      `In ${name}, change that rule, or add one that lets TCP ${port} in; a rule that blocks goes before any that allows.`,
      `${name}에서 그 규칙을 바꾸거나 TCP ${port}을(를) 허용하는 규칙을 추가하세요. 차단 규칙은 허용 규칙보다 우선합니다.`,
    ),
  };
};

/** Everything inside a Windows VM that keeps Remote Desktop from answering. */
export const rdp: readonly Cause<VmTarget>[] = [
  cause(
    'rdp-port-differs',
    530,
    text('Remote Desktop is set to another port', '원격 데스크톱이 다른 포트로 설정됨'),
    'Source 5: Windows-based Azure VM (listening port)',
    portDiffers,
  ),
  cause(
    'rdp-disabled',
    531,
    text('The VM denies Remote Desktop connections', 'VM이 원격 데스크톱 연결을 거부함'),
    'Source 5: Windows-based Azure VM (connections denied)',
    denied,
  ),
  cause(
    'termservice-stopped',
    532,
    text('Remote Desktop Services do not run', '원격 데스크톱 서비스가 실행되지 않음'),
    'Source 5: Windows-based Azure VM (service not running)',
    serviceStopped,
  ),
  cause(
    'rdp-firewall-drops',
    533,
    text('Windows Firewall drops Remote Desktop', 'Windows 방화벽이 원격 데스크톱을 차단함'),
    'Source 5: Windows-based Azure VM (firewall rule)',
    firewallDrops,
  ),
];
