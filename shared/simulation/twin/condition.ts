import type { Target } from '../../model/target';
import { healthOf, isManageable } from './network/backend-health';
import { estateOf } from './network/estate';
import { isRefused } from './network/replies';
import { placeOfVm } from './network/watched-vm';
import type { Model } from './provider';
import { walk } from './walk/walk';

/** How a target is; `hidden`: nobody who asks Azure can tell. */
export type Condition = 'well' | 'in-trouble' | 'hidden';

/** How a target is at this moment, whatever Azure answers to whom. */
export function conditionOf(model: Model, target: Target): Condition {
  const resource = model.get(target.id);
  if (!resource) return 'hidden';
  if (target.kind === 'vm') return connects(model, target);
  if (!isManageable(model, resource)) return 'in-trouble';
  const pools = healthOf(model, resource);
  if (isRefused(pools)) return 'hidden';
  const servers = pools.flatMap(({ settings }) => settings.flatMap((each) => each.servers));
  return servers.every(({ finding }) => finding.kind === 'well') ? 'well' : 'in-trouble';
}

function connects(model: Model, { id, port, from }: Extract<Target, { kind: 'vm' }>): Condition {
  const estate = estateOf(model);
  const placeOf = (vm: string) => {
    const resource = estate.get(vm);
    return resource && placeOfVm(estate, resource, {});
  };
  const prober = from.vm === undefined ? undefined : placeOf(from.vm);
  const to = placeOf(id);
  if (from.vm === undefined || !prober || !to || !estate.guest(from.vm).agentReady) return 'hidden';
  const { hops, end } = walk(estate, { from: prober, to: to.address, protocol: 'Tcp', port });
  if (end.kind === 'answered') return 'well';
  const isStoppedAtItsOwnEnd = hops.length === 1;
  return isStoppedAtItsOwnEnd ? 'hidden' : 'in-trouble';
}
