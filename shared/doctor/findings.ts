import { names } from '../guards/rbac';
import type { AzureAction } from '../model/azure';
import type { Finding } from '../model/installation';
import type { See } from '../model/observation';
import { CannotSee, forEach, orElse } from '../model/see';
import { text, type Text } from '../model/text';
import { observerPermissions } from '../observations/observer-permissions';

type Told = (code: string, what: Text, meaning: Text, remedy: readonly [string, ...string[]], first?: Text) => Finding;

/** A finding that something is not as it has to be. */
export const wrong: Told = (code, what, meaning, remedy, first) => ({
  kind: 'wrong',
  code,
  what,
  meaning,
  first,
  remedy,
});

/** A finding that somebody has switched something off, and may have wanted to. */
export const off: Told = (code, what, meaning, remedy, first) => ({ kind: 'off', code, what, meaning, first, remedy });

/** Finds in each of them; what cannot be seen of one hides nothing that another has. */
export const apart = <T>(all: readonly T[], find: (one: T) => readonly Finding[]): readonly Finding[] =>
  forEach(all, (one) => orSkipped(() => find(one))).flat();

/** What was found, or that it could not be looked at. */
export const orSkipped = (find: () => readonly Finding[]): readonly Finding[] =>
  orElse(find, (stopped): readonly Finding[] => [
    {
      kind: 'skipped',
      because: stopped.because,
      missing: stopped instanceof CannotSee ? stopped.missing : undefined,
    },
  ]);

/**
 * Ends as `skipped` unless whoever looks may read this at the scope. Azure answers lists 200 and empty to those who may not: that
 * something is not there is believed only from who would see it.
 */
export function sureOfNone(see: See, scope: string, action: AzureAction): void {
  if (names(see(observerPermissions, { scope }).allows, action)) return;
  throw new CannotSee(
    text(
      `Not checked: the right ${action} is missing, and without it what is there looks as if it were not.`,
      `확인하지 못함: ${action} 권한이 없어, 있는 것도 없는 것처럼 보입니다.`,
    ),
    action,
  );
}
