import { sameId } from '../../../model/arm-id';
import { guids } from '../guid';
import type { LoggedRequest, TwinOptions } from '../contract';
import type { Call, Model, Provider, Refused, Reply } from '../provider';
import type { Store } from '../store';
import type { Timeline } from '../timeline';
import { createAtOnce } from './at-once';
import { denying, lockedScope, type Access } from './access';
import { unpublished } from './catalogue';
import * as errors from './errors';
import { createFaults } from './faults';
import { onGroup } from './groups';
import type { Identity } from './identity';
import { subscriptionOf } from './listing';
import {
  allBelow,
  callOf,
  fromStore,
  listing,
  policyRefusal,
  standing,
  type CollectionRoute,
  type ResourceRoute,
} from './lookup';
import { errorAnswer, rootOf, type ArmAnswer, type LogEntry, type Operations } from './operations';
import type { ArmRequest } from './request';
import { createResourceGraph } from './resource-graph';
import { operationOf, routeOf, type Route } from './route';
import { admit } from './admission';
import { createThrottle } from './throttle';

export interface FaceParts {
  readonly options: TwinOptions;
  readonly access: Access;
  /** Whom a token names. */
  readonly verdict: Identity['verdict'];
  readonly timeline: Timeline;
  readonly store: Store;
  readonly model: Model;
  readonly operations: Operations;
  readonly providers: readonly Provider[];
  readonly log: LogEntry[];
  /** The origin of poll URLs. */
  readonly endpoint: () => string;
}

/** ARM: answers a request, or `drop`s the connection where a fault says so. */
export type Face = (request: ArmRequest) => ArmAnswer | 'drop';

const METHODS: readonly string[] = [
  'GET',
  'PUT',
  'POST',
  'PATCH',
  'DELETE',
] satisfies readonly LoggedRequest['method'][];

