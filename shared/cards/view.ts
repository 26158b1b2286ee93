import type { Box } from '../model/flow';
import type { Source } from '../model/judgement';
import type { Text } from '../model/text';
import type { Risk } from '../model/plan';
import type { Path } from './checked';

/**
 * An incident as people see it: one model from which the card, the transcript and the JSON detail are drawn.
 * Every string that came from Azure or from a person is plain text; a view that draws markup escapes it.
 */
export interface IncidentView {
  readonly incident: string;
  /** ISO 8601 UTC. */
  readonly openedAt: string;
  /** The time zone of those who read it, as the IANA database names it. The times in its texts are in it; all others are in UTC. */
  readonly timeZone: string;
  /** The resource that is in trouble, by name and by id. */
  readonly resource: { readonly name: string; readonly id: string };
  /** What is broken, in one sentence. */
  readonly broken: Text;
  /** What shows it: the reasons of the judgements that count, the blamed one first. */
  readonly shownBy: readonly Text[];
  /** From where it was tried, and what each showed; of some kinds of targets that is not told. */
  readonly triedFrom?: readonly Text[];
  /** The way of the traffic, as far as it was seen when the cause was. */
  readonly path: Path;
  /** What is not to blame, and of what nobody can tell. */
  readonly otherCauses: readonly OtherCauses[];
  /** What is to blame, when something is: its names from the outside in. */
  readonly blamed?: string;
  /** Other resources that suffer from the same, and how they are: what mends this one is to mend them too. */
  readonly alsoHurt?: readonly { readonly name: string; readonly id: string; readonly condition: 'hurt' | 'well' }[];
  readonly status: Status;
  /** What happened so far, oldest first; one sentence each, with its time. */
  readonly history: readonly { readonly at: string; readonly text: Text }[];
}

export type Status =
  | { readonly kind: 'looking' }
  /** Something is known, and told in another message. */
  | { readonly kind: 'looked' }
  /** A wider question, or the same to more people, has taken the place of this one in another message. */
  | { readonly kind: 'replaced' }
  /** A guard holds the plan (`effect`) until then (ISO 8601 UTC). */
  | {
      readonly kind: 'held';
      readonly because: Text;
      readonly until: string;
      readonly effect: Text;
      readonly guard?: Text;
    }
  | { readonly kind: 'asking'; readonly question: Question }
  | {
      readonly kind: 'decided';
      readonly question: Question;
      readonly decision: 'approve' | 'reject';
      readonly by: string;
      readonly at: string;
      readonly now: Text;
    }
  /**
   * `guard` is the one that stopped the plan, where one did; `took`: how long it was broken; `tried`: every fix that people were
   * asked about; `since`: how it is now, where somebody looked after the end.
   */
  | {
      readonly kind: 'closed';
      readonly outcome: Outcome;
      readonly because: Text;
      readonly took?: Text;
      readonly tried?: readonly Tried[];
      readonly question?: Question;
      readonly guard?: Text;
      readonly since?: Text;
    };

/** Causes of which the same is said, by their titles. `uncertain` and `skipped` were not ruled out. */
export interface OtherCauses {
  readonly kind: 'excluded' | 'uncertain' | 'skipped';
  readonly because: Text;
  readonly causes: readonly Text[];
}

/** A fix that people were asked about, and what became of it. */
export interface Tried {
  readonly title: Text;
  readonly result: 'helped' | 'undone' | 'no-help' | 'failed' | 'not-applied' | 'rejected' | 'unanswered';
}

export type Outcome = 'resolved' | 'self-healed' | 'rejected' | 'expired' | 'reported' | 'escalated';

/** The documented fix for a trouble, and what it costs. */
export interface Remedy {
  readonly title: Text;
  readonly risk: Risk;
  readonly effect: Text;
  readonly proof: readonly Text[];
  /** The flows that it newly allows and newly denies, exactly. */
  readonly opens: readonly Box[];
  readonly closes: readonly Box[];
  readonly losses: readonly Text[];
  /** The document that describes the fix. */
  readonly source: Source;
}

/** One plan put to people. */
export interface Question extends Remedy {
  /** What a button or a text reply names: `A1B2`. */
  readonly code: string;
  readonly planHash: string;
  /** What will be sent, in this order. */
  readonly requests: readonly ShownRequest[];
  /** Every guard that was asked before people were, and let the plan pass. */
  readonly guards: readonly { readonly title: Text }[];
  readonly undoable: Text;
  readonly ifNothing: Text;
  /** The names of the people who may answer. */
  readonly approvers: readonly string[];
  /** How many different ones of them must approve, and the names of those who have. */
  readonly people: 1 | 2;
  readonly approvedBy: readonly string[];
  /** The name of who asked for it, and is not one of the two. */
  readonly requestedBy?: string;
  /** ISO 8601 UTC; silence until then means no. */
  readonly until: string;
}

/** A request as it will be sent to Azure: `PUT /subscriptions/…`, and each value in it. What ARM never shows again is not shown. */
export interface ShownRequest {
  readonly line: string;
  readonly values: readonly string[];
}
