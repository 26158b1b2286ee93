import { names } from '../guards/rbac';
import { isWithin } from '../guards/within';
import { idKey } from '../model/arm-id';
import { az } from '../model/az';
import type { Finding, Installation } from '../model/installation';
import type { See } from '../model/observation';
import { forEach } from '../model/see';
import { text } from '../model/text';
import { roleAssignments, roleDefinition, type RoleDefinition } from '../installation/role-assignments';
import { listed, provision } from './commands';
import { sureOfNone, wrong } from './findings';
import { type IdentityName } from './given';

/** A role that an identity has somewhere. */
export interface Held {
  readonly assignment: string;
  readonly scope: string;
  readonly role: RoleDefinition;
}

/** The roles of a principal at a subscription, above it and below it. */
export const heldIn = (see: See, subscription: string, principal: string): readonly Held[] =>
  forEach(see(roleAssignments, { subscription, principal }).assignments, ({ id, scope, role }) => ({
    assignment: id,
    scope,
    role: see(roleDefinition, { id: role }),
  }));

/** Whether what is given there holds for an id. Of what is no part of a subscription only what is above it was listed. */
export const holdsFor = (scope: string, id: string): boolean =>
  !/^\/subscriptions\//i.test(scope) || isWithin(scope, id);

/** The actions that these roles do not give at a scope. Ends as `skipped` where somebody who may not see them would come to the same. */
export function missingAt(
  see: See,
  held: readonly Held[],
  scope: string,
  actions: readonly string[],
): readonly string[] {
  const given = held.filter((each) => holdsFor(each.scope, scope)).flatMap(({ role }) => role.permissions);
  const missing = actions.filter((action) => !names(given, action));
  if (missing.length > 0)
    sureOfNone(see, scope.split('/').slice(0, 3).join('/'), 'Microsoft.Authorization/roleAssignments/read');
  return missing;
}

/** What these roles give beyond these actions. */
export function surplus(
  see: See,
  installation: Installation,
  who: IdentityName,
  held: readonly Held[],
): readonly Finding[] {
  const wanted = new Set(
    (who === 'observer' ? installation.roles.observer : installation.roles.remediator).map((action) => idKey(action)),
  );
  return held.flatMap(({ assignment, scope, role }): readonly Finding[] => {
    const more = role.permissions
      .flatMap(({ actions, dataActions }) => [...actions, ...dataActions])
      .filter((action) => !wanted.has(idKey(action)));
    if (more.length === 0) return [];
    const isOwn = role.kind === 'custom' && role.name.startsWith('Reconnect ');
    return [
      wrong(
        `${who}-surplus`,
        text(
          `The ${who} may do more than it needs at ${scope}, by the role ${role.name}: ${listed(more)}.`,
          `${scope}에서 역할 ${role.name} 때문에 ${who}의 권한이 필요 이상입니다: ${listed(more)}.`,
        ),
        text(
          'A mistake of Reconnect, or whoever gets hold of it, could reach further than it was meant to.',
          'Reconnect에 결함이 있거나 누군가 이를 손에 넣으면, 의도한 것보다 더 많은 것에 영향을 줄 수 있습니다.',
        ),
        [isOwn ? provision(see, installation) : az('role assignment delete', { ids: assignment })],
      ),
    ];
  });
}