export function createFace(parts: FaceParts): Face {
  const { options, timeline, operations, log } = parts;
  const faults = createFaults(options.faults);
  const answersAtOnce = createAtOnce(options.seed);
  const throttle = createThrottle();
  const resourceGraph = createResourceGraph({ ...parts, estate: options.estate });
  const startedAt = options.clock();
  const nextRequestId = guids('1');
  const isOfTest = (namespace: string) => options.providers?.some((one) => sameId(one.namespace, namespace)) === true;
  const providerOf = (type: string) =>
    parts.providers.find((candidate) => sameId(candidate.namespace, namespaceOf(type)));

  return (asked) => {
    timeline.advance();
    // HEAD is GET without a body: 204 for what is there.
    const request = asked.method === 'HEAD' ? { ...asked, method: 'GET' } : asked;
    const now = timeline.now();
    const elapsed = now - startedAt;
    const { method, path } = request;
    const route = routeOf(method, path);
    const id = nextRequestId();
    const entry = logEntry(request, route, now, id);

    const fault = faults.take(['status', 'drop-request'], method, path, elapsed);
    if (fault?.kind === 'drop-request') return 'drop';
    log.push(entry);
    const answer = fault ? faultAnswer(fault) : respond();
    entry.status = answer.status;
    if (answer.status >= 400) {
      entry.effect = 'read';
      entry.outcome = { at: now, status: 'Failed' };
    }
    if (faults.take(['drop-answer'], method, path, elapsed)) return 'drop';
    const common = { 'x-ms-request-id': id, 'x-ms-correlation-request-id': id, date: new Date(now).toUTCString() };
    const headers = { 'cache-control': 'no-cache', ...common, ...answer.headers };
    return asked.method === 'HEAD' && answer.status === 200 ? { status: 204, headers } : { ...answer, headers };

    function respond(): ArmAnswer {
      const admitted = admit(request, route, parts.verdict, throttle, operations, now);
      if (admitted.kind === 'error') return errorAnswer(admitted);
      const answered = answerRoute(admitted.client);
      return { ...answered, headers: { ...admitted.headers, ...answered.headers } };
    }

    function answerRoute(client: string): ArmAnswer {
      const early = refusal(client);
      if (early) return errorAnswer(early);
      if (route.kind === 'operation')
        return poll(route) ?? errorAnswer(errors.refused(404, 'NotFound', 'The operation was not found.'));
      if (route.kind === 'resource-graph') {
        entry.effect = 'read';
        return resourceGraph(request.body, client, now);
      }
      if (route.kind === 'resource') return resource(route, client);
      if (route.kind === 'collection') return collection(route, client);
      if (route.kind !== 'resource-group') return listing(parts, route, request.query);
      const call = callOf(request, { id: route.scope, type: 'Microsoft.Resources/resourceGroups' }, client);
      if (call === 'bad-json') return errorAnswer(errors.badJson());
      const scope = lockedScope(parts.store.list('Microsoft.Authorization/locks'), request.method, route.scope);
      if (scope !== undefined) return errorAnswer(errors.locked(route.scope, 'write', scope));
      return begin(onGroup(parts.store, request.method, route, call.body), route.scope, 'Microsoft.Resources');
    }

    function poll({ id, form }: Route & { kind: 'operation' }): ArmAnswer | undefined {
      const wantsResult = form.toLowerCase() === 'operationresults' || request.query.get('monitor') === 'true';
      return wantsResult ? operations.result(id) : operations.state(id);
    }

    /** What ARM itself checks before a provider hears of the request. */
    function refusal(client: string): Refused | undefined {
      const version = request.query.get('api-version');
      if (!version) return errors.noApiVersion();
      if (!/^\d{4}-\d\d-\d\d(-preview)?$/.test(version)) return errors.badApiVersion(version);
      if (route.kind === 'subscriptions' || route.kind === 'tenants') return undefined;
      // Operations are kept for a location of the subscription: the right to follow one must be given there.
      if (route.kind === 'operation')
        return parts.access.allows(client, entry.operation, path)
          ? undefined
          : errors.forbidden(client, entry.operation, path);
      if (route.kind === 'providers' && route.scope === '') return undefined;
      if (route.kind === 'resource-graph') return unpublished('Microsoft.ResourceGraph/resources', 'global', version);
      const strange = strangePath(route, version);
      if (strange) return strange;
      const subscription = subscriptionOf(path);
      if (!parts.store.hasEverHad(subscription)) return errors.noSubscription(subscription);
      // The roles are about what is in a subscription; ARM shows the subscription itself to everybody who has one.
      if (route.kind === 'subscription') return undefined;
      const scope = route.kind === 'resource' ? route.id : 'scope' in route ? route.scope : path;
      const { operation } = entry;
      if (!parts.access.allows(client, operation, scope)) return errors.forbidden(client, operation, scope);
      const denial = denying(parts.store.list('Microsoft.Authorization/denyAssignments'), client, operation, scope);
      if (denial) return errors.denied(client, operation, scope, denial);
      const group = groupNameOf(path);
      if (group !== '' && route.kind !== 'resource-group' && !parts.store.hasEverHad(subscription, group))
        return errors.noGroup(group);
      return undefined;
    }

    function strangePath(asked: Route, version: string): Refused | undefined {
      if (asked.kind !== 'resource' && asked.kind !== 'collection') return undefined;
      if (isOfTest(namespaceOf(asked.type))) return undefined;
      const action =
        asked.kind === 'resource' && asked.action !== undefined && request.method === 'POST' ? `/${asked.action}` : '';
      const location = locationOf(parts.store, asked.kind === 'resource' ? asked.id : asked.scope);
      return unpublished(`${asked.type}${action}`, location, version);
    }

    function resource(resourceRoute: ResourceRoute, client: string): ArmAnswer {
      const { id, type } = resourceRoute;
      const provider = providerOf(type);
      const conflict = standing(parts, request, resourceRoute);
      if (conflict) return errorAnswer(conflict);
      const call = callOf(request, resourceRoute, client);
      if (call === 'bad-json') return errorAnswer(errors.badJson());
      const disallowed = policyRefusal(parts, call, type);
      if (disallowed) return errorAnswer(disallowed);
      const holders = changesNetwork(call) ? [rootOf(id), ...(provider?.heldBy?.(rootOf(id), parts.model) ?? [])] : [];
      const busy = holders.find((holder) => operations.isChanging(holder));
      if (busy !== undefined) return errorAnswer(errors.beingUpdated(busy));
      const reply = provider?.handle(call, parts.model) ?? fromStore(parts, provider, call, resourceRoute);
      return begin(reply, id, type);
    }

    function collection(collectionRoute: CollectionRoute, client: string): ArmAnswer {
      const { scope, type } = collectionRoute;
      const provider = providerOf(type);
      const call = callOf(request, { id: scope, type }, client);
      if (call === 'bad-json') return errorAnswer(errors.badJson());
      const reply = provider?.collection?.(call, parts.model) ?? allBelow(parts, provider, call, collectionRoute);
      return begin(reply, scope, type);
    }

    function begin(reply: Reply, id: string, type: string): ArmAnswer {
      if (reply.kind === 'error') return errorAnswer(reply);
      if (reply.effect) entry.effect = reply.effect;
      if (reply.kind === 'now') {
        entry.outcome = { at: now, status: 'Succeeded' };
        return withEtag({ status: reply.status, headers: reply.headers ?? {}, body: reply.body });
      }
      const change =
        faults.take(['operation'], method, path, elapsed) ?? (answersAtOnce(path, request.body) ? AT_ONCE : undefined);
      const place = {
        endpoint: parts.endpoint(),
        subscription: subscriptionOf(id),
        namespace: namespaceOf(type),
        location: locationOf(parts.store, id),
        apiVersion: request.query.get('api-version') ?? '',
        resource: id,
      };
      return withEtag(operations.begin(change ? { ...reply, ...changed(change, reply) } : reply, place, entry));
    }
  };
}

