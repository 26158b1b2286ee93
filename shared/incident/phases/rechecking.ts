import type { Policy } from '../../model/policy';
import type { RegressionProbe } from '../../model/regression-probe';
import { attempt, seeing, type Needs } from '../../model/see';
import { assess } from '../assess';
import { noLongerFits, notApplied } from '../ending-words';
import { book, contextOf, holdOf, judgesByAnother, tried } from '../judging';
import { withAttempt, type In, type State } from '../phase';
import { workingProbes } from '../regression-probes';
import { closed, lookAnew, record, timeOf, waitUntil, type Next } from '../step';
import { heldAtMostMs } from '../timing';
import { atStep } from './changing';

/** Judges everything again with fresh evidence: only exactly the plan that was approved is applied, and only while no guard objects. */
export function recheck(
  state: State,
  { proposal, heldUntil }: In<'rechecking'>,
  policy: Policy,
  now: number,
): Next | Needs {
  if (heldUntil !== undefined) return waitUntil(heldUntil, now) ?? lookAnew('recheck');
  if (judgesByAnother(state, policy)) return record({ kind: 'judging-by', policy });
  const assessment = assess(state.evidence, contextOf(state, policy));
  if (assessment.kind === 'needs') return assessment;
  const before = tried(state).length > 1;
  if (assessment.kind === 'healthy')
    return record(
      { kind: 'rechecked', result: 'healed' },
      closed(before ? 'resolved' : 'self-healed', assessment.presence.because),
    );
  const outcome = before ? 'escalated' : 'reported';
  if (assessment.kind === 'report' || assessment.proposal.hash !== proposal.hash)
    return record({ kind: 'rechecked', result: 'changed' }, closed(outcome, noLongerFits));
  if (assessment.kind === 'guarded') {
    const approvedAt = state.attempts.at(-1)?.decision?.at ?? state.openedAt;
    const held = holdOf(assessment, Date.parse(approvedAt) + heldAtMostMs.approved);
    return held
      ? record(held)
      : record(
          { kind: 'guarded', proposal: assessment.proposal },
          { kind: 'rechecked', result: 'guarded' },
          closed(outcome, notApplied(assessment.because)),
        );
  }
  const probes = attempt(() => workingProbes(seeing(state.evidence), proposal.plan, state.target, policy));
  if (probes.kind === 'needs') return probes;
  if (probes.kind !== 'done')
    return record({ kind: 'rechecked', result: 'guarded' }, closed(outcome, notApplied(probes.because)));
  const rechecked = { kind: 'rechecked', result: 'same', probes: probes.value } as const;
  return book(state, assessment, { kind: 'started', at: timeOf(now) }, undefined, rechecked);
}

/** The plan still fits, and is applied from its first change on. */
export function fits(
  state: State,
  { proposal, tries }: In<'rechecking'>,
  probes: readonly RegressionProbe[],
  at: number,
): State {
  return withAttempt(atStep(state, proposal, { of: 'changes', index: 0 }, seenAt(state, at), tries), { probes });
}

/** When the newest evidence was seen, which is what everybody else did so far; ms since the epoch. Deciding by it may have taken longer. */
const seenAt = ({ evidence }: State, at: number): number =>
  Math.min(at, Math.max(...evidence.map((seen) => Date.parse(seen.at))));
