import type { Approval, Approver, Decision } from '../approvals/approval';
import type { Policy } from '../model/policy';
import type { Operation, Refusal } from '../model/azure';
import type { Presence } from '../model/judgement';
import type { Observation, ObservationRequest } from '../model/observation';
import type { RegressionProbe } from '../model/regression-probe';
import { questionKey } from '../model/see';
import type { Signal, Target } from '../model/target';
import type { Text } from '../model/text';
import type { Outcome } from '../cards/view';
import type { ProbeState } from './regression-probes';
import type {
  ChangeResult,
  IncidentEvent,
  Judged,
  PendingObservation,
  Proposal,
  Purpose,
  Step,
  UndoReason,
} from './events';
import type { MessageRef } from './ports';

/** How far one request of the plan has come. Times in ms since the epoch. */
export type Progress =
  | { readonly kind: 'ready'; readonly notBefore: number }
  | { readonly kind: 'intended'; readonly at: number; readonly requestId: string }
  /** Intended, but nobody knows whether it was sent: Azure is looked at to find out. */
  | { readonly kind: 'inspecting'; readonly intendedAt: number; readonly requestId: string; readonly since: number }
  | { readonly kind: 'submitted'; readonly operation: Operation; readonly pollAt: number };

/** Where an incident stands. */
export type Phase =
  | { readonly kind: 'diagnosing' }
  /** A guard holds the plan until then (ms since the epoch). */
  | { readonly kind: 'held'; readonly proposal: Proposal; readonly until: number }
  | { readonly kind: 'planned'; readonly proposal: Proposal }
  | { readonly kind: 'asking'; readonly proposal: Proposal; readonly approval: Approval }
  /** A guard holds the approved plan until `heldUntil` (ms since the epoch). */
  | { readonly kind: 'rechecking'; readonly proposal: Proposal; readonly heldUntil?: number; readonly tries: number }
  | {
      readonly kind: 'changing';
      readonly proposal: Proposal;
      readonly step: Step;
      readonly progress: Progress;
      /** When what the plan was last made from again was seen, ms since the epoch. */
      readonly checkedAt: number;
      /** How often somebody set out to send this step. */
      readonly tries: number;
    }
  | {
      readonly kind: 'failed';
      readonly proposal: Proposal;
      readonly step: Step;
      readonly result: Exclude<ChangeResult, { kind: 'landed' | 'absent' }>;
    }
  | { readonly kind: 'verifying'; readonly proposal: Proposal; readonly since: number; readonly turn: Turn }
  /** It helped, and is undone at `until` (ms since the epoch). */
  | { readonly kind: 'time-limited'; readonly proposal: Proposal; readonly until: number }
  /** Undone, as far as Azure said; it is looked at again until that shows. */
  | { readonly kind: 'confirming-undo'; readonly proposal: Proposal; readonly since: number }
  | { readonly kind: 'undone'; readonly proposal: Proposal; readonly why: UndoReason }
  /** `at` in ms since the epoch. */
  | { readonly kind: 'closed'; readonly outcome: Outcome; readonly because: Text; readonly at: number };

/** Verification looks again and again: it looks, and has then seen something (`at` in ms since the epoch). */
export type Turn =
  | { readonly kind: 'look' }
  | { readonly kind: 'saw'; readonly presence: Presence; readonly probes: ProbeState; readonly at: number };

/** One fix that was put to people, and what became of it. */
export interface Attempted {
  readonly proposal: Proposal;
  readonly approval: Approval;
  readonly decision: { readonly decision: Decision; readonly by: Approver; readonly at: string } | undefined;
  /** Somebody set out to send a change of it. */
  readonly begun: boolean;
  readonly applied: boolean;
  readonly verified: boolean;
  /** Why it is or was undone, when it is. */
  readonly undoing: UndoReason | undefined;
  readonly undone: boolean;
  /** The connections that worked before it, and must go on working. */
  readonly probes: readonly RegressionProbe[];
  /** Why Azure did not carry it out, when it did not. */
  readonly failure: Refusal | undefined;
}

