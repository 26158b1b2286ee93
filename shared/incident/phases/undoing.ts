import { inspectChange } from '../../changes';
import { attempt, seeing, type Needs } from '../../model/see';
import { timeWasUp, undoDoesNotShow } from '../ending-words';
import type { Proposal, UndoReason } from '../events';
import { withAttempt, type In, type State } from '../phase';
import { arrived, newRound } from '../round';
import { closed, lookAnew, record, waitUntil, type Next } from '../step';
import { undoShowsWithinMs, verifyEveryMs } from '../timing';
import { atStep } from './changing';

/** The inverse of the plan is sent, step by step like the plan. `at` in ms since the epoch. */
export function undo(state: State, proposal: Proposal, why: UndoReason, at: number): State {
  return withAttempt({ ...atStep(state, proposal, { of: 'undo', index: 0 }, at), ...newRound }, { undoing: why });
}

/** Looks until Azure shows that nothing of the change is left, or it has had its time. */
export function confirmUndo(state: State, { proposal, since }: In<'confirming-undo'>, now: number): Next | Needs {
  const see = seeing(state.evidence);
  const looked = attempt(() => proposal.plan.undo.every((change) => inspectChange(see, change) === 'landed'));
  if (looked.kind === 'needs') return looked;
  if (looked.kind === 'done' && looked.value) return record({ kind: 'undo-verified' });
  if (now >= since + undoShowsWithinMs) return record(closed('escalated', undoDoesNotShow));
  return waitUntil(Date.parse(state.updatedAt) + verifyEveryMs, now) ?? lookAnew('confirm-undo');
}

export function undone(state: State, { proposal }: In<'confirming-undo'>): State {
  const why = state.attempts.at(-1)?.undoing ?? 'no-help';
  return withAttempt({ ...state, ...arrived, phase: { kind: 'undone', proposal, why } }, { undone: true });
}

/** After what helped was undone in time, it is over; after anything else, the next documented fix is looked for. */
export const afterUndo = ({ why }: In<'undone'>): Next =>
  why === 'time-is-up' ? record(closed('resolved', timeWasUp)) : lookAnew('diagnose');
