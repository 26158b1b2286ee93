import type { AzureAction } from '../model/azure';
import { changeKinds } from '../changes/index';
import { measuring } from '../incident/suspects';
import { fixes } from '../fixes/index.generated';
import { observations } from '../observations/index.generated';

/** A custom role as `az role definition create` takes it. */
export interface RoleDefinition {
  readonly name: string;
  readonly description: string;
  readonly isCustom: true;
  readonly permissions: readonly {
    readonly actions: readonly string[];
    readonly notActions: readonly string[];
    readonly dataActions: readonly string[];
    readonly notDataActions: readonly string[];
  }[];
  readonly assignableScopes: readonly string[];
}

/** The two custom roles, with exactly the actions that the observations and the fixes declare. */
export function roles(): { readonly observer: RoleDefinition; readonly remediator: RoleDefinition } {
  const changing = fixes.flatMap((fix) => fix.changes).flatMap((kind) => changeKinds[kind].permissions);
  const looking = (as: 'remediator' | undefined) =>
    observations.filter((observation) => observation.as === as).flatMap(({ permissions }) => permissions);
  return {
    observer: role(
      'Reconnect observer',
      'Reads what Reconnect needs to find out why a gateway or a VM cannot be reached.',
      [...looking(undefined), ...measuring],
    ),
    remediator: role('Reconnect remediator', 'Applies the fixes that people approved in Reconnect, and undoes them.', [
      ...changing,
      ...looking('remediator'),
    ]),
  };
}

const role = (name: string, description: string, actions: readonly AzureAction[]): RoleDefinition => ({
  name,
  description,
  isCustom: true,
  permissions: [{ actions: [...new Set(actions)].sort(), notActions: [], dataActions: [], notDataActions: [] }],
  assignableScopes: ['/subscriptions/{subscription}'],
});
