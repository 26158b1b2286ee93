import * as z from 'zod';
import { nameOf, sameId } from '../../../model/arm-id';
import type { Resource } from '../../scenarios/schema';
import { covers, scopeOf, type Access } from '../arm/access';
import { refused } from '../arm/errors';
import { word } from '../network/words';
import type { Call, Model, Provider, Reply } from '../provider';

/** What ARM lists at, above and below a scope. With `$filter=atScope()`: at and above. */
const INHERITED = ['microsoft.authorization/locks', 'microsoft.authorization/denyassignments'];

/** Microsoft.Authorization: what the caller may do, and the estate's locks and deny assignments. The front door enforces them. */
export const createAuthorizationProvider = (access: Access): Provider => ({
  namespace: 'Microsoft.Authorization',
  handle(call, model) {
    if (call.type === 'microsoft.authorization/locks') return onLock(call, model);
    if (call.method !== 'GET' || call.action !== undefined) return undefined;
    const found = [...access.definitions(call.id), ...access.assignments(call.id)].find(({ id }) =>
      sameId(nameOf(id), nameOf(call.id)),
    );
    return found && { kind: 'now', status: 200, body: found };
  },
  collection(call, model) {
    if (call.method !== 'GET') return undefined;
    const filter = call.query.get('$filter') ?? '';
    if (call.type === 'microsoft.authorization/roledefinitions') {
      const named = /roleName eq '([^']+)'/i.exec(filter)?.[1];
      const all = [...model.list(call.type), ...access.definitions(call.id)];
      return list(all.filter(({ properties }) => named === undefined || sameId(String(properties.roleName), named)));
    }
    if (call.type === 'microsoft.authorization/roleassignments') {
      const whose = /(?:principalId eq|assignedTo\()\s*'([^']+)'/i.exec(filter)?.[1];
      const all = [...near(model.list(call.type), call), ...access.assignments(call.id)];
      return list(all.filter(({ properties }) => whose === undefined || properties.principalId === whose));
    }
    if (call.type === 'microsoft.authorization/permissions')
      return list(
        access
          .permissionsOf(call.client, call.id)
          .map((patterns) => ({ ...patterns, dataActions: [], notDataActions: [] })),
      );
    return INHERITED.includes(call.type) ? list(holding(call, model)) : undefined;
  },
});

const Lock = z.looseObject({
  properties: z.looseObject({ level: word('CanNotDelete', 'ReadOnly'), notes: z.string().optional() }),
});

/** REST: Management Locks - Create Or Update, Delete. */
function onLock(call: Call, model: Model): Reply | undefined {
  const existing = model.get(call.id);
  if (call.method === 'PUT') {
    const lock = Lock.safeParse(call.body);
    if (!lock.success)
      return refused(400, 'InvalidRequestContent', 'The request content was invalid: a lock needs its level.');
    model.put({
      id: existing?.id ?? call.id,
      name: nameOf(call.id),
      type: 'Microsoft.Authorization/locks',
      properties: lock.data.properties,
    });
    return { kind: 'now', status: existing ? 200 : 201, body: model.get(call.id) };
  }
  if (call.method !== 'DELETE') return undefined;
  if (existing) model.delete(call.id);
  return { kind: 'now', status: existing ? 200 : 204 };
}

const list = (value: readonly unknown[]) => ({ kind: 'now', status: 200, body: { value } }) as const;

const holding = (call: Call, model: Model): readonly Resource[] => near(model.list(call.type), call);

/** What is at a scope, above and below it; with `$filter=atScope()` not below. */
function near(all: readonly Resource[], { id, query }: Call): readonly Resource[] {
  const atScope = /^atscope\(\)/i.test(query.get('$filter') ?? '');
  return all.filter((one) => covers(scopeOf(one.id), id) || (!atScope && covers(id, scopeOf(one.id))));
}
