import { source, type Section } from '../../model/documents';
import type { Cause } from '../../model/judgement';
import { isSurely, sure } from '../../model/known';
import type { FixRequest } from '../../model/plan';
import type { VmTarget } from '../../model/target';
import { joinText, text, type Text } from '../../model/text';
import { hostFirewall, outboundBlock } from '../../network/host-firewall';
import { MOST_RDP_RULES, TERM_SERVICE } from '../../observations/guest-rdp';
import { DENIAL, excluded, listensHere, lookAt, POLICY, uncertain, type Judge, type Remedy } from './rdp-look';
import { notListening } from './rdp-not-listening';

// Why Remote Desktop does not answer although what is sent arrives, as the Windows VM itself tells.

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
