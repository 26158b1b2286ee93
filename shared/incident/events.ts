import type { Approval, Approver, Attempt, Decision } from '../approvals/approval';
import type { Policy } from '../model/policy';
import type { Operation, Refusal } from '../model/azure';
import type { Asks, GuardResult } from '../model/guard';
import type { Judgement, Presence } from '../model/judgement';
import type { Observation, ObservationRequest } from '../model/observation';
import type { FixRequest, Plan } from '../model/plan';
import type { RegressionProbe } from '../model/regression-probe';
import type { Signal, Target } from '../model/target';
import type { Text } from '../model/text';
import type { Outcome } from '../cards/view';
import type { ProbeState } from './regression-probes';
import type { MessageRef } from './ports';

/** How a target is after the end of its incident: well again, in the trouble that was told, or in another, which another incident tells. */
export type LaterCondition = 'healthy' | 'unhealthy' | 'otherwise';

/** What happened, without its time. */
export type Happened =
  | { readonly kind: 'opened'; readonly signal: Signal }
  | { readonly kind: 'signal-joined'; readonly signal: Signal }
  /** The target of another incident suffers from the same: that incident follows this one, and would ask for this. */
  | {
      readonly kind: 'victim-joined';
      readonly incident: string;
      readonly target: Target;
      readonly request: FixRequest;
    }
  /** What suffered from the same is well again. */
  | { readonly kind: 'victim-recovered'; readonly incident: string }
  /** Another incident is at the same cause: its question is this one's too, and its cards speak for this one. */
  | { readonly kind: 'following'; readonly leader: string }
  /** How the incident ended that this one follows, and what that leaves here. */
  | {
      readonly kind: 'leader-ended';
      readonly leader: string;
      readonly outcome: Outcome;
      readonly because: Text;
      readonly leaves: Legacy;
    }
  /** From here on this policy is judged by. */
  | { readonly kind: 'judging-by'; readonly policy: Policy }
  /** A new look at Azure begins: what was seen before no longer counts. */
  | { readonly kind: 'round-started'; readonly purpose: Purpose }
  | { readonly kind: 'observed'; readonly observation: Observation }
  | { readonly kind: 'observation-pending'; readonly pending: PendingObservation }
  /** Azure was busy or out of reach: the same is tried again at `until` (ms since the epoch). `request` is what was asked, where it was a question. */
  | {
      readonly kind: 'deferred';
      readonly until: number;
      readonly refusal: Refusal;
      readonly request?: ObservationRequest;
    }
  | { readonly kind: 'diagnosed'; readonly presence: Presence; readonly judgements: readonly Judged[] }
  /** A guard stops the plan: until then (ISO 8601 UTC), or in this incident for good. */
  | { readonly kind: 'guarded'; readonly proposal: Proposal; readonly until?: string }
  | { readonly kind: 'planned'; readonly proposal: Proposal }
  | { readonly kind: 'asked'; readonly approval: Approval }
  /** What somebody set out to do that does not count. The first of them are written down, as `refusal.ts` says; the rest is only logged. */
  | { readonly kind: 'refused'; readonly by: Approver; readonly decision: Attempt; readonly because: Text }
  /** An answer that counts. Where two must approve, the first approval leaves the question open. */
  | { readonly kind: 'answered'; readonly by: Approver; readonly decision: Decision; readonly reason?: string }
  /** Nothing is proposed for the target until then (ISO 8601 UTC). */
  | { readonly kind: 'muted'; readonly by: Approver; readonly until: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'rechecked'; readonly result: 'same'; readonly probes: readonly RegressionProbe[] }
  | { readonly kind: 'rechecked'; readonly result: 'healed' | 'changed' | 'guarded' }
  /** Committed before a change is sent, so that nobody sends it a second time. */
  | { readonly kind: 'change-intended'; readonly step: Step; readonly requestId: string }
  | { readonly kind: 'change-submitted'; readonly step: Step; readonly operation: Operation; readonly pollAt: number }
  | { readonly kind: 'change-settled'; readonly step: Step; readonly result: ChangeResult }
  /** `probes`: how the connections are doing that worked before the change. */
  | { readonly kind: 'verified'; readonly presence: Presence; readonly probes: ProbeState }
  | { readonly kind: 'undo-started'; readonly why: UndoReason }
  /** Azure was looked at again, and nothing of the change is left. */
  | { readonly kind: 'undo-verified' }
  /** It helped, and it will be undone at `until` (ISO 8601 UTC) as approved. */
  | { readonly kind: 'time-limited'; readonly until: string }
  /** Committed before a card is posted, so that nobody else posts it too. */
  | { readonly kind: 'post-intended'; readonly card: string }
  | { readonly kind: 'shown'; readonly card: string; readonly message: MessageRef; readonly hash: string }
  /** Committed before something is said in the thread of a card, or outside the channel, so that nobody says it twice. */
  | { readonly kind: 'said'; readonly keys: readonly string[] }
  /** It was not said after all, and is from `until` on (ms since the epoch). */
  | { readonly kind: 'unsaid'; readonly keys: readonly string[]; readonly until: number }
  | { readonly kind: 'closed'; readonly outcome: Outcome; readonly because: Text }
  /** After the end. */
  | { readonly kind: 'looked-again'; readonly condition: LaterCondition };

