import { fixes } from '../../fixes/index.generated';
import type { Presence } from '../../model/judgement';
import { attempt, distinct, seeing, type Needs } from '../../model/see';
import { leavesSomething } from '../../model/plan';
import type { Text } from '../../model/text';
import { presenceOf, symptomOf } from '../assess';
import { brokeSomething, recoveredBut } from '../ending-words';
import type { Happened, Proposal } from '../events';
import { withAttempt, type Attempted, type In, type State } from '../phase';
import { lookAtProbes } from '../regression-probes';
import { arrived } from '../round';
import { closed, lookAnew, record, timeOf, waitUntil, type Next } from '../step';
import { verifyEveryMs } from '../timing';

/** Looks again and again, until the connection is back or has had its time. */
export function verify(state: State, { proposal, since, turn }: In<'verifying'>, now: number): Next | Needs {
  const { plan } = proposal;
  const own = ownAttempt(state, proposal);
  if (turn.kind === 'look') {
    const looked = presenceOf(state.evidence, state.target, ownSymptom(state));
    const probes = attempt(() => lookAtProbes(seeing(state.evidence), own?.probes ?? []));
    const missing = [looked, probes].flatMap((each) => (each.kind === 'needs' ? each.observations : []));
    if (looked.kind === 'needs' || missing.length > 0) return { kind: 'needs', observations: distinct(missing) };
    return record({
      kind: 'verified',
      presence: sparing(state, proposal, looked.presence),
      probes: probes.kind === 'done' ? probes.value : { kind: 'unclear' },
    });
  }
  if (turn.probes.kind === 'broken') {
    if (leavesSomething(plan)) return record({ kind: 'undo-started', why: 'broke-something' });
    return record(closed('escalated', brokeSomething(turn.probes.what)));
  }
  const isGone = turn.presence.kind === 'absent' && turn.probes.kind === 'well';
  const hidden = isGone ? hiddenBy(state) : undefined;
  if (isGone && !hidden)
    return plan.lastsMs === undefined || !own
      ? record(closed('resolved', recovered(state, turn.presence.because)))
      : record({ kind: 'time-limited', until: timeOf(now + plan.lastsMs) });
  if (hidden?.kind === 'needs') return hidden;
  if (hidden?.presence.kind === 'absent') return record(closed('resolved', hidden.presence.because));
  const nextAt = turn.at + verifyEveryMs;
  const recoversWithinMs = fixes.find((fix) => fix.id === plan.fix)?.recoversWithinMs ?? 0;
  const isSettled = hidden?.presence.kind === 'present';
  if (!isSettled && nextAt <= since + recoversWithinMs) return waitUntil(nextAt, now) ?? lookAnew('verify');
  return own && !hidden && leavesSomething(plan)
    ? record({ kind: 'undo-started', why: 'no-help' })
    : lookAnew('diagnose');
}

/** What is wrong now with what was hidden by what is gone, if it hid anything: the fix has helped, whatever that is. */
function hiddenBy({ evidence, target, ...state }: State): ReturnType<typeof presenceOf> | undefined {
  const own = ownSymptom(state);
  if (own && symptomOf(own)?.hides) return presenceOf(evidence, target);
  const same = presenceOf(evidence, target, own);
  return same.kind === 'seen' && same.presence.kind === 'present' ? same : undefined;
}

/** What was seen, sparing what came behind that for which the fix was. One for a limited time does not stay for that. */
function sparing({ evidence, target, judgements }: State, { cause, plan }: Proposal, seen: Presence): Presence {
  const found = judgements.find((each) => each.cause === cause)?.judgement;
  const failures = found?.kind === 'found' ? found.accountsFor : undefined;
  if (seen.kind !== 'present' || !failures || plan.lastsMs !== undefined) return seen;
  const looked = attempt(() => symptomOf(seen.symptom)?.overcome?.(seeing(evidence), target, failures));
  return looked.kind === 'done' && looked.value ? { kind: 'absent', because: looked.value } : seen;
}

/** The attempt that is verified; `undefined` where the incident that this one follows has changed something. */
function ownAttempt({ attempts }: State, { hash }: Proposal): Attempted | undefined {
  const newest = attempts.at(-1);
  return newest?.proposal.hash === hash ? newest : undefined;
}

/** What the incident is about: it has recovered when this is gone, whatever else is wrong with the target. */
const ownSymptom = ({ presence }: Pick<State, 'presence'>) =>
  presence && presence.kind !== 'absent' ? presence.symptom : undefined;

/** Why it has recovered, and what else is wrong with the target. */
function recovered({ evidence, target }: State, because: Text): Text {
  const rest = presenceOf(evidence, target);
  return rest.kind === 'needs' || rest.presence.kind === 'absent'
    ? because
    : recoveredBut(because, rest.presence.because);
}

export function saw(
  state: State,
  phase: In<'verifying'>,
  { presence, probes }: Extract<Happened, { kind: 'verified' }>,
  at: number,
): State {
  const seen: State = { ...state, ...arrived, phase: { ...phase, turn: { kind: 'saw', presence, probes, at } } };
  if (!ownAttempt(state, phase.proposal)) return seen;
  return withAttempt(seen, { verified: presence.kind === 'absent' && probes.kind === 'well' });
}
