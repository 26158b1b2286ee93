import { source, type Section } from '../../model/documents';
import type { Cause, Verdict } from '../../model/judgement';
import { isSurely, sure } from '../../model/known';
import type { See } from '../../model/observation';
import { Unsure } from '../../model/see';
import type { FixRequest } from '../../model/plan';
import type { VmTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import { hostFirewall, outboundBlock } from '../../network/host-firewall';
import { guestRdp, MOST_RDP_RULES, RDP_TCP, TERM_SERVICE, type GuestRdp } from '../../observations/guest-rdp';
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
  /** Who else does. */
  readonly taken: Listener | undefined;
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
  const here = rdp.listening?.filter((each) => each.port === target.port && hears(each, privateAddress)) ?? [];
  const isHere = here.some(({ program }) => program === TERM_SERVICE);
  const taken = here.find(({ program }) => program !== TERM_SERVICE);
  return { rdp, name: nameOf(target.id), port: target.port, own, isHere, taken };
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
    because: joinText(
      text(
        `${TERM_SERVICE} in ${name} is stopped${disabled ? ' and disabled' : ''}.`,
        `${name}의 ${TERM_SERVICE}이(가) 중지되어 있습니다${disabled ? '(사용 안 함으로 설정됨)' : ''}.`,
      ),
      ...rdp.needs.map((needed) =>
        isSurely(needed.start, 'disabled')
          ? text(
              `It needs ${needed.name}, which is stopped and disabled.`,
              `필요한 서비스 ${needed.name}도 중지되어 있습니다(사용 안 함으로 설정됨).`,
            )
          : text(`It needs ${needed.name}, which is stopped.`, `필요한 서비스 ${needed.name}도 중지되어 있습니다.`),
      ),
    ),
    fix: 'start-service',
  };
};

const POLICY = text('The policy on Remote Desktop (fDenyTSConnections)', '원격 데스크톱 정책(fDenyTSConnections)');
const DENIAL = text('The value of fDenyTSConnections', 'fDenyTSConnections 값');

const denied: Judge = ({ rdp, name }) => {
  const byPolicy = sure(rdp.deniedByPolicy, POLICY);
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
  const word = sure(rdp.denied, DENIAL);
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
  const { rdp, name, port } = look;
  if (look.isHere) return listensHere(look);
  if (rdp.port === undefined)
    return uncertain(
      `The registry of ${name} does not say where Remote Desktop listens.`,
      `${name}의 레지스트리에서 원격 데스크톱 포트를 알 수 없습니다.`,
    );
  if (rdp.port === port) return excluded(`PortNumber is ${port}.`, `PortNumber는 ${port}입니다.`);
  return {
    kind: 'found',
    because: text(
      `Remote Desktop in ${name} is set to port ${rdp.port} (PortNumber); ${port} is expected.`,
      `${name}의 원격 데스크톱 포트는 ${rdp.port}(PortNumber)이며, 예상한 포트는 ${port}입니다.`,
    ),
    fix: 'correct-rdp-port',
  };
};

/** It is set to listen, and does not: what keeps it from that is not what the causes beside it are about. */
const notListening: Judge = (look) => {
  const { rdp, name, port, own, taken } = look;
  if (look.isHere) return listensHere(look);
  const other = whyNotToListen(look);
  if (other) return { kind: 'excluded', because: other };
  if (!own)
    return uncertain(
      `${name} did not tell where ${TERM_SERVICE} listens.`,
      `${name}에서 ${TERM_SERVICE}이(가) 수신 대기하는 곳을 알 수 없습니다.`,
    );
  if (isSurely(rdp.listener, 'off'))
    return {
      kind: 'found',
      because: text(
        `The listener of Remote Desktop in ${name} is off (fEnableWinStation is 0).`,
        `${name}의 원격 데스크톱 수신기가 꺼져 있습니다(fEnableWinStation이 0).`,
      ),
      advice: runIn(name, setting('fEnableWinStation', 1), RESTART),
    };
  if (taken) {
    const program = taken.program ?? '?';
    return {
      kind: 'found',
      because: text(
        `TCP ${port} in ${name} is taken by ${program}, so ${TERM_SERVICE} cannot listen there.`,
        `${name}의 TCP ${port}을(를) ${program}이(가) 사용하고 있어 ${TERM_SERVICE}이(가) 수신 대기할 수 없습니다.`,
      ),
      advice: joinText(
        text(
          `Stop ${program}, or have it use another port; then restart ${TERM_SERVICE}.`,
          `${program}을(를) 중지하거나 다른 포트를 쓰게 한 뒤 ${TERM_SERVICE}을(를) 다시 시작하세요.`,
        ),
        runIn(name, RESTART),
      ),
    };
  }
  if (own.some((each) => each.port === port))
    return {
      kind: 'found',
      because: text(
        `${TERM_SERVICE} in ${name} listens at ${placesOf(own)} only, which is not where connections arrive.`,
        `${name}의 ${TERM_SERVICE}은(는) ${placesOf(own)}에서만 수신 대기하며, 연결이 도착하는 곳이 아닙니다.`,
      ),
      advice: joinText(
        text(
          'Have it listen on every network adapter (LanAdapter 0).',
          '모든 네트워크 어댑터에서 수신 대기하게 하세요(LanAdapter 0).',
        ),
        runIn(name, setting('LanAdapter', 0), RESTART),
      ),
    };
  const certificate = certificateTold(rdp);
  return {
    kind: 'found',
    because: joinText(
      text(
        `${TERM_SERVICE} in ${name} runs and is set to TCP ${port}, but listens ${own.length > 0 ? `at ${placesOf(own)}` : 'nowhere'}.`,
        own.length > 0
          ? `${name}의 ${TERM_SERVICE}은(는) TCP ${port}(으)로 설정되어 실행 중이지만 ${placesOf(own)}에서 수신 대기합니다.`
          : `${name}의 ${TERM_SERVICE}은(는) TCP ${port}(으)로 설정되어 실행 중이지만 어디에서도 수신 대기하지 않습니다.`,
      ),
      ...certificate,
    ),
    fix: 'correct-rdp-port',
    advice: joinText(
      text(
        'If a restart of it does not help, its listener or the keys of its certificate are broken: look for the events 1057 and 1058 (RemoteConnectionManager) and 36870 (Schannel) in the System log.',
        '다시 시작해도 소용없으면 수신기나 인증서 키에 문제가 있습니다. System 로그에서 이벤트 1057, 1058(RemoteConnectionManager), 36870(Schannel)을 확인하세요.',
      ),
      ...(certificate.length > 0 ? [RENEW] : []),
    ),
  };
};

