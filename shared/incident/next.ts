import type { Policy } from '../model/policy';
import type { Needs } from '../model/see';
import type { Phase, State } from './phase';
import { askPeople, awaitAnswer } from './phases/asking';
import { afterFailure, applyStep } from './phases/changing';
import { diagnose } from './phases/diagnosing';
import { awaitGuard } from './phases/holding';
import { recheck } from './phases/rechecking';
import { afterUndo, confirmUndo } from './phases/undoing';
import { verify } from './phases/verifying';
import { askFor, underWay } from './round';
import { closed, record, waitUntil, type Next } from './step';

/** The one thing to do next for an incident in this state. `now` in ms since the epoch. Pure. */
export function next(state: State, policy: Policy, now: number): Next {
  if (state.phase.kind === 'closed') return { do: 'finish' };
  const first = underWay(state, now);
  if (first) return first;
  const step = inPhase(state, state.phase, policy, now);
  return 'do' in step ? step : askFor(state, step.observations);
}

/** The state machine: what each phase comes to. Which event leads to which phase is in `evolve`. */
function inPhase(state: State, phase: Exclude<Phase, { kind: 'closed' }>, policy: Policy, now: number): Next | Needs {
  switch (phase.kind) {
    case 'diagnosing':
      return diagnose(state, policy, now);
    case 'held':
      return awaitGuard(state, phase, now);
    case 'decided-elsewhere':
      return record(closed(phase.outcome, phase.because));
    case 'planned':
      return askPeople(state, phase, policy, now);
    case 'asking':
      return awaitAnswer(state, phase, now);
    case 'rechecking':
      return recheck(state, phase, policy, now);
    case 'changing':
      return applyStep(state, phase, now);
    case 'failed':
      return afterFailure(phase);
    case 'verifying':
      return verify(state, phase, now);
    case 'time-limited':
      return waitUntil(phase.until, now) ?? record({ kind: 'undo-started', why: 'time-is-up' });
    case 'confirming-undo':
      return confirmUndo(state, phase, now);
    case 'undone':
      return afterUndo(phase);
  }
}
