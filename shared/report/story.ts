import { nameOf } from '../model/arm-id';
import type { Change } from '../model/change';
import type { Judgement } from '../model/judgement';
import type { Observation } from '../model/observation';
import { text, type Language, type Text } from '../model/text';
import type { IncidentEvent, Proposal } from '../incident/events';
import { flow, oneLine } from './format';

/** One line of an incident's story. `mark` says at a glance what kind of line it is. */
export interface StoryLine {
  readonly mark: Mark;
  readonly text: string;
}

export type Mark = 'step' | 'look' | 'found' | 'excluded' | 'open' | 'detail' | 'ask' | 'good' | 'bad';

/** What an event means, told line by line for somebody who watches: each look, each judgement with its reason, plan, question, answer, change. */
export function story(event: IncidentEvent, language: Language): readonly StoryLine[] {
  const line = (mark: Mark, said: Text): StoryLine => ({ mark, text: oneLine(said[language], 400) });
  switch (event.kind) {
    case 'opened':
      return [
        line('step', opened(event.signal.target.id, event.signal.kind === 'alert' ? event.signal.rule : undefined)),
      ];
    case 'round-started':
      if (event.purpose === 'diagnose')
        return [
          line(
            'step',
            text('Looking again for the next documented fix', '다음 문서화된 수정을 찾기 위해 다시 확인합니다'),
          ),
        ];
      return event.purpose === 'verify'
        ? [line('step', text('Trying the connection again', '연결을 다시 확인합니다'))]
        : [line('step', text('Finding out whether the change reached Azure', '변경이 Azure에 도달했는지 확인합니다'))];
    case 'observed':
      return [line('look', looked(event.observation))];
    case 'deferred':
      return [
        line(
          'open',
          text(
            `Azure is busy (${event.refusal.code}); trying again later`,
            `Azure가 바쁩니다(${event.refusal.code}). 나중에 다시 시도합니다`,
          ),
        ),
      ];
    case 'diagnosed':
      return [
        line(event.presence.kind === 'absent' ? 'good' : 'bad', event.presence.because),
        ...event.judgements.map(({ cause, judgement }) => line(marks[judgement.kind], judged(cause, judgement))),
      ];
    case 'planned':
      return planned(event.proposal, language);
    case 'asked': {
      const who = event.approval.approvers.map(({ name }) => name).join(', ');
      return [
        line(
          'ask',
          text(
            `Asking ${who} until ${event.approval.until}: approve ${event.approval.code}?`,
            `${who}에게 ${event.approval.until}까지 묻습니다: ${event.approval.code} 승인?`,
          ),
        ),
      ];
    }
    case 'answered':
      return [
        line(
          'ask',
          event.decision === 'approve'
            ? text(`${event.by.name} approves`, `${event.by.name}님이 승인`)
            : text(`${event.by.name} rejects`, `${event.by.name}님이 거절`),
        ),
      ];
    case 'refused':
      return [
        line(
          'ask',
          text(
            `An answer by ${event.by.name} does not count: ${event.because.en}`,
            `${event.by.name}님의 답변은 인정되지 않습니다: ${event.because.ko}`,
          ),
        ),
      ];
    case 'rechecked':
      return [line('step', rechecks[event.result])];
    case 'undo-started':
      return [line('step', text('It did not help: undoing it', '도움이 되지 않아 되돌립니다'))];
    case 'change-settled':
      if (event.result.kind === 'landed') return [line('good', text('The change landed', '변경이 적용됨'))];
      return event.result.kind === 'failed'
        ? [
            line(
              'bad',
              text(`The change failed: ${event.result.refusal.message}`, `변경 실패: ${event.result.refusal.message}`),
            ),
          ]
        : [line('bad', text('Nobody can tell whether the change landed', '변경 적용 여부를 알 수 없음'))];
    case 'verified':
      return [line(event.presence.kind === 'absent' ? 'good' : 'open', event.presence.because)];
    case 'closed':
      return [
        line(
          event.outcome === 'resolved' || event.outcome === 'self-healed' ? 'good' : 'bad',
          text(
            `${event.outcome.toUpperCase()}: ${event.because.en}`,
            `${event.outcome.toUpperCase()}: ${event.because.ko}`,
          ),
        ),
      ];
    case 'change-intended':
      return [line('step', text('Applying', '적용합니다'))];
    case 'signal-joined':
      return [line('step', text('Another signal for the same target', '같은 대상에 대한 다른 신호'))];
    case 'observation-pending':
    case 'change-submitted':
    case 'expired':
    case 'shown':
      return [];
  }
}

