import { idKey } from '../../../model/arm-id';
import type { Resource } from '../../scenarios/schema';
import type { Role, TwinOptions } from '../contract';
import { CLIENT, OWNER, principalOf } from './identity';

/** Actions as a role or a deny assignment names them: `*` stands for any text, and case does not matter. */
export interface ActionPatterns {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

/** What the roles give to each identity, by its client id, at an id. */
export interface Access {
  allows(client: string, action: string, id: string): boolean;
  permissionsOf(client: string, id: string): readonly ActionPatterns[];
  /** The role definitions and their assignments, as ARM shows them at a scope. */
  definitions(scope: string): readonly Resource[];
  assignments(scope: string): readonly Resource[];
}

/** The role of the second principal. */
const OWNERS: Role = {
  roleName: 'Owner',
  assignedTo: OWNER,
  permissions: [{ actions: ['*'], notActions: [] }],
};

/** Azure RBAC: an action is given when one entry's `actions` match it and the same entry's `notActions` do not. */
export function createAccess({ roles: given, estate }: Pick<TwinOptions, 'roles' | 'estate'>): Access {
  const roles = [...given, OWNERS];
  const permissionsOf = (client: string, id: string): readonly ActionPatterns[] =>
    roles
      .filter(({ assignedTo = client }) => assignedTo === client)
      .filter(({ scopes }) => scopes?.some((scope) => covers(scope, id)) ?? true)
      .flatMap(({ permissions }) => permissions)
      .map(({ actions, notActions }) => ({
        actions,
        notActions: client === OWNER ? notActions : [...notActions, ...estate.missingActions],
      }));
  const known = new Map<string, boolean>();
  const isScoped = roles.some(({ scopes }) => scopes !== undefined);
  const definitionId = (scope: string, index: number) =>
    `${subscriptionIn(scope)}/providers/Microsoft.Authorization/roleDefinitions/${guidOf('d', index)}`;
  return {
    definitions: (scope) =>
      roles.map(({ name, roleName, description, permissions }, at) => ({
        id: definitionId(scope, at),
        name: guidOf('d', at),
        type: 'Microsoft.Authorization/roleDefinitions',
        properties: {
          roleName: roleName ?? name ?? `Role ${at + 1}`,
          description,
          type: 'CustomRole',
          permissions,
          assignableScopes: [subscriptionIn(scope)],
        },
      })),
    assignments: (scope) =>
      roles.map(({ assignedTo = CLIENT }, at) => ({
        id: `${subscriptionIn(scope)}/providers/Microsoft.Authorization/roleAssignments/${guidOf('a', at)}`,
        name: guidOf('a', at),
        type: 'Microsoft.Authorization/roleAssignments',
        properties: {
          roleDefinitionId: definitionId(scope, at),
          principalId: principalOf(assignedTo),
          principalType: 'ServicePrincipal',
          scope: subscriptionIn(scope),
        },
      })),
    permissionsOf,
    allows: (client, action, id) => {
      const key = `${client} ${action} ${isScoped ? id : ''}`;
      const allowed = known.get(key) ?? permissionsOf(client, id).some((patterns) => names(patterns, action));
      known.set(key, allowed);
      return allowed;
    },
  };
}

const subscriptionIn = (scope: string): string => scope.split('/').slice(0, 3).join('/');

const guidOf = (kind: string, index: number): string =>
  `${kind.padStart(8, '0')}-0000-4000-8000-${String(index + 1).padStart(12, '0')}`;

const names = ({ actions, notActions }: ActionPatterns, action: string): boolean =>
  actions.some((pattern) => matches(pattern, action)) && !notActions.some((pattern) => matches(pattern, action));

const compiled = new Map<string, RegExp>();

function matches(pattern: string, action: string): boolean {
  const known = compiled.get(pattern) ?? wildcard(pattern);
  compiled.set(pattern, known);
  return known.test(action);
}

/** A pattern in which `*` stands for any text, whatever the case. */
export function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 'i');
}

/** The id without what Microsoft.Authorization keeps there: the scope of a lock, a deny assignment or a policy assignment. */
export const scopeOf = (id: string): string =>
  id.replace(/\/providers\/Microsoft\.Authorization\/[^/]+(?:\/[^/]+)?$/i, '');

/** Whether what holds for the scope holds for the id: it is the same or inside. */
export const covers = (scope: string, id: string): boolean => `${idKey(id)}/`.startsWith(`${idKey(scope)}/`);

/**
 * The scope of a management lock that forbids the request. A lock holds for its scope and everything below; `CanNotDelete`
 * forbids DELETE, `ReadOnly` every request but GET, POST actions too. Locks themselves can be taken off.
 */
export function lockedScope(locks: readonly Resource[], method: string, id: string): string | undefined {
  if (method === 'GET' || /\/Microsoft\.Authorization\/locks\/[^/]+$/i.test(id)) return undefined;
  const lock = locks.find(({ id: own, properties: { level } }) => {
    return covers(scopeOf(own), id) && (level === 'ReadOnly' || (level === 'CanNotDelete' && method === 'DELETE'));
  });
  return lock && scopeOf(lock.id);
}

interface DenyAssignment {
  readonly permissions?: readonly Partial<ActionPatterns>[];
  readonly principals?: readonly { readonly id: string }[];
  readonly excludePrincipals?: readonly { readonly id: string }[];
  readonly doNotApplyToChildScopes?: boolean;
}

/** Azure: "Understand Azure deny assignments". This principal is everyone. */
const EVERYONE = '00000000-0000-0000-0000-000000000000';

/** The deny assignment that takes the action away from the client, whatever its roles give. */
export function denying(
  assignments: readonly Resource[],
  client: string,
  action: string,
  id: string,
): Resource | undefined {
  const own = principalOf(client);
  return assignments.find((assignment) => {
    const {
      permissions = [],
      principals = [],
      excludePrincipals = [],
      doNotApplyToChildScopes,
    } = assignment.properties as DenyAssignment;
    const scope = scopeOf(assignment.id);
    return (
      covers(scope, id) &&
      (doNotApplyToChildScopes !== true || idKey(scope) === idKey(id)) &&
      principals.some((principal) => principal.id === EVERYONE || principal.id === own) &&
      !excludePrincipals.some((principal) => principal.id === own) &&
      permissions.some(({ actions = [], notActions = [] }) => names({ actions, notActions }, action))
    );
  });
}