/** Everything that follows from an incident's events. */
export interface State {
  readonly id: string;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly signal: Signal;
  readonly target: Target;
  readonly phase: Phase;
  /** What was last judged by; `undefined` before the first judgement. */
  readonly policy: Policy | undefined;
  /** What was seen in this round. */
  readonly evidence: readonly Observation[];
  /** What was asked in this round and is not answered yet. */
  readonly pending: readonly PendingObservation[];
  /** Nothing is asked of Azure before `until`; it has been out of reach since `since` (ms since the epoch). */
  readonly deferred: { readonly until: number; readonly since: number; readonly refusal: Refusal } | undefined;
  readonly presence: Presence | undefined;
  readonly judgements: readonly Judged[];
  readonly attempts: readonly Attempted[];
  /** The cards that people see, by the code of their question (`report` for an incident without one, `looking` before there is either), and when they were drawn, ms since the epoch. */
  readonly cards: Readonly<
    Record<string, { readonly message: MessageRef; readonly hash: string; readonly at: number }>
  >;
  /** How its target was after the end, and when that was last seen (ISO 8601 UTC). */
  readonly lookedAgain: { readonly condition: 'healthy' | 'unhealthy'; readonly at: string } | undefined;
  /** The card that somebody last set out to post, and when, ms since the epoch. */
  readonly posting: { readonly card: string; readonly at: number } | undefined;
}

/** The state after these events, of which the first is `opened`. */
export function stateOf(id: string, events: readonly IncidentEvent[]): State {
  const [first, ...rest] = events;
  if (first?.kind !== 'opened') throw new Error(`Incident ${id} does not begin with 'opened'.`);
  const opened: State = {
    id,
    openedAt: first.at,
    updatedAt: first.at,
    signal: first.signal,
    target: first.signal.target,
    phase: { kind: 'diagnosing' },
    policy: undefined,
    evidence: [],
    pending: [],
    deferred: undefined,
    presence: undefined,
    judgements: [],
    attempts: [],
    cards: {},
    lookedAgain: undefined,
    posting: undefined,
  };
  return after(opened, rest);
}

/** The state after more events. */
export const after = (state: State, events: readonly IncidentEvent[]): State =>
  events.reduce((before, event) => ({ ...evolve(before, event), updatedAt: event.at }), state);

const newRound = { evidence: [], pending: [], deferred: undefined };
const arrived = { pending: [], deferred: undefined };

/** What is still under way once this question is answered, or asked again. */
const without = ({ pending }: State, answered: ObservationRequest): State['pending'] =>
  pending.filter(({ request }) => questionKey(request) !== questionKey(answered));

/** What may still happen to an incident that is over. */
const afterTheEnd: readonly IncidentEvent['kind'][] = ['shown', 'post-intended', 'looked-again'];

