import { parseArmId } from '../../../model/arm-id';
import type { Refused } from '../provider';
import { computeThrottled, throttled, unauthenticated } from './errors';
import type { ArmRequest } from './request';
import type { Identity } from './identity';
import { subscriptionOf } from './listing';
import type { Operations } from './operations';
import type { Route } from './route';
import { ARM_BUCKETS, COMPUTE_BUCKETS, type Bucket, type Throttle } from './throttle';

export type Admission =
  { readonly kind: 'admitted'; readonly client: string; readonly headers: Readonly<Record<string, string>> } | Refused;

/** Who asks, and whether they have not asked too often: what ARM looks at before the request itself. */
export function admit(
  request: ArmRequest,
  route: Route,
  verdictOf: Identity['verdict'],
  throttle: Throttle,
  operations: Operations,
  now: number,
): Admission {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) return unauthenticated('missing');
  const verdict = verdictOf(token);
  if (verdict.kind !== 'valid') return unauthenticated(verdict.kind);
  const { client } = verdict;

  const subscription = subscriptionOf(request.path).toLowerCase();
  const kind = request.method === 'GET' ? 'reads' : request.method === 'DELETE' ? 'deletes' : 'writes';
  const taken = throttle.take(ARM_BUCKETS[kind], `${client} ${subscription}`, now);
  if (taken.kind === 'empty') return throttled(kind.slice(0, -1), subscription, taken.retryAfterSeconds);
  const headers = { [`x-ms-ratelimit-remaining-subscription-${kind}`]: String(taken.remaining) };

  const compute = computeBucket(request.method, route, operations);
  if (!compute) return { kind: 'admitted', client, headers };
  const { bucket, owner } = compute;
  const resource = throttle.take(bucket, owner, now);
  if (resource.kind === 'empty') return computeThrottled(resource.retryAfterSeconds);
  const remaining = `Microsoft.Compute/${bucket.name}Resource;${resource.remaining}`;
  return { kind: 'admitted', client, headers: { ...headers, 'x-ms-ratelimit-remaining-resource': remaining } };
}

/** The bucket that Compute keeps for the VM that the request is about. */
function computeBucket(
  method: string,
  route: Route,
  operations: Operations,
): { bucket: Bucket; owner: string } | undefined {
  const about =
    route.kind === 'operation' ? operations.resourceOf(route.id) : route.kind === 'resource' ? route.id : undefined;
  const vm = /^.*\/providers\/Microsoft\.Compute\/virtualMachines\/[^/]+/i.exec(about ?? '')?.[0]?.toLowerCase();
  if (vm === undefined || !parseArmId(vm)) return undefined;
  if (route.kind === 'operation') return { bucket: COMPUTE_BUCKETS.poll, owner: vm };
  if (route.kind !== 'resource' || !/^microsoft\.compute\//i.test(route.type)) return undefined;
  const action = route.action?.toLowerCase();
  if (method === 'GET' || action === 'retrievebootdiagnosticsdata') return { bucket: COMPUTE_BUCKETS.get, owner: vm };
  const deletes = action === 'deallocate' || (method === 'DELETE' && /\/virtualmachines$/i.test(route.type));
  return { bucket: deletes ? COMPUTE_BUCKETS.delete : COMPUTE_BUCKETS.update, owner: vm };
}
