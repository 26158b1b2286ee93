import type { Presence, Source } from './judgement';
import type { See } from './observation';
import type { SymptomId, Target } from './target';
import type { Text } from './text';

/** `unless`: of which targets it is judged all the same. */
export type NotJudged<T extends Target = Target> = Text & {
  readonly source?: Source;
  unless?(target: T): boolean;
};

/** What is wrong as seen from outside. One file each in `symptoms/`. Pure. */
export interface Symptom<T extends Target = Target> {
  readonly id: SymptomId;
  /** Of two symptoms that a target shows at once, the lower counts. */
  readonly order: number;
  /** What is broken, in words for the person on call. */
  title(resource: string, target: T): Text;
  /** What happens if nobody does anything. */
  readonly ifNothing: Text;
  /** What Reconnect does not judge, with where it is documented: people are told that it was not checked, and what they can do. */
  readonly notJudged: readonly NotJudged<T>[];
  /** The kind of target of which it can be what is wrong. */
  readonly concerns: T['kind'];
  /**
   * Whether it is there now: asked when the incident begins, again before a fix is applied, and again after it. Nothing
   * where a look shows that it cannot be what is wrong with this target.
   */
  presence(see: See, target: T): Presence | undefined;
  /** What nobody can see while this is there: once this is gone, the incident looks for that, and goes on with it. */
  readonly hides?: SymptomId;
  /** What fails, where several things can: as long as no cause accounts for one, the search for causes goes on. */
  failures?(see: See, target: T): readonly string[];
  /** Says so where what these failures came from is surely gone, whatever else fails now. */
  overcome?(see: See, target: T, failures: readonly string[]): Text | undefined;
}
