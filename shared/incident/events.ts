import type { Operation, Refusal } from '../model/azure';
import type { Judgement, Presence } from '../model/judgement';
import type { Observation, ObservationRequest } from '../model/observation';
import type { Plan } from '../model/plan';
import type { Signal } from '../model/target';
import type { Text } from '../model/text';
import type { Outcome } from '../report/view';
import type { MessageRef } from './ports';

/** What people are asked about a plan. Times are ISO 8601 UTC. */
export interface Approval {
  readonly code: string;
  readonly planHash: string;
  readonly approvers: readonly Approver[];
  readonly until: string;
}

/** `id` is the person's Entra object id; the name is only for people to read. */
export interface Approver {
  readonly id: string;
  readonly name: string;
}

export type Decision = 'approve' | 'reject';

/** One thing that happened, and when (ISO 8601 UTC). The list of these is the incident; everything else follows from it. */
export type IncidentEvent = { readonly at: string } & (
  | { readonly kind: 'opened'; readonly signal: Signal }
  | { readonly kind: 'signal-joined'; readonly signal: Signal }
  /** A new look at Azure begins: what was seen before no longer counts. */
  | { readonly kind: 'round-started'; readonly purpose: Purpose }
  | { readonly kind: 'observed'; readonly observation: Observation }
  | {
      readonly kind: 'observation-pending';
      readonly request: ObservationRequest;
      readonly operation: Operation;
      readonly pollAt: number;
    }
  | {
      readonly kind: 'diagnosed';
      readonly presence: Presence;
      readonly judgements: readonly { readonly cause: string; readonly judgement: Judgement }[];
    }
  | {
      readonly kind: 'planned';
      readonly cause: string;
      readonly plan: Plan;
      readonly hash: string;
      readonly guards: readonly GuardResult[];
    }
  | { readonly kind: 'cannot-plan'; readonly fix: string; readonly because: Text }
  | { readonly kind: 'asked'; readonly approval: Approval }
  | { readonly kind: 'refused'; readonly by: Approver; readonly decision: Decision; readonly because: Text }
  | { readonly kind: 'answered'; readonly by: Approver; readonly decision: Decision }
  | { readonly kind: 'expired' }
  | { readonly kind: 'rechecked'; readonly result: 'same' | 'healed' | 'changed' }
  | { readonly kind: 'change-intended'; readonly step: Step; readonly requestId: string }
  | {
      readonly kind: 'change-submitted';
      readonly step: Step;
      readonly operation: Operation | undefined;
      readonly pollAt: number;
    }
  | {
      readonly kind: 'change-settled';
      readonly step: Step;
      readonly result:
        | { readonly kind: 'landed' }
        | { readonly kind: 'failed'; readonly refusal: Refusal }
        | { readonly kind: 'unknown' };
    }
  | { readonly kind: 'verified'; readonly presence: Presence }
  | { readonly kind: 'shown'; readonly message: MessageRef; readonly hash: string }
  | { readonly kind: 'closed'; readonly outcome: Outcome; readonly because: Text }
);

/** Why Azure is being looked at. */
export type Purpose = 'diagnose' | 'recheck' | 'inspect' | 'verify' | 'verify-undo';

/** Which request of a plan: the index in its `changes` or its `undo`. */
export interface Step {
  readonly of: 'changes' | 'undo';
  readonly index: number;
}

export interface GuardResult {
  readonly guard: string;
  readonly result: { readonly kind: 'pass' } | { readonly kind: 'block'; readonly because: Text };
}
