import { isAmong, isApproved, type Approval } from '../../approvals/approval';
import { sameRequest } from '../../model/plan';
import { approvalMinutesOf, type Policy } from '../../model/policy';
import { attempt, seeing, type Needs } from '../../model/see';
import { ledger } from '../../observations/ledger';
import { widens } from '../wishes';
import { rejected, unanswered } from '../ending-words';
import type { Proposal } from '../events';
import { book, codeFor } from '../judging';
import { isHurt, withAttempt, type Attempted, type In, type State } from '../phase';
import { newRound } from '../round';
import { closed, lookAnew, record, timeOf, waitUntil, type Next } from '../step';
import { gatherMs } from '../timing';

/** Asks people about the plan. What an older version planned does not say whom, and is planned anew. */
export function askPeople(state: State, { proposal }: In<'planned'>, policy: Policy, now: number): Next {
  const { hash, asks } = proposal;
  if (!asks) return lookAnew('diagnose');
  const { approvers, people, later } = asks;
  const { signal } = state;
  const until = timeOf(now + approvalMinutesOf(policy, proposal.plan.risk) * 60_000);
  const approval: Approval = {
    code: codeFor(state, hash),
    planHash: hash,
    approvers,
    ...(people === 2 ? { people } : {}),
    ...(people === 2 && signal.kind === 'request' ? { requestedBy: signal.by } : {}),
    until,
    ...(later ? { later: { at: timeOf(now + later.afterMinutes * 60_000), approvers: later.approvers } } : {}),
  };
  return record({ kind: 'asked', approval });
}

export function asked(state: State, phase: In<'planned' | 'asking'>, approval: Approval): State {
  const { proposal } = phase;
  const attempted: Attempted = {
    proposal,
    approval,
    // Where more people are asked about the same plan, whoever has approved it has.
    approvedBy: phase.kind === 'asking' ? (state.attempts.at(-1)?.approvedBy ?? []) : [],
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

export function awaitAnswer(state: State, { approval, proposal }: In<'asking'>, now: number): Next | Needs {
  const { decision, approvedBy = [] } = state.attempts.at(-1) ?? {};
  if (decision) return record(closed('rejected', rejected(decision.by)));
  const until = Date.parse(approval.until);
  // What could not be put to anybody was not left unanswered: it is asked anew, for as long as Teams is out of reach.
  if (now >= until && !(approval.code in state.cards)) return lookAnew('diagnose');
  if (now >= until) return record({ kind: 'expired' }, closed('expired', unanswered(approvedBy)));
  const askAgainAt = widerAt(state, proposal);
  const laterAt = approval.later ? Date.parse(approval.later.at) : Infinity;
  const waits = waitUntil(Math.min(until, askAgainAt, laterAt), now);
  if (waits) return waits;
  return now >= laterAt ? askMore(state, proposal, approval, now) : lookAnew('diagnose');
}

/** The same question to more people, within the time of the first, under a code of its own, which the ledger has before anybody reads it. */
function askMore(state: State, proposal: Proposal, { later, ...approval }: Approval, now: number): Next | Needs {
  const seen = attempt(() => seeing(state.evidence)(ledger, {}).version);
  if (seen.kind !== 'done') return { kind: 'needs', observations: [{ kind: ledger.kind, params: {} }] };
  const code = codeFor(state, approval.planHash, [approval.code]);
  const approvers = [...approval.approvers, ...(later?.approvers ?? [])];
  const stage = { kind: 'asked', at: timeOf(now) } as const;
  const booking = { proposal, ledgerVersion: seen.value };
  return book(state, booking, stage, code, { kind: 'asked', approval: { ...approval, code, approvers } });
}

/**
 * When a wider question takes this one's place, ms since the epoch: others have turned out to suffer from the same, one plan can mend
 * them too, and no more are coming. `Infinity` where there is nothing to add.
 */
function widerAt({ victims, alongside }: State, { request }: Proposal): number {
  const more = victims.filter(
    (victim) =>
      isHurt(victim) &&
      widens(request, victim.request) &&
      !alongside.some((judged) => sameRequest(judged.request, victim.request)),
  );
  return more.length === 0 ? Infinity : Math.max(...more.map(({ joinedAt }) => joinedAt)) + gatherMs;
}

/** The last approval that is needed leads on; a rejection is only noted, and nothing after it counts. */
export function answered(
  state: State,
  { proposal, approval }: In<'asking'>,
  { decision, by, at }: NonNullable<Attempted['decision']>,
): State {
  const { approvedBy = [], decision: before } = state.attempts.at(-1) ?? {};
  if (before) return state;
  if (decision === 'reject') return withAttempt(state, { decision: { decision, by, at } });
  const approved = isAmong(approvedBy, by) ? approvedBy : [...approvedBy, by];
  if (!isApproved(approval, approved)) return withAttempt(state, { approvedBy: approved });
  const decided = withAttempt(state, { approvedBy: approved, decision: { decision, by, at } });
  return { ...decided, ...newRound, phase: { kind: 'rechecking', proposal, tries: 0 } };
}
