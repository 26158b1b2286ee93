import { armId, nameOf, parentId, parseArmId, sameId } from '../../../model/arm-id';
import type { Call, Model, Provider, Refused, Reply } from '../provider';
import type { Resource } from '../../scenarios/schema';
import type { Store } from '../store';
import { violations } from '../authorization/policy';
import { lockedScope } from './access';
import * as errors from './errors';
import { isSimulated, providerBodies, unknownProvider } from './catalogue';
import { groupBody, isBelow, subscriptionBody, subscriptionOf, subscriptionsOf, summaryOf } from './listing';
import { errorAnswer, type ArmAnswer } from './operations';
import type { Route } from './route';
import type { ArmRequest } from './request';

export type ResourceRoute = Route & { kind: 'resource' };
export type CollectionRoute = Route & { kind: 'collection' };

interface Parts {
  readonly store: Store;
  readonly model: Model;
}

/** Locks, preconditions and the parent, as they stand now. */
export function standing({ store }: Parts, request: ArmRequest, { id, type }: ResourceRoute): Refused | undefined {
  const { method, headers } = request;
  const scope = lockedScope(store.list('Microsoft.Authorization/locks'), method, id);
  if (scope !== undefined) return errors.locked(id, method === 'DELETE' ? 'delete' : 'write', scope);
  const existing = store.get(id);
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch !== undefined && method !== 'GET' && !matches(ifMatch, existing?.etag))
    return errors.preconditionFailed('If-Match');
  if (ifNoneMatch === '*' && existing && method === 'PUT') return errors.preconditionFailed('If-None-Match');
  return orphaned(store, method, parentId(id), type);
}

/** The refusal of a child whose parent is not there. */
function orphaned(store: Store, method: string, parent: string, type: string): Refused | undefined {
  const isChild = parseArmId(parent) && sameId(type.slice(0, type.lastIndexOf('/')), armId(parent).type);
  return isChild && !store.get(parent) ? errors.noParent(method, type, parent) : undefined;
}

/** Azure Policy looks at what is put before the provider does. */
export function policyRefusal({ model }: Parts, call: Call, type: string): Refused | undefined {
  if (call.method !== 'PUT') return undefined;
  const name = nameOf(call.id);
  const found = violations(model, call.id, { ...(call.body as object | undefined), type, name });
  return found.length > 0 ? errors.disallowedByPolicy(name, found) : undefined;
}

const matches = (wanted: string, etag: unknown): boolean => etag !== undefined && (wanted === '*' || wanted === etag);

/** What a resource is without a provider's word: GETs are answered from the store. */
export function fromStore(
  { store, model }: Parts,
  provider: Provider | undefined,
  call: Call,
  route: ResourceRoute,
): Reply {
  if (call.method !== 'GET' || call.action !== undefined)
    return errors.notSimulated([call.method, route.type, call.action].filter(Boolean).join(' '));
  const found = store.get(call.id);
  if (!found) return errors.notFound(call.id);
  return { kind: 'now', status: 200, body: provider?.show?.(found, call, model) ?? found };
}

/** What ARM itself lists. */
export function listing(
  { store }: Parts,
  route: Exclude<Route, { kind: 'operation' | 'resource' | 'collection' | 'resource-group' | 'resource-graph' }>,
  query: URLSearchParams,
): ArmAnswer {
  const ok = (body: unknown): ArmAnswer => ({ status: 200, headers: {}, body });
  const all = store.all();
  switch (route.kind) {
    case 'subscriptions':
      return ok({ value: subscriptionsOf(all).map(subscriptionBody) });
    case 'tenants':
      return ok({ value: [{ id: '/tenants/twin', tenantId: subscriptionBody('').tenantId }] });
    case 'subscription':
      return ok(subscriptionBody(subscriptionOf(route.scope)));
    case 'resource-groups':
      return ok({ value: store.groups(subscriptionOf(route.scope)).map(groupBody) });
    case 'providers': {
      const bodies = providerBodies(route.scope, route.namespace);
      if (route.namespace === undefined) return ok({ value: bodies });
      return bodies[0] ? ok(bodies[0]) : errorAnswer(unknownProvider(route.namespace));
    }
    case 'all-resources': {
      const filter = query.get('$filter') ?? '';
      const [, field, value = ''] = /^(resourceType|resourceGroup) eq '([^']+)'$/i.exec(filter.trim()) ?? [];
      if (filter !== '' && field === undefined) return errorAnswer(errors.notSimulated(`the filter ${filter}`));
      const fits = (one: Resource): boolean =>
        field === undefined || sameId(sameId(field, 'resourceType') ? one.type : armId(one.id).resourceGroup, value);
      const there = all.filter((one) => isBelow(route.scope, one) && parseArmId(one.id)?.names.length === 1);
      return ok({ value: there.filter(fits).map(summaryOf) });
    }
    case 'unknown':
      return errorAnswer(errors.notSimulated('this path'));
  }
}

/** All resources of a type below a scope, as the store has them. */
export function allBelow(
  { store, model }: Parts,
  provider: Provider | undefined,
  call: Call,
  { scope, type }: CollectionRoute,
): Reply {
  if (call.method !== 'GET') return errors.notSimulated(`${call.method} ${type}`);
  const orphan = orphaned(store, call.method, scope, type);
  if (orphan) return orphan;
  if (!isSimulated(type) && store.list(type).length === 0) return errors.notSimulated(`listing ${type}`);
  const shown = store
    .list(type)
    .filter((one) => isBelow(scope, one))
    .map((one) => provider?.show?.(one, { ...call, id: one.id }, model) ?? one);
  return { kind: 'now', status: 200, body: { value: shown } };
}

/** The request as a provider sees it. */
export function callOf(
  request: ArmRequest,
  { id, type, action }: Pick<ResourceRoute, 'id' | 'type' | 'action'>,
  client: string,
): Call | 'bad-json' {
  const { method, query, headers } = request;
  const body = parseJson(request.body);
  if (body === 'bad-json') return 'bad-json';
  return {
    method: method as Call['method'],
    id,
    type: type.toLowerCase(),
    action: action?.toLowerCase(),
    query,
    client,
    headers,
    body,
  };
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return 'bad-json';
  }
}
