import type { Target } from '../../model/target';
import { healthOf, isManageable } from './network/backend-health';
import { triedNow } from './network/connectivity-check';
import { estateOf } from './network/estate';
import { isRefused } from './network/replies';
import { placeOfVm } from './network/watched-vm';
import type { Model } from './provider';
import { addressOfFrontend, frontendAt, sentOn } from './walk/load-balancing';
import { placeByPublicAddress, type NicPlace } from './walk/topology';
import { walk } from './walk/walk';
import type { Estate } from './walk/arm';

/** How a target is; `hidden`: nobody who asks Azure can tell. */
export type Condition = 'well' | 'in-trouble' | 'hidden';

/** How a target is at this moment, whatever Azure answers to whom. */
export function conditionOf(model: Model, target: Target): Condition {
  const resource = model.get(target.id);
  if (!resource) return 'hidden';
  if (target.kind === 'vm') return connects(model, target);
  if (target.kind === 'endpoint') return reaches(model, target);
  if (!isManageable(model, resource)) return 'in-trouble';
  const pools = healthOf(model, resource);
  if (isRefused(pools)) return 'hidden';
  const servers = pools.flatMap(({ settings }) => settings.flatMap((each) => each.servers));
  return servers.every(({ finding }) => finding.kind === 'well') ? 'well' : 'in-trouble';
}

function reaches(model: Model, { id, to, latencyMs = Infinity }: Extract<Target, { kind: 'endpoint' }>): Condition {
  const tried = triedNow(model, id, to);
  if (!tried || tried.hops.some(({ issues }) => issues.some(({ type }) => type === 'AgentStopped'))) return 'hidden';
  const { connectionStatus, avgLatencyInMs = 0 } = tried;
  return connectionStatus === 'Reachable' && avgLatencyInMs <= latencyMs ? 'well' : 'in-trouble';
}

function connects(model: Model, target: Extract<Target, { kind: 'vm' }>): Condition {
  const { id, port, from, through } = target;
  const estate = estateOf(model);
  const placeOf = (vm: string) => {
    const resource = estate.get(vm);
    return resource && placeOfVm(estate, resource, {});
  };
  const prober = from.vm === undefined ? undefined : placeOf(from.vm);
  const to = placeOf(id);
  if (from.vm === undefined || !prober || !to || !estate.guest(from.vm).agentReady) return 'hidden';
  const address = through ? addressOfFrontend(estate, through.frontend) : to.address;
  if (address === undefined) return 'in-trouble';
  const { hops, end } = walk(estate, { from: prober, to: address, protocol: 'Tcp', port: through?.port ?? port });
  if (end.kind === 'answered')
    return (!through || getsThere(estate, address, through.port, to, port)) && answers(model, from.vm, address, target)
      ? 'well'
      : 'in-trouble';
  const isStoppedAtItsOwnEnd = hops.length === 1;
  return isStoppedAtItsOwnEnd ? 'hidden' : 'in-trouble';
}

/** Whether what is expected over the connection is answered. */
function answers(model: Model, from: string, address: string, target: Extract<Target, { kind: 'vm' }>): boolean {
  const { http, port, through } = target;
  if (!http) return true;
  const tried = triedNow(model, from, { ...http, address, port: through?.port ?? port });
  return tried?.connectionStatus === 'Reachable';
}

/** Whether what arrives at an address gets to this port of the VM, whomever a load balancer would choose. */
function getsThere(estate: Estate, address: string, frontendPort: number, to: NicPlace, port: number): boolean {
  const frontend = frontendAt(estate, address);
  if (!frontend) return placeByPublicAddress(estate, address)?.address === to.address && frontendPort === port;
  const sent = sentOn(estate, frontend, 'Tcp', frontendPort);
  return sent.kind === 'sent' && sent.port === port && sent.to.some((place) => place.address === to.address);
}
