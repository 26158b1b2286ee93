import type { ActionPatterns } from '../observations/permissions';

/**
 * Whether these entries name the action: the `actions` of one match it, and the `notActions` of the same one do not. What one
 * entry leaves out another may still name. Azure: "Understand Azure role definitions", Actions and NotActions; a deny
 * assignment names what it denies in the same way.
 */
export const names = (entries: readonly ActionPatterns[], action: string): boolean =>
  entries.some(({ actions, notActions }) => matchesAny(actions, action) && !matchesAny(notActions, action));

const matchesAny = (patterns: readonly string[], action: string): boolean =>
  patterns.some((pattern) => matches(pattern.toLowerCase().split('*'), action.toLowerCase()));

/** `pieces`: the pattern between its wildcards. A wildcard stands for any text, slashes and none at all too. */
function matches(pieces: readonly string[], action: string): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return action === first;
  if (!action.startsWith(first)) return false;
  let from = first.length;
  for (const piece of rest) {
    const at = action.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return action.length - last.length >= from && action.endsWith(last);
}