const AT_ONCE = { seconds: 0, message: '' };

const namespaceOf = (type: string): string => type.split('/')[0] ?? '';

/** Microsoft.Network changes one thing at a time in a resource. */
const changesNetwork = ({ method, type, action }: Call): boolean =>
  sameId(namespaceOf(type), 'Microsoft.Network') &&
  (['PUT', 'PATCH', 'DELETE'].includes(method) || action === 'start' || action === 'stop');

/** A long-running operation that a fault makes slow or lets fail. */
function changed(
  fault: { seconds: number; code?: string | undefined; message: string },
  reply: Reply & { kind: 'later' },
): Pick<Reply & { kind: 'later' }, 'ms' | 'complete'> {
  const { code, message } = fault;
  if (code === undefined) return { ms: fault.seconds * 1000, complete: reply.complete };
  const complete = () => {
    reply.abandon?.();
    return { error: { code, message } };
  };
  return { ms: fault.seconds * 1000, complete };
}

const groupNameOf = (path: string): string => /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(path)?.[1] ?? '';

function locationOf(store: Store, id: string): string {
  return store.get(rootOf(id))?.location ?? 'eastus';
}

function withEtag(answer: ArmAnswer): ArmAnswer {
  const etag = (answer.body as { etag?: unknown } | null | undefined)?.etag;
  return typeof etag === 'string' ? { ...answer, headers: { ...answer.headers, etag } } : answer;
}

function faultAnswer(fault: {
  status: number;
  code: string;
  message: string;
  retryAfterSeconds?: number | undefined;
}): ArmAnswer {
  const headers = fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
  return errorAnswer({ kind: 'error', status: fault.status, code: fault.code, message: fault.message, headers });
}

function logEntry({ method, path, headers }: ArmRequest, route: Route, at: number, correlationId: string): LogEntry {
  return {
    at,
    method: (METHODS.includes(method) ? method : 'GET') as LoggedRequest['method'],
    url: path,
    operation: operationOf(method, route),
    status: 0,
    effect: method === 'GET' ? 'read' : 'write',
    clientRequestId: headers['x-ms-client-request-id'],
    correlationId,
  };
}
