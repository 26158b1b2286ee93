import { fixes } from '../fixes/index.generated';
import { sameRequest, type Fix, type FixRequest } from '../model/plan';
import type { Target } from '../model/target';

/** A fix that is wanted for a target. */
export interface Wish {
  readonly target: Target;
  readonly request: FixRequest;
}

/** The fix that a request names. The registry holds one for every id, so the narrowing is safe. */
export const fixFor = (request: FixRequest): Fix => fixes.find((fix) => fix.id === request.fix) as unknown as Fix;

/** One request for both, where one plan can do both. */
export function joined(a: FixRequest, b: FixRequest): FixRequest | undefined {
  if (sameRequest(a, b)) return a;
  return a.fix === b.fix ? fixFor(a).join?.(a, b) : undefined;
}

/** Whether whoever gets the one has the other as well. */
export function covers(wide: FixRequest, request: FixRequest): boolean {
  const both = joined(wide, request);
  return both !== undefined && sameRequest(both, wide);
}

/** Whether asking for the other as well asks for more, which one plan can do. */
export const widens = (request: FixRequest, other: FixRequest): boolean =>
  joined(request, other) !== undefined && !covers(request, other);
