import { idKey, sameId } from '../../../shared/model/arm-id';
import { guids } from '../guid';
import type { LoggedRequest, TwinOptions } from '../contract';
import type { Model, Provider, Refused, Reply } from '../provider';
import type { Store } from '../store';
import type { Timeline } from '../timeline';
import { allows } from './access';
import * as errors from './errors';
import { createFaults } from './faults';
import type { Identity } from './identity';
import { subscriptionOf, subscriptionsOf } from './listing';
import { callOf, fromStore, listing, standing, type ResourceRoute } from './lookup';
import { errorAnswer, type ArmAnswer, type LogEntry, type Operations } from './operations';
import type { ArmRequest } from './request';
import { operationOf, routeOf, type Route } from './route';
import { admit } from './admission';
import { createThrottle } from './throttle';

export interface FaceParts {
  readonly options: TwinOptions;
  readonly identity: Identity;
  readonly timeline: Timeline;
  readonly store: Store;
  readonly model: Model;
  readonly operations: Operations;
  readonly providers: readonly Provider[];
  readonly log: LogEntry[];
  /** The origin of poll URLs. */
  readonly endpoint: () => string;
}

const METHODS: readonly string[] = [
  'GET',
  'PUT',
  'POST',
  'PATCH',
  'DELETE',
] satisfies readonly LoggedRequest['method'][];

/** ARM: answers a request, or `drop`s the connection where a fault says so. */
export function createFace(parts: FaceParts): (request: ArmRequest) => ArmAnswer | 'drop' {
  const { options, timeline, operations, log } = parts;
  const faults = createFaults(options.faults);
  const throttle = createThrottle();
  const startedAt = options.clock();
  const nextRequestId = guids('1');
  const groups = groupsEver(parts.store);

  return (request) => {
    timeline.advance();
    const now = timeline.now();
    const elapsed = now - startedAt;
    const { method, path } = request;
    const route = routeOf(method, path);
    const entry = logEntry(request, route, now);

    const fault = faults.take(['status', 'drop-request'], method, path, elapsed);
    if (fault?.kind === 'drop-request') return 'drop';
    log.push(entry);
    const answer = fault ? faultAnswer(fault) : respond();
    entry.status = answer.status;
    if (answer.status >= 400) entry.effect = 'read';
    if (faults.take(['drop-answer'], method, path, elapsed)) return 'drop';
    const id = nextRequestId();
    const common = { 'x-ms-request-id': id, 'x-ms-correlation-request-id': id, date: new Date(now).toUTCString() };
    return { ...answer, headers: { 'cache-control': 'no-cache', ...common, ...answer.headers } };

    function respond(): ArmAnswer {
      const admitted = admit(request, route, parts.identity, throttle, operations, now);
      if (admitted.kind === 'error') return errorAnswer(admitted);
      const answered = answerRoute();
      return { ...answered, headers: { ...admitted.headers, ...answered.headers } };
    }

    function answerRoute(): ArmAnswer {
      const early = refusal();
      if (early) return errorAnswer(early);
      if (route.kind === 'operation')
        return poll(route) ?? errorAnswer(errors.refused(404, 'NotFound', 'The operation was not found.'));
      if (route.kind !== 'resource')
        return listing(parts, route, request) ?? errorAnswer(errors.noGroup(groupNameOf(path)));
      return resource(route);
    }

    function poll({ id, form }: Route & { kind: 'operation' }): ArmAnswer | undefined {
      const wantsResult = form.toLowerCase() === 'operationresults' || request.query.get('monitor') === 'true';
      return wantsResult ? operations.result(id) : operations.state(id);
    }

    /** What ARM itself checks before a provider hears of the request. */
    function refusal(): Refused | undefined {
      const version = request.query.get('api-version');
      if (!version) return errors.noApiVersion();
      if (!/^\d{4}-\d\d-\d\d(-preview)?$/.test(version)) return errors.badApiVersion(version);
      if (route.kind === 'subscriptions' || route.kind === 'tenants' || route.kind === 'operation') return undefined;
      const subscription = subscriptionOf(path);
      if (!subscriptionsOf(parts.store.all()).includes(idKey(subscription))) return errors.noSubscription(subscription);
      // The roles are about what is in a subscription; ARM shows the subscription itself to everybody who has one.
      if (route.kind === 'subscription') return undefined;
      const scope = route.kind === 'resource' ? route.id : 'scope' in route ? route.scope : path;
      if (!allows(options.roles, options.estate.missingActions, entry.operation))
        return errors.forbidden(entry.operation, scope);
      const group = groupNameOf(path);
      if (group !== '' && !groups().has(idKey(`${subscription}/${group}`))) return errors.noGroup(group);
      return undefined;
    }

    function resource(resourceRoute: ResourceRoute): ArmAnswer {
      const { id, type } = resourceRoute;
      const provider = parts.providers.find((candidate) => sameId(candidate.namespace, type.split('/')[0] ?? ''));
      if (!provider) return errorAnswer(errors.noNamespace(type.split('/')[0] ?? ''));
      const conflict = standing(parts, request, resourceRoute);
      if (conflict) return errorAnswer(conflict);
      const call = callOf(request, resourceRoute);
      if (call === 'bad-json') return errorAnswer(errors.badJson());
      const reply = provider.handle(call, parts.model) ?? fromStore(parts, provider, call, resourceRoute);
      return begin(reply, id, type);
    }

    function begin(reply: Reply, id: string, type: string): ArmAnswer {
      if (reply.kind === 'error') return errorAnswer(reply);
      if (reply.effect) entry.effect = reply.effect;
      if (reply.kind === 'now')
        return withEtag({ status: reply.status, headers: reply.headers ?? {}, body: reply.body });
      const change = faults.take(['operation'], method, path, elapsed);
      const place = {
        endpoint: parts.endpoint(),
        subscription: subscriptionOf(id),
        namespace: type.split('/')[0] ?? '',
        location: locationOf(parts.store, id),
        apiVersion: request.query.get('api-version') ?? '',
        resource: id,
      };
      return withEtag(operations.begin(change ? { ...reply, ...changed(change, reply) } : reply, place, entry));
    }
  };
}

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

/** Every group that has ever had a resource: deleting its last one does not delete the group. */
function groupsEver(store: Store): () => ReadonlySet<string> {
  const seen = new Set<string>();
  return () => {
    for (const { id } of store.all()) seen.add(idKey(`${subscriptionOf(id)}/${groupNameOf(id)}`));
    return seen;
  };
}

const groupNameOf = (path: string): string => /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(path)?.[1] ?? '';

function locationOf(store: Store, id: string): string {
  const root = id.split('/').slice(0, 9).join('/');
  return store.get(root)?.location ?? 'eastus';
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

function logEntry({ method, path, headers }: ArmRequest, route: Route, at: number): LogEntry {
  return {
    at,
    method: (METHODS.includes(method) ? method : 'GET') as LoggedRequest['method'],
    url: path,
    operation: operationOf(method, route),
    status: 0,
    effect: method === 'GET' ? 'read' : 'write',
    clientRequestId: headers['x-ms-client-request-id'],
  };
}
