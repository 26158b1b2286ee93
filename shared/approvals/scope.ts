import { idKey, nameOf, parseArmId, sameId } from '../model/arm-id';

/** What a name stands for. */
export type Named =
  | { readonly kind: 'scope'; readonly scope: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ambiguous'; readonly scopes: readonly string[] };

/**
 * The scope that somebody means: a target that Reconnect knows or its resource group, by name, or any id that begins with one
 * of the watched subscriptions. `targets` are ids, `subscriptions` GUIDs.
 */
export function scopeNamed(what: string, targets: readonly string[], subscriptions: readonly string[]): Named {
  const [, subscription] = /^\/subscriptions\/([^/]+)(?:\/|$)/i.exec(what) ?? [];
  if (subscription !== undefined) {
    const isWatched = subscriptions.some((each) => sameId(each, subscription));
    return isWatched ? { kind: 'scope', scope: what.replace(/\/+$/, '') } : { kind: 'unknown' };
  }
  return oneOf(
    what,
    targets.flatMap((id) => [id, ...groupOf(id)]),
  );
}

/** The one of these scopes that somebody means, by name or by id. */
export function oneOf(what: string, scopes: readonly string[]): Named {
  const meant = scopes.filter((scope) => sameId(scope, what) || sameId(nameOf(scope), what));
  const different = [...new Map(meant.map((scope) => [idKey(scope), scope])).values()];
  const [scope] = different;
  if (scope === undefined) return { kind: 'unknown' };
  return different.length === 1 ? { kind: 'scope', scope } : { kind: 'ambiguous', scopes: different };
}

function groupOf(id: string): readonly string[] {
  const parsed = parseArmId(id);
  return parsed ? [`/subscriptions/${parsed.subscription}/resourceGroups/${parsed.resourceGroup}`] : [];
}