/** The state after one more event. An event that does not fit the phase changes nothing. Pure. */
export function evolve(state: State, event: IncidentEvent): State {
  const { phase } = state;
  const at = Date.parse(event.at);
  if (phase.kind === 'closed' && !afterTheEnd.includes(event.kind)) return state;
  switch (event.kind) {
    case 'opened':
    case 'signal-joined':
    case 'refused':
    case 'expired':
      return state;
    case 'judging-by':
      return { ...state, policy: event.policy };
    case 'round-started':
      return startRound(state, event.purpose, at);
    case 'observed':
      return {
        ...state,
        deferred: undefined,
        pending: without(state, event.observation),
        evidence: [...state.evidence, event.observation],
      };
    case 'observation-pending':
      return {
        ...state,
        deferred: undefined,
        pending: [...without(state, event.pending.request), event.pending],
      };
    case 'deferred':
      return defer(state, { until: event.until, since: state.deferred?.since ?? at, refusal: event.refusal });
    case 'diagnosed':
      return { ...state, ...arrived, presence: event.presence, judgements: event.judgements };
    case 'guarded':
      return hold(state, event.proposal, event.until);
    case 'planned':
      return { ...state, phase: { kind: 'planned', proposal: event.proposal } };
    case 'asked':
      return phase.kind === 'planned' ? ask(state, phase.proposal, event.approval) : state;
    case 'answered':
      return phase.kind === 'asking'
        ? answer(state, phase.proposal, { decision: event.decision, by: event.by, at: event.at })
        : state;
    case 'rechecked':
      if (phase.kind !== 'rechecking' || event.result !== 'same') return state;
      return withAttempt(change(state, phase, { of: 'changes', index: 0 }, seenAt(state, at), phase.tries), {
        probes: event.probes,
      });
    case 'undo-started':
      if (!('proposal' in phase)) return state;
      return withAttempt(
        { ...change(state, phase, { of: 'undo', index: 0 }, at), ...newRound },
        { undoing: event.why },
      );
    case 'undo-verified':
      if (phase.kind !== 'confirming-undo') return state;
      return undone(state, phase.proposal);
    case 'time-limited':
      if (phase.kind !== 'verifying') return state;
      return {
        ...state,
        ...newRound,
        phase: { kind: 'time-limited', proposal: phase.proposal, until: Date.parse(event.until) },
      };
    case 'change-intended':
      if (phase.kind !== 'changing') return state;
      return withAttempt(
        {
          ...state,
          phase: { ...phase, tries: phase.tries + 1, progress: { kind: 'intended', at, requestId: event.requestId } },
        },
        { begun: true },
      );
    case 'change-submitted':
      if (phase.kind !== 'changing') return state;
      return {
        ...state,
        deferred: undefined,
        phase: { ...phase, progress: { kind: 'submitted', operation: event.operation, pollAt: event.pollAt } },
      };
    case 'change-settled':
      return phase.kind === 'changing' ? settle(state, phase, event.result, at) : state;
    case 'verified':
      if (phase.kind !== 'verifying') return state;
      return withAttempt(
        {
          ...state,
          ...arrived,
          phase: { ...phase, turn: { kind: 'saw', presence: event.presence, probes: event.probes, at } },
        },
        { verified: event.presence.kind === 'absent' && event.probes.kind === 'well' },
      );
    case 'looked-again':
      return { ...state, lookedAgain: { condition: event.condition, at: event.at } };
    case 'post-intended':
      return { ...state, posting: { card: event.card, at } };
    case 'shown':
      return { ...state, cards: { ...state.cards, [event.card]: { message: event.message, hash: event.hash, at } } };
    case 'closed':
      return { ...state, ...arrived, phase: { kind: 'closed', outcome: event.outcome, because: event.because, at } };
  }
}

/** When the newest evidence was seen, which is what everybody else did so far; ms since the epoch. Deciding by it may have taken longer. */
const seenAt = ({ evidence }: State, at: number): number =>
  Math.min(at, Math.max(...evidence.map((seen) => Date.parse(seen.at))));

function startRound(state: State, purpose: Purpose, at: number): State {
  const { phase } = state;
  const fresh = { ...state, ...newRound };
  switch (purpose) {
    case 'diagnose':
      return { ...fresh, phase: { kind: 'diagnosing' } };
    case 'recheck':
      if (phase.kind !== 'rechecking' && phase.kind !== 'changing') return state;
      return { ...fresh, phase: { kind: 'rechecking', proposal: phase.proposal, tries: phase.tries } };
    case 'verify':
      return phase.kind === 'verifying' ? { ...fresh, phase: { ...phase, turn: { kind: 'look' } } } : state;
    case 'confirm-undo':
      return phase.kind === 'confirming-undo' ? fresh : state;
    case 'inspect':
      if (phase.kind !== 'changing') return state;
      return phase.progress.kind === 'intended' || phase.progress.kind === 'inspecting'
        ? { ...fresh, phase: { ...phase, progress: inspecting(phase.progress, at) } }
        : state;
  }
}

