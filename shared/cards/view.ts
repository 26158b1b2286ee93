import type { Box } from '../model/flow';
import type { Source } from '../model/judgement';
import type { Text } from '../model/text';
import type { Risk } from '../model/plan';

/**
 * An incident as people see it: one model from which the card, the transcript and the JSON detail are drawn.
 * Every string that came from Azure or from a person is plain text; a view that draws markup escapes it.
 */
export interface IncidentView {
  readonly incident: string;
  /** ISO 8601 UTC. */
  readonly openedAt: string;
  /** The resource that is in trouble, by name and by id. */
  readonly resource: { readonly name: string; readonly id: string };
  /** What is broken, in one sentence. */
  readonly broken: Text;
  /** What shows it: the reasons of the judgements that count, the blamed one first. */
  readonly shownBy: readonly Text[];
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
  /** `guard` is the one that stopped the plan, where one did; `since`: how it is now, where somebody looked after the end. */
  | {
      readonly kind: 'closed';
      readonly outcome: Outcome;
      readonly because: Text;
      readonly question?: Question;
      readonly guard?: Text;
      readonly since?: Text;
    };

export type Outcome = 'resolved' | 'self-healed' | 'rejected' | 'expired' | 'reported' | 'escalated';

/** The documented fix for a trouble, and what it costs. */
export interface Remedy {
  readonly title: Text;
  readonly risk: Risk;
  readonly effect: Text;
  readonly proof: readonly Text[];
  readonly opens: readonly Box[];
  readonly losses: readonly Text[];
  /** The document that describes the fix. */
  readonly source: Source;
}

/** One plan put to people. */
export interface Question extends Remedy {
  /** What a button or a text reply names: `A1B2`. */
  readonly code: string;
  readonly planHash: string;
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
