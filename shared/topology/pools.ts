import type { Policy } from '../model/policy';
import { armId, sameId } from '../model/arm-id';
import type { See } from '../model/observation';
import { forEach } from '../model/see';
import { applicationGateways } from '../observations/application-gateways';
import { networkInterface } from '../observations/network-interface';
import { virtualMachine } from '../observations/virtual-machine';

/** A gateway that a VM serves behind, and the addresses under which the gateway knows the VM. */
export interface Membership {
  readonly gateway: string;
  readonly addresses: readonly string[];
}

/**
 * The Application Gateways that the VM (an id) serves behind, in its own and in every watched subscription: a gateway and its
 * servers need not share one.
 */
export function poolsOf(see: See, vm: string, { subscriptions }: Pick<Policy, 'subscriptions'>): readonly Membership[] {
  const watched = new Set([armId(vm).subscription, ...subscriptions].map((each) => each.toLowerCase()));
  const gateways = forEach([...watched], (subscription) => see(applicationGateways, { subscription }).gateways).flat();
  if (gateways.length === 0) return [];
  const { nics } = see(virtualMachine, { id: vm });
  const addresses = forEach(nics, (id) => see(networkInterface, { id }).addresses)
    .flat()
    .map(({ privateAddress }) => privateAddress);
  return gateways
    .filter(
      (gateway) =>
        gateway.addresses.some((address) => addresses.includes(address)) ||
        gateway.ipConfigurations.some((member) =>
          nics.some((nic) => sameId(member.split('/').slice(0, -2).join('/'), nic)),
        ),
    )
    .map(({ id }) => ({ gateway: id, addresses }));
}
