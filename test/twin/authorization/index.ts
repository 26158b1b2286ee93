import { idKey } from '../../../shared/model/arm-id';
import type { Resource } from '../../scenarios/schema';
import { covers, scopeOf, type Access } from '../arm/access';
import type { Call, Model, Provider } from '../provider';

/** What ARM lists at, above and below a scope. With `$filter=atScope()`: at and above. */
const INHERITED = ['microsoft.authorization/locks', 'microsoft.authorization/denyassignments'];

/** Microsoft.Authorization: what the caller may do, and the estate's locks and deny assignments. The front door enforces them. */
export const createAuthorizationProvider = (access: Access): Provider => ({
  namespace: 'Microsoft.Authorization',
  handle: () => undefined,
  collection(call, model) {
    if (call.method !== 'GET') return undefined;
    if (call.type === 'microsoft.authorization/permissions')
      return list(
        access.permissionsOf(call.client).map((patterns) => ({ ...patterns, dataActions: [], notDataActions: [] })),
      );
    return INHERITED.includes(call.type) ? list(holding(call, model)) : undefined;
  },
});

const list = (value: readonly unknown[]) => ({ kind: 'now', status: 200, body: { value } }) as const;

function holding({ id, type, query }: Call, model: Model): readonly Resource[] {
  const atScope = idKey(query.get('$filter') ?? '') === 'atscope()';
  return model.list(type).filter((one) => covers(scopeOf(one.id), id) || (!atScope && covers(id, scopeOf(one.id))));
}
