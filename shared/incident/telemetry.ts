import type { Metric, Properties, Telemetry } from '../model/telemetry';
import { stopIn } from './assess';
import type { IncidentEvent } from './events';
import type { State } from './phase';
import { evolve } from './state';

/** What operators are told of an incident's events. What is left out shows elsewhere: each call to ARM is told by itself. */
export const messages = {
  opened: 'An incident was opened',
  'signal-joined': 'A signal joined an incident',
  'victim-joined': 'Another target suffers from the same',
  'victim-recovered': 'What suffers from the same is well again',
  following: 'An incident follows another',
  'leader-ended': 'The incident that is followed ended',
  'judging-by': undefined,
  'round-started': 'A round of looking began',
  observed: undefined,
  'observation-pending': undefined,
  deferred: 'Azure was busy or out of reach',
  diagnosed: 'A diagnosis was made',
  guarded: 'A guard stopped a plan',
  planned: 'A plan was made',
  asked: 'People were asked',
  refused: 'An answer did not count',
  answered: 'People answered',
  expired: 'A question ran out',
  rechecked: 'An approved plan was checked again',
  'change-intended': 'A change is about to be sent',
  'change-submitted': 'A change is under way',
  'change-settled': 'A change was settled',
  verified: 'A fix was tried out',
  muted: 'A target was muted from its card',
  'undo-started': 'An undo began',
  'undo-verified': 'An undo was confirmed',
  'time-limited': 'A fix stays for a limited time',
  'post-intended': undefined,
  shown: 'A card was shown',
  said: 'A change was told',
  unsaid: undefined,
  closed: 'An incident ended',
  'looked-again': 'A target was looked at after the end',
} as const satisfies Readonly<Record<IncidentEvent['kind'], string | undefined>>;

/** Tells operators what was committed, which happens once for each event. `stored` are the events before it, and `before` is the state. */
export function tell(
  stored: readonly { readonly event: IncidentEvent }[],
  before: State,
  committed: readonly IncidentEvent[],
  { log, measure }: Telemetry,
): void {
  const incident = before.id;
  const events = stored.map(({ event }) => event);
  for (const [metric, value, of] of measurementsOf(events, before, committed))
    measure(metric, value, { incident, ...of });
  // What is committed together is told with the phase that it led to.
  const phase = committed.reduce(evolve, before).phase.kind;
  for (const event of committed) {
    const message = messages[event.kind];
    if (message) log(message, { incident, at: event.at, phase, ...detailsOf(event, before) });
  }
}

/** What varies: kinds, codes and ids, no text that people or Azure wrote. */
function detailsOf(event: IncidentEvent, before: State): Properties {
  switch (event.kind) {
    case 'opened':
    case 'signal-joined':
      return { signal: event.signal.kind, signalId: event.signal.id, target: event.signal.target.id };
    case 'victim-joined':
      return { victim: event.incident, target: event.target.id };
    case 'victim-recovered':
      return { victim: event.incident };
    case 'following':
      return { leader: event.leader };
    case 'leader-ended':
      return { leader: event.leader, outcome: event.outcome };
    case 'round-started':
      return { purpose: event.purpose };
    case 'deferred':
      return { refusal: event.refusal.kind, code: event.refusal.code };
    case 'diagnosed':
      return { presence: event.presence.kind, found: foundIn(event) };
    case 'guarded':
      return { fix: event.proposal.plan.fix, guard: guardIn(event) };
    case 'planned':
      return { fix: event.proposal.plan.fix, cause: event.proposal.cause, resource: event.proposal.plan.resource };
    case 'asked':
      return { until: event.approval.until };
    case 'answered':
    case 'refused':
      return { decision: event.decision, by: event.by.id };
    case 'muted':
      return { by: event.by.id, until: event.until };
    case 'rechecked':
      return { result: event.result };
    case 'change-intended':
      return { ...changeIn(event, before), requestId: event.requestId };
    case 'change-submitted':
      return changeIn(event, before);
    case 'change-settled':
      return { ...changeIn(event, before), result: event.result.kind, code: codeOf(event) };
    case 'verified':
      return { presence: event.presence.kind, probes: event.probes.kind };
    case 'undo-started':
      return { why: event.why };
    case 'time-limited':
      return { until: event.until };
    case 'closed':
      return { outcome: event.outcome };
    case 'looked-again':
      return { condition: event.condition };
    default:
      return {};
  }
}

type Of<Kind extends IncidentEvent['kind']> = Extract<IncidentEvent, { kind: Kind }>;

const foundIn = ({ judgements }: Of<'diagnosed'>): string =>
  judgements.flatMap(({ cause, judgement }) => (judgement.kind === 'found' ? [cause] : [])).join(', ');

const guardIn = ({ proposal }: Of<'guarded'>): string => stopIn(proposal)?.guard ?? '';

const codeOf = ({ result }: Of<'change-settled'>): string => (result.kind === 'failed' ? result.refusal.code : '');

/** Which change, and on whose word. */
function changeIn({ step }: Pick<Of<'change-intended'>, 'step'>, { attempts }: State): Properties {
  const { proposal, approvedBy = [] } = attempts.at(-1) ?? {};
  const change = proposal?.plan[step.of][step.index];
  return {
    step: `${step.of} ${step.index}`,
    change: change?.kind ?? '',
    resource: proposal?.plan.resource ?? '',
    approvedBy: approvedBy.map(({ id }) => id).join(', '),
  };
}

type Measurement = readonly [metric: Metric, value: number, of?: Readonly<Record<string, string>>];

/** What these further events of an incident add to the metrics. Pure. */
export function measurementsOf(
  stored: readonly IncidentEvent[],
  before: State,
  added: readonly IncidentEvent[],
): readonly Measurement[] {
  const happened = [...stored];
  let state = before;
  return added.flatMap((event): readonly Measurement[] => {
    const [was, since] = [state, Date.parse(event.at) - Date.parse(before.openedAt)];
    const isFirst = !happened.some(({ kind }) => kind === event.kind);
    happened.push(event);
    state = evolve(was, event);
    switch (event.kind) {
      case 'shown':
        return isFirst ? [['incident.time-to-card', since]] : [];
      case 'answered':
        return state.phase.kind === 'rechecking' ? [['incident.time-to-approval', since]] : [];
      case 'verified':
        return isVerified(state) && !isVerified(was) ? [['incident.time-to-verified', since]] : [];
      case 'guarded':
        return [['guard.stopped', 1, { guard: guardIn(event) }]];
      case 'closed':
        if (was.phase.kind === 'closed') return [];
        return [
          ['incident.ended', 1, { outcome: event.outcome }],
          ['incident.arm-calls', happened.filter(isFromArm).length],
        ];
      default:
        return [];
    }
  });
}

const isVerified = ({ attempts }: State): boolean => attempts.at(-1)?.verified === true;

/** An answer of ARM, be it that it is still at work. */
const isFromArm = (event: IncidentEvent): boolean =>
  event.kind === 'observed'
    ? event.observation.kind !== 'ledger'
    : event.kind === 'deferred'
      ? event.request !== undefined
      : event.kind === 'observation-pending' || event.kind === 'change-submitted';
