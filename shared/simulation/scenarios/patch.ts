import { isDeepStrictEqual } from 'node:util';
import { didYouMean } from './nearest';

/** A place in a scenario file, as zod writes it. */
export type Place = readonly PropertyKey[];

/** Is told what is wrong with a difference, and where. */
export type Complain = (place: Place, what: string) => void;

/**
 * The value with a difference applied: objects merge, everything else is replaced, and `null` removes (JSON merge patch, RFC
 * 7396). Other than there, a list of named parts, such as the rules of a group, may be given as an object by name: parts merge,
 * `null` removes one, and a name that is not there adds one. What makes no difference is complained about.
 */
export function patched(was: unknown, difference: unknown, place: Place, complain: Complain): unknown {
  if (!isObject(difference)) {
    if (isDeepStrictEqual(was, difference)) complain(place, 'changes nothing: the estate has it so');
    return difference;
  }
  const entries = Object.entries(difference);
  if (entries.length === 0 && was !== undefined) complain(place, 'changes nothing');
  if (Array.isArray(was)) return partsPatched(was, entries, place, complain);
  const result = new Map(Object.entries(isObject(was) ? was : {}));
  for (const [key, value] of entries) {
    const here = [...place, key];
    if (value !== null) result.set(key, patched(result.get(key), value, here, complain));
    else if (!result.delete(key)) complain(here, `there is nothing to remove${didYouMean(key, [...result.keys()])}`);
  }
  return Object.fromEntries(result);
}

function partsPatched(
  was: readonly unknown[],
  differences: readonly (readonly [string, unknown])[],
  place: Place,
  complain: Complain,
): unknown {
  if (!was.every(isNamed)) {
    complain(place, 'a list of parts without names is replaced as a whole: write a list');
    return was;
  }
  const parts = new Map<string, unknown>(was.map((part) => [part.name, part]));
  for (const [name, difference] of differences) {
    const here = [...place, name];
    if (difference !== null) parts.set(name, patched(parts.get(name) ?? { name }, difference, here, complain));
    else if (!parts.delete(name)) complain(here, `there is nothing to remove${didYouMean(name, [...parts.keys()])}`);
  }
  return [...parts.values()];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNamed = (part: unknown): part is { readonly name: string } => isObject(part) && typeof part.name === 'string';
