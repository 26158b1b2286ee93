import type { Policy } from '../../model/policy';
import type { Needs } from '../../model/see';
import { assess } from '../assess';
import { withFailure } from '../ending-words';
import type { Happened } from '../events';
import { book, codeFor, contextOf, holdOf, judgesByAnother, tried } from '../judging';
import type { State } from '../phase';
import { closed, record, timeOf, type Next } from '../step';
import { heldAtMostMs } from '../timing';

/** What is wrong, and what mends it. */
export function diagnose(state: State, policy: Policy, now: number): Next | Needs {
  if (judgesByAnother(state, policy)) return record({ kind: 'judging-by', policy });
  const assessment = assess(state.evidence, contextOf(state, policy));
  if (assessment.kind === 'needs') return assessment;
  const { presence } = assessment;
  const judgements = assessment.kind === 'healthy' ? [] : assessment.judgements;
  const diagnosed: Happened = { kind: 'diagnosed', presence, judgements };
  const triedSomething = tried(state).length > 0;

  if (assessment.kind === 'proposal') {
    const { proposal } = assessment;
    const stage = { kind: 'asked', at: timeOf(now) } as const;
    return book(state, assessment, stage, codeFor(state, proposal.hash), diagnosed, { kind: 'planned', proposal });
  }
  if (assessment.kind === 'healthy')
    return record(diagnosed, closed(triedSomething ? 'resolved' : 'self-healed', presence.because));
  const because = withFailure(assessment.because, state.attempts.at(-1));
  const end = closed(triedSomething ? 'escalated' : 'reported', because);
  if (assessment.kind === 'report') return record(diagnosed, end);
  const held = holdOf(assessment, Date.parse(state.openedAt) + heldAtMostMs.asking);
  return held ? record(diagnosed, held) : record(diagnosed, { kind: 'guarded', proposal: assessment.proposal }, end);
}