/** What one of the causes beside {@link notListening} is about, so that it is not to listen. */
function whyNotToListen({ rdp, port }: Look): Text | undefined {
  if (sure(rdp.service, text(`The state of ${TERM_SERVICE}`, `${TERM_SERVICE}의 상태`)) === 'stopped')
    return text(`${TERM_SERVICE} does not run.`, `${TERM_SERVICE}이(가) 실행 중이 아닙니다.`);
  const byPolicy = sure(rdp.deniedByPolicy, POLICY);
  const isDenied = byPolicy === 'yes' || (byPolicy === 'unset' && sure(rdp.denied, DENIAL) === 'yes');
  if (isDenied) return text('Connections are denied.', '연결이 거부되도록 설정되어 있습니다.');
  if (rdp.port !== undefined && rdp.port !== port)
    return text(`It is set to port ${rdp.port}.`, `포트 ${rdp.port}(으)로 설정되어 있습니다.`);
  if (rdp.port === port) return undefined;
  throw new Unsure(text('Its port is not known.', '포트를 알 수 없습니다.'));
}

const RESTART = `Restart-Service -Name ${TERM_SERVICE} -Force`;
const setting = (value: string, to: number): string =>
  `Set-ItemProperty -Path '${RDP_TCP}' -Name ${value} -Value ${to}`;
const runIn = (name: string, ...commands: readonly string[]): Text =>
  text(`In ${name}: ${commands.join('; ')}`, `${name}에서 실행: ${commands.join('; ')}`);

/** What is wrong with the certificate. It alone keeps nobody from connecting, only from getting any further. */
function certificateTold({ certificate }: GuestRdp): readonly Text[] {
  if (isSurely(certificate, 'expired')) return [text('Its certificate has expired.', '인증서가 만료되었습니다.')];
  if (isSurely(certificate, 'without-key'))
    return [text('Its certificate has no private key.', '인증서에 개인 키가 없습니다.')];
  if (isSurely(certificate, 'missing')) return [text('Its certificate is not there.', '인증서가 없습니다.')];
  return [];
}

/** Microsoft: "An internal error occurs when you make an RDP connection to Azure Virtual Machines". */
const RENEWED = `Get-ChildItem 'Cert:\\LocalMachine\\Remote Desktop' | Remove-Item; Restart-Service -Name SessionEnv -Force; ${RESTART}`;
const RENEW = text(
  `Windows makes a new certificate of its own: ${RENEWED} One that was bound on purpose (SSLCertificateSHA1Hash) has to be replaced by hand.`,
  `Windows가 자체 인증서를 새로 만들게 하려면: ${RENEWED} 직접 지정한 인증서(SSLCertificateSHA1Hash)는 수동으로 교체해야 합니다.`,
);

const RDP_PROGRAM = { program: 'svchost', service: TERM_SERVICE };

const firewallDrops: Judge = ({ rdp, name, port }) => {
  const windows = rdp.firewall.windows ?? [];
  const verdictOn = (lines: readonly string[]) => hostFirewall({ windows: lines }, port, MOST_RDP_RULES, RDP_PROGRAM);
  const said = verdictOn(windows);
  if (said.kind === 'accepts') {
    const keptIn = outboundBlock(rdp.firewall, rdp.outbound, port, RDP_PROGRAM);
    return keptIn === undefined
      ? excluded(
          `Windows Firewall in ${name} lets TCP ${port} in, and blocks nothing that goes out of it.`,
          `${name}의 Windows 방화벽이 TCP ${port}을(를) 허용하며, 나가는 트래픽도 차단하지 않습니다.`,
        )
      : uncertain(
          `Windows Firewall in ${name} lets TCP ${port} in, and blocks outbound traffic (${keptIn}). It lets answers out all the same, so that alone does not explain it; turn it off for a try where nothing else is found.`,
          `${name}의 Windows 방화벽이 TCP ${port}을(를) 허용하지만 아웃바운드를 차단합니다(${keptIn}). 그래도 응답은 내보내므로 그것만으로는 설명되지 않습니다. 다른 원인이 없으면 잠시 끄고 시도하세요.`,
        );
  }
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
  cause(
    'rdp-not-listening',
    534,
    text('Remote Desktop does not listen', '원격 데스크톱이 수신 대기하지 않음'),
    'Source 5: Windows-based Azure VM (listening port)',
    notListening,
  ),
];
