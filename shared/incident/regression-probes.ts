import { altersNetwork } from '../changes';
import { tryFromVm } from '../topology/questions';
import { nameOf } from '../model/arm-id';
import { isSurely } from '../model/known';
import type { Policy } from '../model/policy';
import type { See } from '../model/observation';
import type { Plan } from '../model/plan';
import type { RegressionProbe } from '../model/regression-probe';
import { forEach, ifSeen } from '../model/see';
import type { Target } from '../model/target';
import { backendHealth } from '../observations/backend-health';
import { connectivity } from '../observations/connectivity';
import { kindOf } from '../targets';

/** `broken` names one in words; `unclear`: one could not be tried, so it is tried again. */
export type ProbeState = { readonly kind: 'well' | 'unclear' } | { readonly kind: 'broken'; readonly what: string };

/** The connections to watch while this plan is applied: those that work now. A plan that changes no network has none. */
export function workingProbes(see: See, plan: Plan, target: Target, policy: Policy): readonly RegressionProbe[] {
  if (!plan.changes.some(altersNetwork)) return [];
  const named = policy.regressionProbes.map((probe): RegressionProbe => ({ kind: 'connection', ...probe }));
  const probes = [...named, ...kindOf(target).probes(see, target)];
  const now = forEach(probes, (probe) => ifSeen(() => works(see, probe)));
  return probes.filter((_, index) => now[index] === 'yes');
}

/** How they are doing now. */
export function lookAtProbes(see: See, probes: readonly RegressionProbe[]): ProbeState {
  const now = forEach(probes, (probe) => ({ probe, works: ifSeen(() => works(see, probe)) ?? 'unclear' }));
  const broken = now.find(({ works: each }) => each === 'no');
  if (broken) return { kind: 'broken', what: describe(broken.probe) };
  return { kind: now.some(({ works: each }) => each === 'unclear') ? 'unclear' : 'well' };
}

function works(see: See, probe: RegressionProbe): 'yes' | 'no' | 'unclear' {
  if (probe.kind === 'backend') {
    const { servers } = see(backendHealth, { gateway: probe.gateway });
    const health = servers.filter(({ address }) => address === probe.address).map((server) => server.health);
    if (health.some((each) => isSurely(each, 'unhealthy'))) return 'no';
    return health.some((each) => isSurely(each, 'healthy')) ? 'yes' : 'unclear';
  }
  const tried = see(connectivity, tryFromVm(see, probe.from, probe.to, probe.port));
  return ({ reachable: 'yes', unreachable: 'no', unknown: 'unclear' } as const)[tried.status];
}

const describe = (probe: RegressionProbe): string =>
  probe.kind === 'backend' ? probe.address : `${nameOf(probe.from)} → ${probe.to}:${probe.port}`;
