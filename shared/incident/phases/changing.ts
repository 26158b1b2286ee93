import { inspectChange, inverseOf, readiness } from '../../changes';
import type { Refusal } from '../../model/azure';
import { endsWithItsInverse } from '../../model/plan';
import { attempt, seeing, type Needs } from '../../model/see';
import { leftToPeople } from '../ending-words';
import type { ChangeResult, Happened, Proposal, Step } from '../events';
import { withAttempt, type In, type Progress, type State } from '../phase';
import { arrived, newRound } from '../round';
import { closed, lookAnew, record, timeOf, waitUntil, type Next } from '../step';
import { freshMs, inspectAfterMs, settlesWithinMs } from '../timing';

/** How often a change is sent that did not reach Azure before it counts as failed: what was approved long ago is not pressed on. */
const mostTries = 3;
const outOfReach: Refusal = {
  kind: 'unavailable',
  code: 'OUT_OF_REACH',
  message: 'Azure could not be reached with the change.',
};

/** Sends one change of the plan, or of its inverse, and follows it until it is known what became of it. */
export function applyStep(state: State, phase: In<'changing'>, now: number): Next | Needs {
  const { proposal, step, progress, tries } = phase;
  const change = proposal.plan[step.of][step.index];
  if (!change) throw new Error(`Plan ${proposal.hash} has no step ${step.of} ${step.index}.`);
  const settled = (result: ChangeResult): Next => record({ kind: 'change-settled', step, result });
  switch (progress.kind) {
    case 'ready': {
      if (now < progress.notBefore) return { do: 'wait', until: progress.notBefore };
      const isFirst = step.of === 'changes' && step.index === 0;
      if (isFirst && now > phase.checkedAt + freshMs) return lookAnew('recheck');
      const ready = attempt(() => readiness(seeing(state.evidence), change));
      if (ready.kind === 'needs') return ready;
      if (ready.kind !== 'done') return settled({ kind: 'withheld', because: ready.because });
      return ready.value.kind === 'ready'
        ? { do: 'send', step, change }
        : settled({ kind: 'withheld', because: ready.value.because });
    }
    case 'intended':
      return waitUntil(progress.at + inspectAfterMs, now) ?? lookAnew('inspect');
    case 'inspecting': {
      const { requestId, intendedAt, since } = progress;
      const intent = { requestId, at: timeOf(intendedAt), lookedAt: timeOf(since) };
      const inspected = attempt(() => inspectChange(seeing(state.evidence), change, intent));
      if (inspected.kind === 'needs') return inspected;
      if (inspected.kind !== 'done') return settled({ kind: 'unknown', because: inspected.because });
      const found = inspected.value;
      if (found === 'unsettled')
        return since >= intendedAt + settlesWithinMs
          ? settled({ kind: 'unknown' })
          : (waitUntil(since + inspectAfterMs, now) ?? lookAnew('inspect'));
      if (found === 'absent' && tries >= mostTries) return settled({ kind: 'failed', refusal: outOfReach });
      return settled({ kind: found });
    }
    case 'submitted':
      return waitUntil(progress.pollAt, now) ?? { do: 'follow', step, change, operation: progress.operation };
  }
}

/** At this step of a plan that was last checked at `checkedAt` (ms since the epoch). */
export const atStep = (state: State, proposal: Proposal, step: Step, checkedAt: number, tries = 0): State => ({
  ...state,
  ...arrived,
  phase: { kind: 'changing', proposal, step, progress: { kind: 'ready', notBefore: 0 }, checkedAt, tries },
});

export const intended = (state: State, phase: In<'changing'>, requestId: string, at: number): State =>
  withAttempt(
    { ...state, phase: { ...phase, tries: phase.tries + 1, progress: { kind: 'intended', at, requestId } } },
    { begun: true },
  );

export function submitted(
  state: State,
  phase: In<'changing'>,
  { operation, pollAt }: Extract<Happened, { kind: 'change-submitted' }>,
): State {
  return { ...state, deferred: undefined, phase: { ...phase, progress: { kind: 'submitted', operation, pollAt } } };
}

/** It is known what became of a change: the next one comes, or the plan is through, or it failed. */
export function settled(state: State, phase: In<'changing'>, result: ChangeResult, at: number): State {
  const { proposal, step, checkedAt } = phase;
  const ready: Progress = { kind: 'ready', notBefore: 0 };
  if (result.kind === 'absent') return { ...state, ...arrived, phase: { ...phase, progress: ready } };
  if (result.kind !== 'landed') {
    const failed: State = { ...state, ...arrived, phase: { kind: 'failed', proposal, step, result } };
    return result.kind === 'failed' ? withAttempt(failed, { failure: result.refusal }) : failed;
  }
  const next: Step = { of: step.of, index: step.index + 1 };
  if (next.index < proposal.plan[step.of].length) return atStep(state, proposal, next, checkedAt);
  if (step.of === 'undo') return { ...state, ...newRound, phase: { kind: 'confirming-undo', proposal, since: at } };
  return withAttempt(
    { ...state, ...newRound, phase: { kind: 'verifying', proposal, since: at, turn: { kind: 'look' } } },
    { applied: true },
  );
}

/** A change that was not carried out: what was already done is undone, and the next documented fix is looked for. */
export function afterFailure({ proposal, step, result }: In<'failed'>): Next {
  const { plan } = proposal;
  const change = plan.changes[step.index];
  // An operation that failed half-way may have left what its inverse takes away; a request that was refused did not.
  const leftBehind =
    result.kind === 'failed' && result.refusal.kind === 'failed' && change && inverseOf(change) !== undefined;
  // What the plan ends with itself does no harm whatever landed, and must not be missing: a gateway does not stay stopped.
  const undoes =
    result.kind === 'unknown' ? endsWithItsInverse(plan) : plan.undo.length > 0 && (step.index > 0 || leftBehind);
  if (step.of === 'changes' && undoes) return record({ kind: 'undo-started', why: 'failed-halfway' });
  if (result.kind === 'failed' && step.of === 'changes') return lookAnew('diagnose');
  return record(closed('escalated', leftToPeople(step, result, plan)));
}
