import { watcherOf } from '../causes/paths';
import { nameOf } from '../model/arm-id';
import { isSurely } from '../model/known';
import type { Policy } from '../config/policy';
import type { See } from '../model/observation';
import type { Plan } from '../model/plan';
import { forEach, ifSeen } from '../model/see';
import type { Target } from '../model/target';
import { backendHealth } from '../observations/backend-health';
import { connectivity } from '../observations/connectivity';

/** A connection that worked just before a network change, and must still work after it. */
export type Canary =
  | { readonly kind: 'connection'; readonly from: string; readonly to: string; readonly port: number }
  | { readonly kind: 'backend'; readonly gateway: string; readonly address: string };

/** `broken` names one in words; `unclear`: one could not be tried, so it is tried again. */
export type CanaryState = { readonly kind: 'well' | 'unclear' } | { readonly kind: 'broken'; readonly what: string };

/** The connections to watch while this plan is applied: those that work now. A plan that changes no network has none. */
export function workingCanaries(see: See, plan: Plan, target: Target, policy: Policy): readonly Canary[] {
  if (plan.opens.length === 0 && plan.closes.length === 0) return [];
  const named = policy.canaries.map((canary): Canary => ({ kind: 'connection', ...canary }));
  const servers =
    target.kind === 'gateway' ? (ifSeen(() => see(backendHealth, { gateway: target.id }).servers) ?? []) : [];
  const backends = [...new Set(servers.map(({ address }) => address))].map((address): Canary => ({
    kind: 'backend',
    gateway: target.id,
    address,
  }));
  const canaries = [...named, ...backends];
  const now = forEach(canaries, (canary) => ifSeen(() => works(see, canary)));
  return canaries.filter((_, index) => now[index] === 'yes');
}

/** How they are doing now. */
export function lookAtCanaries(see: See, canaries: readonly Canary[]): CanaryState {
  const now = forEach(canaries, (canary) => ({ canary, works: ifSeen(() => works(see, canary)) ?? 'unclear' }));
  const broken = now.find(({ works: each }) => each === 'no');
  if (broken) return { kind: 'broken', what: describe(broken.canary) };
  return { kind: now.some(({ works: each }) => each === 'unclear') ? 'unclear' : 'well' };
}

function works(see: See, canary: Canary): 'yes' | 'no' | 'unclear' {
  if (canary.kind === 'backend') {
    const { servers } = see(backendHealth, { gateway: canary.gateway });
    const health = servers.filter(({ address }) => address === canary.address).map((server) => server.health);
    if (health.some((each) => isSurely(each, 'unhealthy'))) return 'no';
    return health.some((each) => isSurely(each, 'healthy')) ? 'yes' : 'unclear';
  }
  const tried = see(connectivity, {
    watcher: watcherOf(see, canary.from),
    sourceVm: canary.from,
    destination: { address: canary.to },
    port: canary.port,
  });
  return ({ reachable: 'yes', unreachable: 'no', unknown: 'unclear' } as const)[tried.status];
}

const describe = (canary: Canary): string =>
  canary.kind === 'backend' ? canary.address : `${nameOf(canary.from)} → ${canary.to}:${canary.port}`;
