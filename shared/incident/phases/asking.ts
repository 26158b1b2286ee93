import type { Approval } from '../../approvals/approval';
import type { Policy } from '../../model/policy';
import { rejected, unanswered } from '../ending-words';
import { codeFor } from '../judging';
import { withAttempt, type Attempted, type In, type State } from '../phase';
import { newRound } from '../round';
import { closed, record, timeOf, waitUntil, type Next } from '../step';

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
  return { ...state, phase: { kind: 'asking', proposal, approval }, attempts: [...state.attempts, attempted] };
}

export function awaitAnswer(state: State, { approval }: In<'asking'>, now: number): Next {
  const decision = state.attempts.at(-1)?.decision;
  if (decision) return record(closed('rejected', rejected(decision.by)));
  return waitUntil(Date.parse(approval.until), now) ?? record({ kind: 'expired' }, closed('expired', unanswered));
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
