import type { Source } from '../model/judgement';
import type { Station } from '../model/station';
import type { Target } from '../model/target';
import type { Text } from '../model/text';
import type { Remedy } from './view';

/** What a check of one target came to. `well` only where that was seen; `unclear` where nobody can tell. */
export interface Checked {
  readonly target: Target;
  readonly resource: { readonly name: string; readonly id: string };
  readonly condition: 'well' | 'broken' | 'unclear';
  /** What is broken, in one sentence; of what is `unclear`, what may be. Absent where all is well. */
  readonly broken?: Text;
  /** What shows how it is. */
  readonly because: Text;
  /** From where it was tried, and what each showed; empty where that is not told of its kind. */
  readonly triedFrom: readonly Text[];
  /** The way of the traffic, as far as it was seen. */
  readonly path: Path;
  /** Every cause that was judged, in the order in which they are. */
  readonly causes: readonly CheckedCause[];
  /** The documented fix, and the commands that do and undo it by hand. */
  readonly remedy?: Remedy & { readonly commands: readonly string[]; readonly undo: readonly string[] };
  /** Why there is no fix, where something is not well. */
  readonly conclusion?: Text;
  /** The rights without which something could not be seen, and where. */
  readonly missing: readonly { readonly action: string; readonly resource: string }[];
  /** Of an export: the commands that print what it lacks. */
  readonly unexported: readonly string[];
  /** Where an export was looked at in place of Azure: when it was made (ISO 8601 UTC). */
  readonly exportedAt?: string;
}

/** What comes after each other, and in each place what is beside each other. */
export type Path = readonly (readonly CheckedStation[])[];

/** `blamed`: it is to blame. `well` and `unwell` were seen; of what is only `passed` nothing is said. */
export interface CheckedStation extends Pick<Station, 'what' | 'name'> {
  readonly state: 'blamed' | 'well' | 'unwell' | 'passed';
}

export interface CheckedCause {
  readonly cause: string;
  readonly title: Text;
  readonly kind: 'found' | 'excluded' | 'uncertain' | 'skipped';
  readonly because: Text;
  /** What is to blame: its id, and its names from the outside in. */
  readonly blamed?: { readonly id: string; readonly place: string };
  readonly source: Source;
}
