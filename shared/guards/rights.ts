import { changeKinds, resourceOf } from '../changes';
import { resourceGroupOf } from '../model/arm-id';
import type { AzureAction } from '../model/azure';
import type { Plan } from '../model/plan';

/** An action that a plan takes, and the id of the scope at which it must be given. */
export interface Right {
  readonly action: AzureAction;
  readonly scope: string;
}

/**
 * The rights that a plan and its undoing take, each once. Whoever follows an operation needs the right at the resource group
 * at least: its URL names a location, not the resource. Azure: "Track asynchronous Azure operations", Permission for tracking
 * async status.
 */
export function rightsOf({ changes, undo }: Pick<Plan, 'changes' | 'undo'>): readonly Right[] {
  const rights = [...changes, ...undo].flatMap((change) =>
    changeKinds[change.kind].permissions.map((action): Right => {
      const resource = resourceOf(change);
      return { action, scope: /\/locations\//i.test(action) ? resourceGroupOf(resource) : resource };
    }),
  );
  return [...new Map(rights.map((right) => [`${right.scope} ${right.action}`.toLowerCase(), right])).values()];
}

/** The actions of these rights by their scope, in words: `A, B at /subscriptions/…`. */
export function byScope(rights: readonly Right[]): readonly { readonly scope: string; readonly actions: string }[] {
  const scopes = [...new Set(rights.map(({ scope }) => scope))];
  return scopes.map((scope) => ({
    scope,
    actions: rights
      .filter((right) => right.scope === scope)
      .map(({ action }) => action)
      .join(', '),
  }));
}
