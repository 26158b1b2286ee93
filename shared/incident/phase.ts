import type { Approval, Approver, Decision } from '../approvals/approval';
import type { Policy } from '../model/policy';
import type { Operation, Refusal } from '../model/azure';
import type { Presence } from '../model/judgement';
import type { Observation } from '../model/observation';
import type { RegressionProbe } from '../model/regression-probe';
import type { Signal, Target } from '../model/target';
import type { Text } from '../model/text';
import type { Outcome } from '../cards/view';
import type { Wish } from './wishes';
import type { ChangeResult, Judged, LaterCondition, PendingObservation, Proposal, Step, UndoReason } from './events';
import type { MessageRef } from './ports';
import type { ProbeState } from './regression-probes';

/** How far one request of the plan has come. Times in ms since the epoch. */
export type Progress =
  | { readonly kind: 'ready'; readonly notBefore: number }
  | { readonly kind: 'intended'; readonly at: number; readonly requestId: string }
  /** Intended, but nobody knows whether it was sent: Azure is looked at to find out. */
  | { readonly kind: 'inspecting'; readonly intendedAt: number; readonly requestId: string; readonly since: number }
  | { readonly kind: 'submitted'; readonly operation: Operation; readonly pollAt: number };

/** Where an incident stands. */
export type Phase =
  | { readonly kind: 'diagnosing' }
  /** A guard holds the plan until then (ms since the epoch), or the incident that this one follows is at it. */
  | { readonly kind: 'held'; readonly proposal: Proposal; readonly until: number }
  | { readonly kind: 'planned'; readonly proposal: Proposal }
  | { readonly kind: 'asking'; readonly proposal: Proposal; readonly approval: Approval }
  /** A guard holds the approved plan until `heldUntil` (ms since the epoch). */
  | { readonly kind: 'rechecking'; readonly proposal: Proposal; readonly heldUntil?: number; readonly tries: number }
  | {
      readonly kind: 'changing';
      readonly proposal: Proposal;
      readonly step: Step;
      readonly progress: Progress;
      /** When what the plan was last made from again was seen, ms since the epoch. */
      readonly checkedAt: number;
      /** How often somebody set out to send this step. */
      readonly tries: number;
    }
  | {
      readonly kind: 'failed';
      readonly proposal: Proposal;
      readonly step: Step;
      readonly result: Exclude<ChangeResult, { kind: 'landed' | 'absent' }>;
    }
  | { readonly kind: 'verifying'; readonly proposal: Proposal; readonly since: number; readonly turn: Turn }
  /** It helped, and is undone at `until` (ms since the epoch). */
  | { readonly kind: 'time-limited'; readonly proposal: Proposal; readonly until: number }
  /** Undone, as far as Azure said; it is looked at again until that shows. */
  | { readonly kind: 'confirming-undo'; readonly proposal: Proposal; readonly since: number }
  | { readonly kind: 'undone'; readonly proposal: Proposal; readonly why: UndoReason }
  /** People have answered, or not, to the incident that this one follows. */
  | { readonly kind: 'decided-elsewhere'; readonly outcome: Outcome; readonly because: Text }
  /** `at` in ms since the epoch. */
  | { readonly kind: 'closed'; readonly outcome: Outcome; readonly because: Text; readonly at: number };

/** Verification looks again and again: it looks, and has then seen something (`at` in ms since the epoch). */
export type Turn =
  | { readonly kind: 'look' }
  | { readonly kind: 'saw'; readonly presence: Presence; readonly probes: ProbeState; readonly at: number };

/** One fix that was put to people, and what became of it. */
export interface Attempted {
  readonly proposal: Proposal;
  readonly approval: Approval;
  /** Who has approved it so far, each once. */
  readonly approvedBy: readonly Approver[];
  /** What it came to, by the answer that decided it. */
  readonly decision: { readonly decision: Decision; readonly by: Approver; readonly at: string } | undefined;
  /** Somebody set out to send a change of it. */
  readonly begun: boolean;
  readonly applied: boolean;
  readonly verified: boolean;
  /** Why it is or was undone, when it is. */
  readonly undoing: UndoReason | undefined;
  readonly undone: boolean;
  /** The connections that worked before it, and must go on working. */
  readonly probes: readonly RegressionProbe[];
  /** Why Azure did not carry it out, when it did not. */
  readonly failure: Refusal | undefined;
}

/** The target of an incident that follows this one, what that would ask for, and how it is. */
export interface Victim extends Wish {
  readonly incident: string;
  readonly condition: 'hurt' | 'well';
  /** ms since the epoch. */
  readonly joinedAt: number;
}

export const isHurt = ({ condition }: Victim): boolean => condition === 'hurt';

/** Everything that follows from an incident's events. */
export interface State {
  readonly id: string;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly signal: Signal;
  readonly target: Target;
  readonly phase: Phase;
  /** What was last judged by; `undefined` before the first judgement. */
  readonly policy: Policy | undefined;
  /** What was seen in this round. */
  readonly evidence: readonly Observation[];
  /** What was asked in this round and is not answered yet. */
  readonly pending: readonly PendingObservation[];
  /** Nothing is asked of Azure before `until`; it has been out of reach since `since` (ms since the epoch). */
  readonly deferred: { readonly until: number; readonly since: number; readonly refusal: Refusal } | undefined;
  readonly presence: Presence | undefined;
  readonly judgements: readonly Judged[];
  /** What these were judged by: later rounds look only at what they need. `undefined` before the first judgement. */
  readonly judgedBy: readonly Observation[] | undefined;
  readonly attempts: readonly Attempted[];
  /** What suffers from the same, each with its own incident, which follows this one. */
  readonly victims: readonly Victim[];
  /** Those of them that are judged with this one since the last diagnosis began. */
  readonly alongside: readonly Wish[];
  /** The incident that this one follows, which speaks for it. */
  readonly leader: string | undefined;
  /** The cards that people see, by the code of their question (`report` for an incident without one, `looking` before there is either), and when they were drawn, ms since the epoch. */
  readonly cards: Readonly<
    Record<string, { readonly message: MessageRef; readonly hash: string; readonly at: number }>
  >;
  /** How its target was after the end, and when that was last seen (ISO 8601 UTC). */
  readonly lookedAgain: { readonly condition: LaterCondition; readonly at: string } | undefined;
  /** The card that somebody last set out to post, when, and since when in vain, ms since the epoch. */
  readonly posting: { readonly card: string; readonly at: number; readonly since: number } | undefined;
  /** What was said beside the cards, by keys, and what was put off until when, ms since the epoch. */
  readonly said: { readonly keys: readonly string[]; readonly putOff: Readonly<Record<string, number>> };
}

/** The part of an incident in one phase. */
export type In<Kind extends Phase['kind']> = Extract<Phase, { kind: Kind }>;

/** The newest attempt, with what has become of it. */
export function withAttempt(state: State, became: Partial<Attempted>): State {
  const newest = state.attempts.at(-1);
  return newest ? { ...state, attempts: [...state.attempts.slice(0, -1), { ...newest, ...became }] } : state;
}
