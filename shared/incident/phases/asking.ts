import type { Approval } from '../../approvals/approval';
import { sameRequest } from '../../model/plan';
import type { Policy } from '../../model/policy';
import { widens } from '../assess';
import { rejected, unanswered } from '../ending-words';
import type { Proposal } from '../events';
import { codeFor } from '../judging';
import { withAttempt, type Attempted, type In, type State } from '../phase';
import { newRound } from '../round';
import { closed, lookAnew, record, timeOf, waitUntil, type Next } from '../step';
import { gatherMs } from '../timing';

/** Asks people about the plan. */
export function askPeople(state: State, { proposal: { hash } }: In<'planned'>, policy: Policy, now: number): Next {
  const until = timeOf(now + policy.approvalMinutes * 60_000);
  const approval = { code: codeFor(state, hash), planHash: hash, approvers: policy.approvers, until };
  return record({ kind: 'asked', approval });
}

export function asked(state: State, { proposal }: In<'planned'>, approval: Approval): State {
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
  // The same question once more is still one question.
  const before = state.attempts.filter((each) => each.decision !== undefined || each.approval.code !== approval.code);
  return { ...state, phase: { kind: 'asking', proposal, approval }, attempts: [...before, attempted] };
}

export function awaitAnswer(state: State, { approval, proposal }: In<'asking'>, now: number): Next {
  const decision = state.attempts.at(-1)?.decision;
  if (decision) return record(closed('rejected', rejected(decision.by)));
  const until = Date.parse(approval.until);
  if (now >= until) return record({ kind: 'expired' }, closed('expired', unanswered));
  const askAgainAt = widerAt(state, proposal);
  return waitUntil(Math.min(until, askAgainAt), now) ?? lookAnew('diagnose');
}

/**
 * When a wider question takes this one's place, ms since the epoch: others have turned out to suffer from the same, one plan can mend
 * them too, and no more are coming. `Infinity` where there is nothing to add.
 */
function widerAt({ victims, alongside }: State, { request }: Proposal): number {
  const more = victims.filter(
    (victim) =>
      victim.condition === 'hurt' &&
      widens(request, victim.request) &&
      !alongside.some((judged) => sameRequest(judged.request, victim.request)),
  );
  return more.length === 0 ? Infinity : Math.max(...more.map(({ joinedAt }) => joinedAt)) + gatherMs;
}

/** An approval leads on; a rejection is only noted. */
export function answered(
  state: State,
  { proposal }: In<'asking'>,
  { decision, by, at }: NonNullable<Attempted['decision']>,
): State {
  const decided = withAttempt(state, { decision: { decision, by, at } });
  return decision === 'approve'
    ? { ...decided, ...newRound, phase: { kind: 'rechecking', proposal, tries: 0 } }
    : decided;
}