const marks: Readonly<Record<Judgement['kind'], Mark>> = {
  found: 'found',
  excluded: 'excluded',
  uncertain: 'open',
  skipped: 'open',
  needs: 'open',
};

const rechecks = {
  same: text(
    'Looked again: the trouble is still there and the plan is the same',
    '다시 확인: 문제가 남아 있고 계획도 같습니다',
  ),
  healed: text('Looked again: the trouble is gone', '다시 확인: 문제가 사라졌습니다'),
  changed: text('Looked again: the approved plan no longer fits', '다시 확인: 승인된 계획이 더 이상 맞지 않습니다'),
};

function opened(target: string, rule: string | undefined): Text {
  const name = nameOf(target);
  return rule === undefined
    ? text(`The sweep finds ${name} in trouble`, `점검에서 ${name}의 문제를 발견`)
    : text(`Alert "${rule}" on ${name}`, `${name}에 대한 경고 "${rule}"`);
}

function looked({ kind, params, outcome }: Observation): Text {
  const of = Object.values(params)
    .flatMap((value) => (typeof value === 'string' && value.startsWith('/') ? [nameOf(value)] : []))
    .join(', ');
  const said =
    outcome.kind === 'refused' ? `${outcome.refusal.kind}: ${outcome.refusal.message}` : brief(outcome.answer);
  return text(`${kind}(${of}): ${said}`, `${kind}(${of}): ${said}`);
}

/** The answer's plain members, and how many there are of each list. */
function brief(answer: unknown): string {
  if (answer === null || typeof answer !== 'object') return String(answer);
  return Object.entries(answer)
    .filter(([key]) => key !== 'id')
    .flatMap(([key, value]) => {
      if (Array.isArray(value))
        return [
          `${key} ${value.every((each) => typeof each !== 'object') ? value.map((each) => nameOf(String(each))).join(' ') || 'none' : value.length}`,
        ];
      return value === null || value === undefined || typeof value === 'object'
        ? []
        : [`${key} ${nameOf(String(value))}`];
    })
    .slice(0, 6)
    .join(', ');
}

function judged(cause: string, judgement: Judgement): Text {
  if (judgement.kind === 'needs') return text(cause, cause);
  return text(
    `${cause} ${judgement.kind}: ${judgement.because.en}`,
    `${cause} ${judgement.kind}: ${judgement.because.ko}`,
  );
}

function planned({ plan, guards }: Proposal, language: Language): readonly StoryLine[] {
  const detail = (label: Text, values: readonly string[]): readonly StoryLine[] =>
    values.map((value) => ({ mark: 'detail', text: oneLine(`${label[language]}: ${value}`, 400) }));
  return [
    { mark: 'step', text: oneLine(plan.effect[language], 400) },
    ...detail(text('sends', '요청'), plan.changes.map(describeChange)),
    ...detail(
      text('opens', '열림'),
      plan.opens.map((box) => flow(box, language)),
    ),
    ...detail(
      text('proof', '증명'),
      plan.proof.map((each) => each[language]),
    ),
    ...detail(
      text('loses', '손실'),
      plan.losses.map((each) => each[language]),
    ),
    ...detail(text('undo', '되돌리기'), plan.undo.map(describeChange)),
    ...detail(
      text('guard', '보호'),
      guards.map(({ guard, result }) =>
        result.kind === 'pass' ? `${guard} ✓` : `${guard} ✗ ${result.because[language]}`,
      ),
    ),
  ];
}

/** A change as the request that it is. */
export function describeChange(change: Change): string {
  switch (change.kind) {
    case 'put-security-rule':
      return `PUT ${nameOf(change.networkSecurityGroup)}/securityRules/${change.name} (${change.rule.access} ${change.rule.protocol} ${change.rule.sourceAddressPrefix} → ${change.rule.destinationAddressPrefix}:${change.rule.destinationPortRange}, priority ${change.rule.priority})`;
    case 'delete-security-rule':
      return `DELETE ${nameOf(change.networkSecurityGroup)}/securityRules/${change.name}`;
    case 'put-vm-extension':
      return `PUT ${nameOf(change.vm)}/extensions/${change.name} (${change.extension.type} ${change.extension.typeHandlerVersion})`;
    case 'run-command':
      return `POST ${nameOf(change.vm)}/runCommand (${change.script.join('; ')})`;
    case 'restart-vm':
      return `POST ${nameOf(change.vm)}/restart`;
    case 'redeploy-vm':
      return `POST ${nameOf(change.vm)}/redeploy`;
  }
}
