import { idKey } from '../../../shared/model/arm-id';
import type { Resource } from '../../scenarios/schema';
import type { TwinOptions } from '../contract';

/**
 * Whether role definitions give an action (Azure RBAC: an action is given when one role's `actions` match it and the same
 * role's `notActions` do not; `*` stands for any text; case does not matter).
 */
export function allows(roles: TwinOptions['roles'], missing: readonly string[], action: string): boolean {
  if (missing.some((pattern) => matches(pattern, action))) return false;
  return roles.some((role) =>
    role.permissions.some(
      ({ actions, notActions }) =>
        actions.some((pattern) => matches(pattern, action)) && !notActions.some((pattern) => matches(pattern, action)),
    ),
  );
}

function matches(pattern: string, action: string): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 'i').test(action);
}

/**
 * The scope of a management lock that forbids the request. A lock holds for its scope and everything below; `CanNotDelete`
 * forbids DELETE, `ReadOnly` every request but GET, POST actions too.
 */
export function lockedScope(locks: readonly Resource[], method: string, id: string): string | undefined {
  if (method === 'GET') return undefined;
  for (const lock of locks) {
    const scope = lock.id.replace(/\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i, '');
    const level = lock.properties.level;
    const holds = `${idKey(id)}/`.startsWith(`${idKey(scope)}/`);
    if (holds && (level === 'ReadOnly' || (level === 'CanNotDelete' && method === 'DELETE'))) return scope;
  }
  return undefined;
}
