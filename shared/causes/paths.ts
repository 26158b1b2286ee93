import { armId, parentId } from '../model/arm-id';
import type { See } from '../model/observation';
import { CannotSee } from '../model/see';
import type { VmTarget } from '../model/target';
import { text } from '../model/text';
import { networkInterface } from '../observations/network-interface';
import { networkWatchers } from '../observations/network-watchers';
import { virtualMachine } from '../observations/virtual-machine';
import { virtualNetwork } from '../observations/virtual-network';

/** The address prefixes of the virtual network that a subnet belongs to: what the tag VirtualNetwork stands for, as far as is known. */
export const virtualNetworkOf = (see: See, subnetId: string): readonly string[] =>
  see(virtualNetwork, { id: parentId(subnetId) }).prefixes;

/** The VM's primary network interface and private address: where a connection to it arrives. */
export function entrance(see: See, target: Pick<VmTarget, 'id'>) {
  const vm = see(virtualMachine, { id: target.id });
  const nicId = vm.nics[0];
  const nic = nicId ? see(networkInterface, { id: nicId }) : undefined;
  const address = nic?.addresses[0];
  if (!nic || !address)
    throw new CannotSee(
      text(
        `${vm.name} has no network interface with an address.`,
        `${vm.name}에 주소가 있는 네트워크 인터페이스가 없습니다.`,
      ),
      'network interface',
    );
  return { vm, nic, ...address };
}

/** The Network Watcher of a VM's region: what is asked about traffic that starts at this VM or reaches it is asked there. `vm` is an id. */
export function watcherOf(see: See, vm: string): string {
  const { location } = see(virtualMachine, { id: vm });
  const { watchers } = see(networkWatchers, { subscription: armId(vm).subscription });
  const watcher = watchers.find((each) => each.location === location);
  if (watcher) return watcher.id;
  throw new CannotSee(
    text(
      `Not checked: there is no Network Watcher in ${location}. Enable it for this region.`,
      `확인하지 못함: ${location}에 Network Watcher가 없습니다. 이 지역에서 사용하도록 설정하세요.`,
    ),
    `Network Watcher in ${location}`,
  );
}
