import type { ObservationRequest } from '../model/observation';
import { keyOf } from '../model/see';
import type { Happened, Purpose } from './events';
import { isHurt, type In, type State } from './phase';
import type { Next } from './step';
import { pollTogetherMs } from './timing';

// A round is one look at Azure: it begins without evidence, and ends with a decision.

/** What is known when a round begins. */
export const newRound = { evidence: [], pending: [], deferred: undefined };
/** What is under way when enough was seen. */
export const arrived = { pending: [], deferred: undefined };

/** The part of an incident that only asks Azure. */
type Asking = Extract<Next, { do: 'wait' | 'poll' | 'observe' }>;

/** What comes before everything else: a pause that Azure asked for, and answers that are due. `now` in ms since the epoch. */
export function underWay({ deferred, pending }: State, now: number): Asking | undefined {
  if (deferred && now < deferred.until) return { do: 'wait', until: deferred.until };
  const due = pending.filter(({ pollAt }) => pollAt <= now);
  return due.length > 0 ? { do: 'poll', pending: due } : undefined;
}

/** Asks for what is missing and not under way yet; where all of it is, the first answers are waited for. */
export function askFor({ pending }: State, missing: readonly ObservationRequest[]): Asking {
  const asked = new Set(pending.map(({ request }) => keyOf(request)));
  const requests = missing.filter((request) => !asked.has(keyOf(request)));
  if (requests.length > 0) return { do: 'observe', requests };
  if (pending.length === 0) throw new Error('Evidence is needed, but none is named.');
  const times = pending.map(({ pollAt }) => pollAt);
  const soonest = Math.min(...times);
  return { do: 'wait', until: Math.max(...times.filter((time) => time <= soonest + pollTogetherMs)) };
}

/** What comes next where this is missing. `now` in ms since the epoch. Pure. */
export const ask = (state: State, missing: readonly ObservationRequest[], now: number): Asking =>
  underWay(state, now) ?? askFor(state, missing);

/** What came of asking, and what was seen so far. `at` in ms since the epoch. */
export function heard(
  state: State,
  event: Extract<Happened, { kind: 'observed' | 'observation-pending' | 'deferred' }>,
  at: number,
): State {
  switch (event.kind) {
    case 'observed':
      return {
        ...state,
        deferred: undefined,
        pending: without(state, event.observation),
        evidence: [...state.evidence, event.observation],
      };
    case 'observation-pending':
      return { ...state, deferred: undefined, pending: [...without(state, event.pending.request), event.pending] };
    case 'deferred':
      return defer(state, { until: event.until, since: state.deferred?.since ?? at, refusal: event.refusal });
  }
}

/** What is still under way once this question is answered, or asked again. */
const without = ({ pending }: State, answered: ObservationRequest): State['pending'] =>
  pending.filter(({ request }) => keyOf(request) !== keyOf(answered));

/** A refused change did not land, so it may be tried again, after another look; everything else just waits. */
function defer(state: State, deferred: NonNullable<State['deferred']>): State {
  const { phase } = state;
  if (phase.kind !== 'changing' || phase.progress.kind !== 'intended') return { ...state, deferred };
  const progress = { kind: 'ready', notBefore: deferred.until } as const;
  return { ...state, ...newRound, deferred, phase: { ...phase, progress } };
}

/** The state after a round began, `at` ms since the epoch. */
export function startRound(state: State, purpose: Purpose, at: number): State {
  const { phase } = state;
  const fresh = { ...state, ...newRound };
  switch (purpose) {
    case 'diagnose':
      return { ...fresh, phase: { kind: 'diagnosing' }, alongside: state.victims.filter(isHurt) };
    case 'recheck':
      if (phase.kind !== 'rechecking' && phase.kind !== 'changing') return state;
      return { ...fresh, phase: { kind: 'rechecking', proposal: phase.proposal, tries: phase.tries } };
    case 'verify':
      return phase.kind === 'verifying' ? { ...fresh, phase: { ...phase, turn: { kind: 'look' } } } : state;
    case 'confirm-undo':
      return phase.kind === 'confirming-undo' ? fresh : state;
    case 'inspect':
      return phase.kind === 'changing' ? inspect(state, phase, at) : state;
  }
}

/** Nobody knows whether an intended change was sent: Azure is looked at to find out. */
function inspect(state: State, phase: In<'changing'>, since: number): State {
  const { progress } = phase;
  if (progress.kind !== 'intended' && progress.kind !== 'inspecting') return state;
  const { requestId } = progress;
  const intendedAt = progress.kind === 'intended' ? progress.at : progress.intendedAt;
  return { ...state, ...newRound, phase: { ...phase, progress: { kind: 'inspecting', intendedAt, requestId, since } } };
}
