import { nameOf, parseArmId } from '../model/arm-id';
import { fixes } from '../fixes/index.generated';
import { text, type Text } from '../model/text';
import type { IncidentView, Question, Status } from '../report/view';
import { symptomOf } from './assess';
import type { ChangeResult, IncidentEvent } from './events';
import type { Attempted, State } from './state';

/** The card that people see now: its key, and what it shows. `undefined` while there is nothing to tell. */
export function currentCard(
  state: State,
  events: readonly IncidentEvent[],
): { readonly key: string; readonly view: IncidentView } | undefined {
  const newest = state.attempts.at(-1);
  if (!newest && state.phase.kind !== 'closed') return undefined;
  return { key: newest?.approval.code ?? 'report', view: viewOf(state, events) };
}

/** An incident as people see it. Pure. */
export function viewOf(state: State, events: readonly IncidentEvent[]): IncidentView {
  const name = nameOf(state.target.id);
  const symptom = symptomIn(state);
  const found = state.judgements.map(({ judgement }) => judgement).find((judgement) => judgement.kind === 'found');
  const others = state.judgements
    .map(({ judgement }) => judgement)
    .filter((judgement) => judgement.kind !== 'found' && judgement.kind !== 'needs');
  return {
    incident: state.id,
    openedAt: state.openedAt,
    resource: { name, id: state.target.id },
    broken: symptom
      ? symptom.title(name, state.target)
      : text(`${name} was reported to be in trouble`, `${name}에 문제가 보고됨`),
    shownBy: [found?.because, state.presence?.because, ...others.map(({ because }) => because)].filter(
      (because) => because !== undefined,
    ),
    ...(found ? { blamed: placeOf(found.blamed) } : {}),
    status: statusOf(state),
    history: events.flatMap((event) => {
      const told = tell(event);
      return told ? [{ at: event.at, text: told }] : [];
    }),
  };
}

const symptomIn = ({ presence }: State) =>
  presence && presence.kind !== 'absent' ? symptomOf(presence.symptom) : undefined;

/** A resource as people look for it: its names from the outside in, and its resource group. */
function placeOf(id: string): string {
  const parsed = parseArmId(id);
  return parsed ? `${parsed.names.join(' / ')} (${parsed.resourceGroup})` : id;
}

function statusOf(state: State): Status {
  const newest = state.attempts.at(-1);
  const question = newest && questionOf(state, newest);
  if (state.phase.kind === 'closed')
    return {
      kind: 'closed',
      outcome: state.phase.outcome,
      because: state.phase.because,
      ...(question ? { question } : {}),
    };
  if (!newest || !question) return { kind: 'looking' };
  if (!newest.decision) return { kind: 'asking', question };
  const { decision, by, at } = newest.decision;
  return { kind: 'decided', question, decision, by: by.name, at, now: standing(state) };
}

/** What is happening now that the question is decided. */
function standing({ phase }: State): Text {
  switch (phase.kind) {
    case 'rechecking':
      return text('Checking once more that the plan still fits.', '계획이 여전히 맞는지 다시 확인하는 중입니다.');
    case 'changing':
      return phase.step.of === 'undo'
        ? text('Undoing the fix: it did not help.', '도움이 되지 않아 수정을 되돌리는 중입니다.')
        : text('Applying the fix.', '수정을 적용하는 중입니다.');
    case 'verifying':
      return text('Applied. Trying the connection again.', '적용했습니다. 연결을 다시 확인하는 중입니다.');
    default:
      return text('It did not help. Looking again.', '도움이 되지 않았습니다. 다시 살펴보는 중입니다.');
  }
}

function questionOf(state: State, { proposal, approval }: Attempted): Question {
  const { plan } = proposal;
  const fix = fixes.find((each) => each.id === plan.fix);
  const symptom = symptomIn(state);
  if (!fix) throw new Error(`There is no fix ${plan.fix}.`);
  return {
    code: approval.code,
    planHash: approval.planHash,
    title: fix.title,
    risk: plan.risk,
    effect: plan.effect,
    proof: plan.proof,
    opens: plan.opens,
    losses: plan.losses,
    undoable:
      plan.undo.length > 0
        ? text(
            'Reconnect undoes it by itself if the connection does not come back.',
            '연결이 돌아오지 않으면 Reconnect가 스스로 되돌립니다.',
          )
        : text('It cannot be undone.', '되돌릴 수 없습니다.'),
    ifNothing: symptom?.ifNothing ?? text('Nothing changes.', '아무것도 바뀌지 않습니다.'),
    approvers: approval.approvers.map(({ name }) => name),
    until: approval.until,
    source: fix.source,
  };
}

/** The events that people care about, one sentence each. */
function tell(event: IncidentEvent): Text | undefined {
  switch (event.kind) {
    case 'opened':
      return event.signal.kind === 'alert'
        ? text(`Alert received: ${event.signal.rule}`, `경고 수신: ${event.signal.rule}`)
        : text('Found by the health sweep', '상태 점검에서 발견');
    case 'asked':
      return text(`Asked for approval (${event.approval.code})`, `승인 요청 (${event.approval.code})`);
    case 'answered': {
      const reason = event.reason ? `: ${event.reason}` : '';
      return event.decision === 'approve'
        ? text(`Approved by ${event.by.name}${reason}`, `${event.by.name}님이 승인${reason}`)
        : text(`Rejected by ${event.by.name}${reason}`, `${event.by.name}님이 거절${reason}`);
    }
    case 'refused':
      return text(
        `An answer by ${event.by.name} did not count: ${event.because.en}`,
        `${event.by.name}님의 답변은 인정되지 않음: ${event.because.ko}`,
      );
    case 'change-settled':
      return event.step.of === 'undo' ? text('Undone', '되돌림') : changeTold(event.result);
    case 'verified':
      return event.presence.kind === 'absent' ? text('The connection is back', '연결이 복구됨') : undefined;
    case 'closed':
      return event.because;
    default:
      return undefined;
  }
}

function changeTold(result: ChangeResult): Text {
  if (result.kind === 'landed') return text('Change applied', '변경 적용됨');
  return result.kind === 'failed'
    ? text(`Change failed: ${result.refusal.message}`, `변경 실패: ${result.refusal.message}`)
    : text('Nobody can tell whether the change landed', '변경 적용 여부를 알 수 없음');
}
