import { armId, parentId } from '../model/arm-id';
import type { See } from '../model/observation';
import { CannotSee, forEach, ifSeen, together } from '../model/see';
import type { VmTarget } from '../model/target';
import { text } from '../model/text';
import type { RuleReading } from '../network/rules';
import { contextFor, isGroup } from '../network/service-tags';
import type { NetworkContext } from '../model/network-context';
import type { ApplicationGateway } from '../observations/application-gateway';
import { networkInterface } from '../observations/network-interface';
import { networkSecurityGroup } from '../observations/network-security-group';
import { networkWatchers, type NetworkWatcher } from '../observations/network-watchers';
import { subnet } from '../observations/subnet';
import { virtualMachine } from '../observations/virtual-machine';
import { virtualNetwork } from '../observations/virtual-network';

/** The address prefixes for which the tag VirtualNetwork stands for certain in a subnet: its network's own, and those of the peers. */
export function virtualNetworkOf(see: See, subnetId: string): readonly string[] {
  const { prefixes, peers } = see(virtualNetwork, { id: parentId(subnetId) });
  return [...prefixes, ...peers.flatMap((peer) => peer.prefixes)];
}

/** What is known of the addresses between which the expected connection runs. */
export function contextOf(see: See, target: VmTarget, rules: readonly RuleReading[]): NetworkContext {
  const { subnet, privateAddress, groups } = entrance(see, target);
  const ofSource = rules.some(({ sources }) => sources.some(isGroup)) ? groupsOfSource(see, target) : undefined;
  const memberships = [
    ...(groups ? [{ addresses: [privateAddress], groups }] : []),
    ...(ofSource ? [{ addresses: [target.from.address], groups: ofSource }] : []),
  ];
  const known = { virtualNetwork: virtualNetworkOf(see, subnet) };
  return contextFor(target.from.address, memberships.length > 0 ? { ...known, memberships } : known);
}

/** What is known of the addresses between which a connection of a VM (an id) to an address runs. */
export function contextOut(see: See, vm: string, address: string): NetworkContext {
  const { subnet, privateAddress, groups } = entrance(see, { id: vm });
  const memberships = groups ? [{ addresses: [privateAddress], groups }] : [];
  return contextFor(address, { virtualNetwork: virtualNetworkOf(see, subnet), memberships });
}

/** The application security groups of the address that connects, where the VM at it is known. */
const groupsOfSource = (see: See, { from }: VmTarget): readonly string[] | undefined =>
  ifSeen(() => {
    if (!from.vm) return undefined;
    return forEach(see(virtualMachine, { id: from.vm }).nics, (id) => see(networkInterface, { id }).addresses)
      .flat()
      .find(({ privateAddress }) => privateAddress === from.address)?.groups;
  });

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

/** The groups between the VM's network interface and the network. */
export function groupsOnTheWay(see: See, target: Pick<VmTarget, 'id'>) {
  const { nic, subnet } = entrance(see, target);
  return groupsAround(see, { subnet, nic: nic.networkSecurityGroup });
}

/** The groups between a subnet (an id), or an interface in it with this group of its own, and the network. */
export function groupsAround(see: See, at: { readonly subnet: string; readonly nic: string | undefined }) {
  const group = (id: string | undefined) => (id ? see(networkSecurityGroup, { id }) : undefined);
  const [atSubnet, nic] = together(
    () => group(see(subnet, { id: at.subnet }).networkSecurityGroup),
    () => group(at.nic),
  );
  return { subnet: atSubnet, nic };
}

/** The Network Watcher of a VM's region: what is asked about traffic that starts at this VM or reaches it is asked there. `vm` is an id. */
export function watcherOf(see: See, vm: string): string {
  const [{ location }, watchers] = together(
    () => see(virtualMachine, { id: vm }),
    () => watchersBeside(see, vm),
  );
  return watcherIn(location, watchers);
}

/** The Network Watcher of a gateway's region. */
export const watcherOfGateway = (see: See, { id, location }: ApplicationGateway): string =>
  watcherIn(location, watchersBeside(see, id));

const watchersBeside = (see: See, id: string): readonly NetworkWatcher[] =>
  see(networkWatchers, { subscription: armId(id).subscription }).watchers;

function watcherIn(location: string, watchers: readonly NetworkWatcher[]): string {
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
