import type { See } from '../model/observation';
import type { Target } from '../model/target';
import { kindOf } from '../targets';

/**
 * Whether a target bears a tag of this value. Azure: names of tags are compared without case, values with. Every cause has looked
 * at the target already, so its tags ask Azure nothing more.
 */
export const bears = (see: See, target: Target, { tag, value }: { readonly tag: string; readonly value: string }) =>
  Object.entries(kindOf(target).tags(see, target)).some(
    ([name, borne]) => name.toLowerCase() === tag.toLowerCase() && borne === value,
  );