/** One thing that happened, and when (ISO 8601 UTC). The list of these is the incident; everything else follows from it. */
export type IncidentEvent = { readonly at: string } & Happened;

/** A question to Azure whose answer is a long-running operation. `pollAt` in ms since the epoch. */
export interface PendingObservation {
  readonly request: ObservationRequest;
  readonly operation: Operation;
  readonly pollAt: number;
  /** When it was asked, ms since the epoch. */
  readonly since: number;
}

/** What one cause made of the evidence. */
export interface Judged {
  readonly cause: string;
  readonly judgement: Judgement;
}

/** A plan as it is put to people: for which cause, with the hash that an approval is bound to, and what the guards said. */
export interface Proposal {
  readonly cause: string;
  readonly blamed: string;
  /** What the cause asked for, and the plan answers. */
  readonly request: FixRequest;
  readonly plan: Plan;
  readonly hash: string;
  /** Ids of every resource whose users may notice. */
  readonly affectedResources: readonly string[];
  /** Who must approve it; what an older version stored has none. */
  readonly asks?: Asks;
  /** In the order in which they were asked; after one that stops the plan no other is asked. */
  readonly guards: readonly GuardFinding[];
}

export interface GuardFinding {
  readonly guard: string;
  readonly result: GuardResult;
}

/** Why Azure is being looked at. */
export type Purpose = 'diagnose' | 'recheck' | 'inspect' | 'verify' | 'confirm-undo';

/** Which request of a plan: the index in its `changes` or its `undo`. */
export interface Step {
  readonly of: 'changes' | 'undo';
  readonly index: number;
}

/**
 * What the end of an incident leaves to those that follow it: what people decided holds for them too; what its plan did has to show
 * at their targets; or they go on by themselves.
 */
export type Legacy = 'decision' | 'repair' | 'nothing';

export type UndoReason = 'no-help' | 'broke-something' | 'failed-halfway' | 'time-is-up';

/**
 * `absent`: it did not reach Azure, and may be sent again. `unknown`: nobody can tell whether it landed, so it is not sent
 * again and people are told, `because` of what could not be looked at. `withheld`: it was not sent, for this reason.
 */
export type ChangeResult =
  | { readonly kind: 'landed' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly because?: Text }
  | { readonly kind: 'failed'; readonly refusal: Refusal }
  | { readonly kind: 'withheld'; readonly because: Text };

/** What may still happen to an incident that is over. */
export const afterTheEnd: readonly IncidentEvent['kind'][] = [
  'shown',
  'post-intended',
  'said',
  'unsaid',
  'looked-again',
  'victim-recovered',
  'refused',
  'muted',
];

/** What no card shows, unless it is the end of a wait. */
export const unseen: readonly IncidentEvent['kind'][] = [
  'judging-by',
  'observed',
  'observation-pending',
  'post-intended',
  'shown',
  'said',
  'unsaid',
];
