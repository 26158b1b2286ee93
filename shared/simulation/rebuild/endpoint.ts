import { nameOf, parseArmId, sameId } from '../../model/arm-id';
import type { EndpointTarget } from '../../model/target';
import { networkInterface } from '../../observations/network-interface';
import { virtualMachine } from '../../observations/virtual-machine';
import { nicProperties } from './arm';
import type { Draft } from './draft';
import { groupOf, type Networks } from './networks';
import type { Seen } from './seen';
import { plainVm } from './stand-ins';
import { addWatcher } from './vm';

/** The VM that must reach something, and the VM at the other end where there is one. What neither resources nor rules say of the way is told. */
export function addEndpoint(draft: Draft, networks: Networks, seen: Seen, { id, to }: EndpointTarget): void {
  addWatcher(draft, seen, { id }, addMachine(draft, networks, seen, id, '10.0.0.4'));
  if (parseArmId(to.address)) {
    addMachine(draft, networks, seen, to.address, '10.0.0.5');
    draft.serve(to.address, to.port, 'active');
  }
  draft.note(
    'What the VM must reach is rebuilt as far as resources, rules and routes say; names, statuses, latencies and what Azure named at the VM itself are not.',
  );
}

/** A VM (an id) with its network interface; `address`: the one that it has where none was seen. Gives where it is. */
function addMachine(draft: Draft, networks: Networks, seen: Seen, id: string, address: string): string | undefined {
  const vm = seen.first(virtualMachine).find(({ answer }) => sameId(answer.id, id))?.answer;
  const group = groupOf(id);
  const nic = vm?.nics[0] ?? `${group}/providers/Microsoft.Network/networkInterfaces/${nameOf(id)}-nic`;
  draft.add(id, plainVm([nic]));
  if (seen.first(networkInterface).some(({ answer }) => sameId(answer.id, nic))) return vm?.location;
  const subnet = `${group}/providers/Microsoft.Network/virtualNetworks/standin/subnets/default`;
  networks.home(subnet, address);
  draft.add(nic, nicProperties({ addresses: [{ privateAddress: address, subnet }], vm: id }));
  return vm?.location;
}
