import { inverseOf, lossesOf } from '../changes';
import { sameId } from '../model/arm-id';
import type { ChangeOf } from '../model/change';
import { source, type Section } from '../model/documents';
import type { See } from '../model/observation';
import { cannotPlan, type AnyFix, type Planned, type ProbeRequest, type Risk } from '../model/plan';
import { fixOfField, shownValue, type ProbeField } from '../model/probe-field';
import { text, type Text } from '../model/text';
import { applicationGateway } from '../observations/application-gateway';

/** The change of one field of a custom probe, as people see it. `loss`: what the probe no longer notices. */
interface Kind {
  readonly title: Text;
  readonly risk: Risk;
  readonly section: Section<'appgw-backend-health'>;
  readonly effect: (of: Text, from: string, to: string) => Text;
  readonly loss: (change: ChangeOf<'set-gateway-probe'>) => Text;
}

const kinds: Readonly<Record<ProbeField, Kind>> = {
  timeout: {
    title: text('Raise the timeout of the health probe', '상태 프로브의 제한 시간 늘리기'),
    risk: 'medium',
    section: 'Backend server timeout',
    effect: (of, from, to) =>
      text(
        `Raise the timeout of ${of.en} from ${from} s to ${to} s.`,
        `${of.ko}의 제한 시간을 ${from}초에서 ${to}초로 늘립니다.`,
      ),
    loss: ({ from, to }) => {
      const later = Number(to) - Number(from);
      return text(
        `A server that hangs is noticed up to ${later} s later at each probe.`,
        `멈춘 서버는 프로브마다 최대 ${later}초 늦게 발견됩니다.`,
      );
    },
  },
  statusCodes: {
    title: text('Have the health probe accept the status', '상태 프로브에서 상태 코드 허용하기'),
    risk: 'high',
    section: 'HTTP status code mismatch',
    effect: (of, from, to) =>
      text(
        `Have ${of.en} accept ${to} instead of ${from}.`,
        `${of.ko}이(가) ${from} 대신 ${to}을(를) 허용하게 합니다.`,
      ),
    loss: ({ to }) => {
      const status = typeof to === 'object' ? to.at(-1) : to;
      return text(
        `A server that answers ${status} counts as healthy from then on, also when what lies behind that answer has failed.`,
        `앞으로 ${status}(으)로 응답하는 서버는 그 뒤의 애플리케이션이 실패해도 정상으로 간주됩니다.`,
      );
    },
  },
  host: {
    title: text('Have the health probe ask for another host name', '상태 프로브의 호스트 이름 바꾸기'),
    risk: 'medium',
    section: 'HTTP status code mismatch',
    effect: (of, from, to) =>
      text(
        `Have ${of.en} ask for host ${to} instead of ${from}.`,
        `${of.ko}이(가) 호스트 이름 ${from} 대신 ${to}을(를) 요청하게 합니다.`,
      ),
    loss: ({ from }) =>
      text(
        `What the servers answer for host ${shownValue(from)} is no longer watched.`,
        `호스트 이름 ${shownValue(from)}에 대한 서버의 응답은 더 이상 살피지 않습니다.`,
      ),
  },
  path: {
    title: text('Have the health probe ask for another path', '상태 프로브의 경로 바꾸기'),
    risk: 'high',
    section: 'HTTP status code mismatch',
    effect: (of, from, to) =>
      text(
        `Have ${of.en} ask for ${to} instead of ${from}.`,
        `${of.ko}이(가) ${from} 대신 ${to}을(를) 요청하게 합니다.`,
      ),
    loss: ({ from, to }) =>
      text(
        `The probe no longer watches ${shownValue(from)}: a server that answers at ${shownValue(to)} counts as healthy, whatever else has failed. Look at what ${shownValue(to)} shows first.`,
        `프로브가 더 이상 ${shownValue(from)}을(를) 살피지 않습니다. ${shownValue(to)}에 응답하는 서버는 다른 것이 실패해도 정상으로 간주되므로, ${shownValue(to)}의 내용을 먼저 확인하세요.`,
      ),
  },
};

/** What all of them have in common. */
const fixing = (field: ProbeField) => ({
  title: kinds[field].title,
  risk: kinds[field].risk,
  source: source('appgw-backend-health', kinds[field].section),
  changes: ['set-gateway-probe'] as const,
  recoversWithinMs: 10 * 60_000,
  plan: (see: See, request: ProbeRequest) => planFor(see, field, request),
});

/** Each changes one field of a custom probe. Only what was tried on demand is asked for. */
export const probeFixes: readonly AnyFix[] = [
  { id: fixOfField.timeout, ...fixing('timeout') },
  { id: fixOfField.statusCodes, ...fixing('statusCodes') },
  { id: fixOfField.host, ...fixing('host') },
  { id: fixOfField.path, ...fixing('path') },
];

function planFor(see: See, field: ProbeField, { gateway: id, probe: name, to }: ProbeRequest): Planned {
  const gateway = see(applicationGateway, { id });
  const probe = gateway.probes.find((each) => sameId(each.name, name));
  const from = probe?.[field];
  if (!probe || from === undefined)
    throw new Error(`The ${field} of probe ${name} is to be changed, and there is none.`);
  if (!/^succeeded$/i.test(gateway.provisioningState))
    return cannotPlan(
      text(
        `The last update of ${gateway.name} is ${gateway.provisioningState}.`,
        `${gateway.name}의 마지막 업데이트 상태가 ${gateway.provisioningState}입니다.`,
      ),
    );
  if (gateway.hasOwnIdentity)
    return cannotPlan(
      text(
        `${gateway.name} has a managed identity of its own, and whoever sends the gateway back must be allowed to assign it. Reconnect's role is not.`,
        `${gateway.name}에 사용자 할당 관리 ID가 있어, 게이트웨이를 다시 보내려면 그 ID를 할당할 권한이 필요합니다. Reconnect의 역할에는 없습니다.`,
      ),
    );
  const change: ChangeOf<'set-gateway-probe'> = {
    kind: 'set-gateway-probe',
    gateway: gateway.id,
    probe: probe.name,
    field,
    from,
    to,
  };
  const { risk, effect: effectOf, loss } = kinds[field];
  const of = text(`probe ${probe.name} of ${gateway.name}`, `${gateway.name}의 프로브 ${probe.name}`);
  const effect = effectOf(of, shownValue(from), shownValue(to));
  return {
    kind: 'plan',
    plan: {
      fix: fixOfField[field],
      resource: gateway.id,
      region: gateway.location,
      risk,
      changes: [change],
      undo: [inverseOf(change) ?? []].flat(),
      opens: [],
      closes: [],
      effect: text(
        `${effect.en} The update takes minutes, in which the gateway goes on serving.`,
        `${effect.ko} 업데이트에는 몇 분이 걸리며 그동안 게이트웨이는 계속 서비스합니다.`,
      ),
      proof: [
        text(
          'The gateway has asked every server that the probe asks, once and with this change: all pass.',
          '게이트웨이가 이 프로브의 모든 서버를 이 변경을 적용해 한 번씩 확인했고 모두 통과했습니다.',
        ),
        text(
          'Nothing else of the gateway changes: it is read right before it is sent, and Azure refuses it if somebody changes it in between.',
          '게이트웨이의 다른 부분은 바뀌지 않습니다. 보내기 직전에 읽으며, 그사이 누가 바꾸면 Azure가 거부합니다.',
        ),
      ],
      losses: [loss(change), ...lossesOf(see, [change])],
    },
  };
}
