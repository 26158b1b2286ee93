import { stopIn } from '../assess';
import type { Happened, Proposal } from '../events';
import type { In, State } from '../phase';
import { newRound } from '../round';
import { lookAnew, waitUntil, type Next } from '../step';
import { whileFollowingMs } from '../timing';

/** Waits until the guard may let the plan pass; behind another incident at the same cause, it follows that one. */
export function awaitGuard({ leader }: State, { proposal, until }: In<'held'>, now: number): Next {
  const ahead = aheadOf(proposal);
  if (ahead !== undefined && ahead !== leader) return { do: 'join', leader: ahead };
  return waitUntil(until, now) ?? lookAnew('diagnose');
}

/** The incident that is at the same cause, where that is what holds the plan. */
export function aheadOf(proposal: Proposal): string | undefined {
  const result = stopIn(proposal)?.result;
  return result?.kind === 'hold' ? result.behind : undefined;
}

/** A guard holds the plan until then (ISO 8601 UTC), or stops it for good. `at` in ms since the epoch. */
export function hold(state: State, proposal: Proposal, until: string | undefined, at: number): State {
  if (until === undefined) return state;
  const { phase } = state;
  if (phase.kind === 'rechecking') return { ...state, phase: { ...phase, heldUntil: Date.parse(until) } };
  const held: State = { ...state, leader: undefined, phase: { kind: 'held', proposal, until: Date.parse(until) } };
  return state.leader !== undefined && state.leader === aheadOf(proposal) ? follow(held, state.leader, at) : held;
}

/** From here on the other incident speaks for this one, which looks at its own target only now and then. */
export function follow(state: State, leader: string, at: number): State {
  const { phase } = state;
  return phase.kind === 'held' ? { ...state, leader, phase: { ...phase, until: at + whileFollowingMs } } : state;
}

/** Goes on with what the end of the other incident leaves. */
export function endWith(
  state: State,
  { leader, outcome, because, leaves }: Extract<Happened, { kind: 'leader-ended' }>,
  at: number,
): State {
  const { phase } = state;
  const follows = leader === state.leader || (phase.kind === 'held' && leader === aheadOf(phase.proposal));
  if (!follows || (phase.kind !== 'held' && phase.kind !== 'diagnosing')) return state;
  const led: State = { ...state, ...newRound, leader };
  if (leaves === 'decision') return { ...led, phase: { kind: 'decided-elsewhere', outcome, because } };
  if (phase.kind === 'diagnosing') return led;
  return leaves === 'repair'
    ? { ...led, phase: { kind: 'verifying', proposal: phase.proposal, since: at, turn: { kind: 'look' } } }
    : { ...led, phase: { ...phase, until: at } };
}
