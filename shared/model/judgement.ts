import type { Text } from './text';
import type { See, ObservationRequest } from './observation';
import type { Target, SymptomId } from './target';
import type { FixRequest } from './plan';

/** Where a piece of knowledge comes from: a public document, its section, and a link to it. */
export interface Source {
  readonly document: string;
  readonly section: string;
  readonly link: string;
}

/** What a cause makes of the evidence. Only `found` can lead to a change: no other kind carries a fix. */
export type Verdict =
  | {
      readonly kind: 'found';
      readonly because: Text;
      readonly blamed: string;
      readonly fixes: readonly FixRequest[];
      /** Which of the symptom's `failures` it accounts for; without it, all of them. */
      readonly accountsFor?: readonly string[];
      /** What people can do where there is no fix, or none is left. */
      readonly advice?: Text;
    }
  | { readonly kind: 'excluded'; readonly because: Text }
  | { readonly kind: 'uncertain'; readonly because: Text };

export type Found = Extract<Verdict, { kind: 'found' }>;

/** A verdict, or why there is none: an answer that Azure refused (`missing` names the right or the agent), or none yet. */
export type Judgement =
  | Verdict
  | { readonly kind: 'skipped'; readonly because: Text; readonly missing: string }
  | { readonly kind: 'needs'; readonly observations: readonly ObservationRequest[] };

/** One documented reason for a symptom. One file each in `causes/`. Pure. */
export interface Cause<T extends Target = Target> {
  /** Its place: folder and file name. */
  readonly id: string;
  readonly explains: readonly SymptomId[];
  /** Which targets it can be about at all; without it, every one of its kind. */
  concerns?(target: T): boolean;
  /** Read-only and cheap first: 1xx the resource's state, 2xx its health, 3xx the network, 4xx the guest agent and what is tried from a gateway, 5xx the guest. */
  readonly order: number;
  readonly title: Text;
  readonly source: Source;
  /** Where another document has it, for these symptoms. */
  readonly sourceFor?: Partial<Readonly<Record<SymptomId, Source>>>;
  judge(see: See, target: T): Verdict;
}

/** A symptom that certainly is there. Only from this can a plan be made. */
export interface Present {
  readonly kind: 'present';
  readonly symptom: SymptomId;
  readonly because: Text;
}

/** Whether the symptom is there, as far as can be seen. `unclear`: it could not be tried, so it is reported, and nothing is changed. */
export type Presence =
  | Present
  | { readonly kind: 'absent'; readonly because: Text }
  | { readonly kind: 'unclear'; readonly symptom: SymptomId; readonly because: Text };
