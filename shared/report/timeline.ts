import { describeChange } from '../changes';
import { nameOf } from '../model/arm-id';
import type { Judgement } from '../model/judgement';
import type { Observation, ObservationRequest } from '../model/observation';
import { text, type Language, type Text } from '../model/text';
import { changeTold } from '../incident/history';
import type { IncidentEvent, LaterCondition, Proposal, Purpose, UndoReason } from '../incident/events';
import { oneLine } from '../model/one-line';
import { flow } from '../cards/format';

/** One line of an incident's timeline. `mark` says at a glance what kind of line it is. */
export interface TimelineEntry {
  readonly mark: Mark;
  readonly text: string;
}

export type Mark = 'step' | 'look' | 'found' | 'excluded' | 'open' | 'detail' | 'ask' | 'good' | 'bad';

/** How a line of a story begins on a terminal. */
export const marks: Readonly<Record<Mark, string>> = {
  step: '▶',
  look: '  ·',
  found: '  ✔',
  excluded: '  ✘',
  open: '  ?',
  detail: '    ',
  ask: '●',
  good: '✓',
  bad: '!',
};

/** What an event means, told line by line for somebody who watches: each look, each judgement with its reason, plan, question, answer, change. */
export function timelineOf(event: IncidentEvent, language: Language): readonly TimelineEntry[] {
  const line = (mark: Mark, said: Text): TimelineEntry => ({ mark, text: oneLine(said[language], 400) });
  switch (event.kind) {
    case 'opened':
      return [
        line('step', opened(event.signal.target.id, event.signal.kind === 'alert' ? event.signal.rule : undefined)),
      ];
    case 'round-started':
      return [line('step', purposes[event.purpose])];
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
        ...event.judgements.map(({ cause, judgement }) => line(marksOf[judgement.kind], judged(cause, judgement))),
      ];
    case 'planned':
      return planned(event.proposal, language);
    case 'asked': {
      const names = event.approval.approvers.map(({ name }) => name).join(', ');
      const who = event.approval.people === 2 ? text(`two of ${names}`, `${names} 중 두 사람`) : text(names, names);
      return [
        line(
          'ask',
          text(
            `Asking ${who.en} until ${event.approval.until}: approve ${event.approval.code}?`,
            `${who.ko}에게 ${event.approval.until}까지 묻습니다: ${event.approval.code} 승인?`,
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
    case 'muted':
      return [
        line(
          'ask',
          text(`${event.by.name} mutes it until ${event.until}`, `${event.by.name}님이 ${event.until}까지 음소거`),
        ),
      ];
    case 'rechecked':
      return [line('step', rechecks[event.result])];
    case 'undo-started':
      return [line('step', undoReasons[event.why])];
    case 'undo-verified':
      return [line('good', text('Nothing of the change is left', '변경이 남아 있지 않습니다'))];
    case 'time-limited':
      return [line('good', text(`Back; it will be undone at ${event.until}`, `복구됨. ${event.until}에 되돌립니다`))];
    case 'guarded':
      return guarded(event, language);
    case 'change-settled':
      return [line(event.result.kind === 'landed' ? 'good' : 'bad', changeTold(event.result))];
    case 'verified':
      return [
        line(event.presence.kind === 'absent' ? 'good' : 'open', event.presence.because),
        ...(event.probes.kind === 'broken'
          ? [
              line(
                'bad',
                text(
                  `${event.probes.what} worked before and no longer does`,
                  `전에는 되던 ${event.probes.what} 연결이 끊겼습니다`,
                ),
              ),
            ]
          : []),
      ];
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
    case 'victim-joined': {
      const name = nameOf(event.target.id);
      const said = text(`${name} suffers from the same`, `${name}도 같은 문제를 겪고 있습니다`);
      return [line('bad', said)];
    }
    case 'victim-recovered':
      return [line('good', text(`Incident ${event.incident}: well again`, `인시던트 ${event.incident}: 정상`))];
    case 'following':
      return [
        line('step', text(`Incident ${event.leader} asks for both`, `인시던트 ${event.leader}이(가) 함께 묻습니다`)),
      ];
    case 'leader-ended':
      return [
        line(
          'step',
          text(`Incident ${event.leader}: ${event.because.en}`, `인시던트 ${event.leader}: ${event.because.ko}`),
        ),
      ];
    case 'looked-again':
      return [line(...lookedAgain[event.condition])];
    case 'judging-by':
    case 'observation-pending':
    case 'change-submitted':
    case 'expired':
    case 'post-intended':
    case 'shown':
    case 'said':
    case 'unsaid':
      return [];
  }
}

const marksOf: Readonly<Record<Judgement['kind'], Mark>> = {
  found: 'found',
  excluded: 'excluded',
  uncertain: 'open',
  skipped: 'open',
  needs: 'open',
};

const purposes: Readonly<Record<Purpose, Text>> = {
  diagnose: text('Looking again', '다시 살펴봅니다'),
  recheck: text('Checking once more that the plan still fits', '계획이 여전히 맞는지 다시 확인합니다'),
  inspect: text('Finding out whether the change reached Azure', '변경이 Azure에 도달했는지 확인합니다'),
  verify: text('Trying the connection again', '연결을 다시 확인합니다'),
  'confirm-undo': text('Looking whether the change is really undone', '변경이 실제로 되돌려졌는지 확인합니다'),
};

const lookedAgain: Readonly<Record<LaterCondition, readonly [Mark, Text]>> = {
  healthy: ['good', text('Looked again after the end: well again', '종료 후 다시 확인: 정상')],
  unhealthy: ['open', text('Looked again after the end: still so', '종료 후 다시 확인: 여전히 같음')],
  otherwise: ['bad', text('Looked again after the end: in other trouble', '종료 후 다시 확인: 다른 문제가 있음')],
};

const undoReasons: Readonly<Record<UndoReason, Text>> = {
  'no-help': text('It did not help: undoing it', '도움이 되지 않아 되돌립니다'),
  'broke-something': text('It broke another connection: undoing it at once', '다른 연결이 끊겨 즉시 되돌립니다'),
  'failed-halfway': text('It failed half-way: undoing what was done', '도중에 실패하여 적용된 부분을 되돌립니다'),
  'time-is-up': text('Its time is up: undoing it', '기한이 되어 되돌립니다'),
};

const rechecks = {
  guarded: text('Looked again: a guard stops the approved plan', '다시 확인: 보호 규칙이 승인된 계획을 막았습니다'),
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
    ? text(`The sweep reports ${name}`, `점검이 ${name}을(를) 보고`)
    : text(`Alert "${rule}" on ${name}`, `${name}에 대한 경고 "${rule}"`);
}

function looked(observation: Observation): Text {
  const { outcome } = observation;
  const said =
    outcome.kind === 'refused' ? `${outcome.refusal.kind}: ${outcome.refusal.message}` : brief(outcome.answer);
  const told = `${questionTold(observation)}: ${said}`;
  return text(told, told);
}

/** What is asked, and about what: `backendHealth(agw-shop-prod)`. */
export function questionTold({ kind, params }: ObservationRequest): string {
  const about = Object.values(params).flatMap((value) =>
    typeof value === 'string' && value.startsWith('/') ? [nameOf(value)] : [],
  );
  return `${kind}(${about.join(', ')})`;
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

function guarded(
  { proposal, until }: Extract<IncidentEvent, { kind: 'guarded' }>,
  language: Language,
): readonly TimelineEntry[] {
  const waits = text(`Waiting until ${until ?? ''}`, `${until ?? ''}까지 기다립니다`);
  return [
    ...planned(proposal, language),
    ...(until === undefined ? [] : [{ mark: 'open' as const, text: waits[language] }]),
  ];
}

function planned({ plan, guards }: Proposal, language: Language): readonly TimelineEntry[] {
  const detail = (label: Text, values: readonly string[]): readonly TimelineEntry[] =>
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
