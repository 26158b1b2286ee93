import { armId, sameId } from '../model/arm-id';
import type { See } from '../model/observation';
import { applicationGateways } from '../observations/application-gateways';
import { networkInterface } from '../observations/network-interface';
import { virtualMachine } from '../observations/virtual-machine';

/** A gateway that a VM serves behind, and the addresses under which the gateway knows the VM. */
export interface Membership {
  readonly gateway: string;
  readonly addresses: readonly string[];
}

/** The Application Gateways of the VM's subscription that the VM serves behind. `vm` is an id. */
export function poolsOf(see: See, vm: string): readonly Membership[] {
  const { gateways } = see(applicationGateways, { subscription: armId(vm).subscription });
  if (gateways.length === 0) return [];
  const { nics } = see(virtualMachine, { id: vm });
  const addresses = nics.flatMap((id) => see(networkInterface, { id }).addresses.map((each) => each.privateAddress));
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