const inspecting = (progress: Extract<Progress, { kind: 'intended' | 'inspecting' }>, since: number): Progress => ({
  kind: 'inspecting',
  intendedAt: progress.kind === 'intended' ? progress.at : progress.intendedAt,
  requestId: progress.requestId,
  since,
});

/** A refused change did not land, so it may be tried again, after another look; everything else just waits. */
function defer(state: State, deferred: NonNullable<State['deferred']>): State {
  const { phase } = state;
  if (phase.kind !== 'changing' || phase.progress.kind !== 'intended') return { ...state, deferred };
  const progress: Progress = { kind: 'ready', notBefore: deferred.until };
  return { ...state, ...newRound, deferred, phase: { ...phase, progress } };
}

function hold(state: State, proposal: Proposal, until: string | undefined): State {
  if (until === undefined) return state;
  const { phase } = state;
  if (phase.kind === 'rechecking') return { ...state, phase: { ...phase, heldUntil: Date.parse(until) } };
  return { ...state, phase: { kind: 'held', proposal, until: Date.parse(until) } };
}

function ask(state: State, proposal: Proposal, approval: Approval): State {
  const attempted: Attempted = {
    proposal,
    approval,
    decision: undefined,
    begun: false,
    applied: false,
    verified: false,
    undoing: undefined,
    undone: false,
    probes: [],
    failure: undefined,
  };
  return { ...state, phase: { kind: 'asking', proposal, approval }, attempts: [...state.attempts, attempted] };
}

function answer(state: State, proposal: Proposal, decision: NonNullable<Attempted['decision']>): State {
  const decided = withAttempt(state, { decision });
  return decision.decision === 'approve'
    ? { ...decided, ...newRound, phase: { kind: 'rechecking', proposal, tries: 0 } }
    : decided;
}

const change = (
  state: State,
  { proposal }: { readonly proposal: Proposal },
  step: Step,
  checkedAt: number,
  tries = 0,
): State => ({
  ...state,
  ...arrived,
  phase: { kind: 'changing', proposal, step, progress: { kind: 'ready', notBefore: 0 }, checkedAt, tries },
});

function settle(state: State, phase: Extract<Phase, { kind: 'changing' }>, result: ChangeResult, at: number): State {
  const { proposal, step, checkedAt } = phase;
  if (result.kind === 'absent')
    return { ...state, ...arrived, phase: { ...phase, progress: { kind: 'ready', notBefore: 0 } } };
  if (result.kind !== 'landed') {
    const failed: State = { ...state, ...arrived, phase: { kind: 'failed', proposal, step, result } };
    return result.kind === 'failed' ? withAttempt(failed, { failure: result.refusal }) : failed;
  }
  const next: Step = { of: step.of, index: step.index + 1 };
  if (next.index < proposal.plan[step.of].length) return change(state, phase, next, checkedAt);
  if (step.of === 'undo') return { ...state, ...newRound, phase: { kind: 'confirming-undo', proposal, since: at } };
  return withAttempt(
    { ...state, ...newRound, phase: { kind: 'verifying', proposal, since: at, turn: { kind: 'look' } } },
    { applied: true },
  );
}

function undone(state: State, proposal: Proposal): State {
  const why = state.attempts.at(-1)?.undoing ?? 'no-help';
  return withAttempt({ ...state, ...arrived, phase: { kind: 'undone', proposal, why } }, { undone: true });
}

/** The newest attempt, with what has become of it. */
function withAttempt(state: State, became: Partial<Attempted>): State {
  const newest = state.attempts.at(-1);
  return newest ? { ...state, attempts: [...state.attempts.slice(0, -1), { ...newest, ...became }] } : state;
}
