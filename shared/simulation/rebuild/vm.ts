import { isSurely } from '../../model/known';
import type { State } from '../../incident/phase';
import { idKey, nameOf, parentId, parseArmId, sameId } from '../../model/arm-id';
import type { VmTarget } from '../../model/target';
import { applicationGateways } from '../../observations/application-gateways';
import { connectivity } from '../../observations/connectivity';
import { guestPort } from '../../observations/guest-port';
import { guestRdp } from '../../observations/guest-rdp';
import { bootLog } from '../../observations/boot-log';
import { guestSsh } from '../../observations/guest-ssh';
import { ipFlow } from '../../observations/ip-flow';
import { networkInterface, type NetworkInterface } from '../../observations/network-interface';
import { networkWatchers } from '../../observations/network-watchers';
import { nextHop } from '../../observations/next-hop';
import { resourceHealth } from '../../observations/resource-health';
import { virtualMachine, type VirtualMachine } from '../../observations/virtual-machine';
import { isRdp, isSsh } from '../../observations/served';
import { isPrivate } from '../../network/prefix';
import { nicProperties } from './arm';
import type { Draft, GuestInput } from './draft';
import { addGateway, probedPort, serversOf } from './gateway';
import { guestWith } from './guest';
import { groupOf, type Networks } from './networks';
import type { Seen } from './seen';
import { silentService, windowsWithApplication, withApplication } from './silent-service';
import { plainVm, watcherAgent } from './stand-ins';
import { serverIn, windowsGuest } from './windows-guest';

/** The VM, what runs in it, and the VM from which it is tried. */
export function addVm(draft: Draft, networks: Networks, seen: Seen, target: VmTarget, state: State): void {
  const { location, subnet } = addTarget(draft, networks, seen, target);
  addWatcher(draft, seen, target, location);
  const { address, vm } = target.from;
  if (vm) addProber(draft, networks, seen, { address, vm }, subnet);
  else if (isIpv4(address) && isPrivate(address)) placeNear(networks, seen, address, subnet);
  const guest = guestOf(seen, target, state);
  const serves = gatewaysWith(seen, target).length > 0;
  if (guest || serves) draft.guest(target.id, serves ? serving(guest ?? {}) : (guest ?? {}));
  for (const gateway of gatewaysWith(seen, target)) addGateway(draft, networks, seen, gateway, parentId(subnet));
}

function addTarget(draft: Draft, networks: Networks, seen: Seen, target: VmTarget) {
  const vm = seen.first(virtualMachine).find(({ answer }) => sameId(answer.id, target.id))?.answer;
  const group = groupOf(target.id);
  const nicId = vm?.nics[0] ?? `${group}/providers/Microsoft.Network/networkInterfaces/${nameOf(target.id)}-nic`;
  draft.add(target.id, plainVm([nicId]));
  const nic = seen.first(networkInterface).find(({ answer }) => sameId(answer.id, nicId))?.answer;
  const home =
    nic?.addresses[0]?.subnet ?? `${group}/providers/Microsoft.Network/virtualNetworks/standin/subnets/default`;
  if (!nic) {
    const address = neighbourOf(target.from.address);
    networks.home(home, address);
    draft.add(nicId, nicProperties({ addresses: [{ privateAddress: address, subnet: home }], vm: target.id }));
  }
  return { location: vm?.location, subnet: home };
}

/** Another address in the same block, where the address of the VM was not seen. */
function neighbourOf(address: string): string {
  if (!isIpv4(address) || !isPrivate(address)) return '10.0.0.4';
  const bytes = address.split('.').map(Number);
  return [...bytes.slice(0, 3), bytes[3] === 4 ? 5 : 4].join('.');
}

const isIpv4 = (address: string): boolean => /^\d+(\.\d+){3}$/.test(address);

/** Network Watcher is there unless Azure showed that it is not. */
export function addWatcher(draft: Draft, seen: Seen, target: Pick<VmTarget, 'id'>, location: string | undefined): void {
  if (seen.first(networkWatchers).length > 0) return;
  const region = location ?? draft.get(target.id)?.location ?? '';
  const subscription = parseArmId(target.id)?.subscription ?? '';
  draft.add(
    `/subscriptions/${subscription}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_${region}`,
    { provisioningState: 'Succeeded' },
    { location: region },
  );
}

/** The VM at the address from which the connection is expected. It has the Network Watcher agent unless Azure showed that it has not. */
function addProber(
  draft: Draft,
  networks: Networks,
  seen: Seen,
  from: { readonly address: string; readonly vm: string },
  subnet: string,
): void {
  const observed = seen.first(virtualMachine).find(({ answer }) => sameId(answer.id, from.vm))?.answer;
  const group = groupOf(from.vm);
  const nicId = observed?.nics[0] ?? `${group}/providers/Microsoft.Network/networkInterfaces/${nameOf(from.vm)}-nic`;
  draft.add(from.vm, plainVm([nicId]));
  const agentMissing = seen.refusals.some(
    ({ observation, refusal }) => observation.kind === connectivity.kind && /agent/i.test(refusal.code),
  );
  if (!observed && !agentMissing) draft.add(`${from.vm}/extensions/AzureNetworkWatcherExtension`, watcherAgent);
  if (seen.first(networkInterface).some(({ answer }) => sameId(answer.id, nicId))) return;
  draft.add(
    nicId,
    nicProperties({ addresses: [placeOfProber(draft, networks, seen, from.address, subnet)], vm: from.vm }),
  );
  const [first] = seen.all(connectivity);
  if (first?.answer.status === 'unknown') draft.guest(from.vm, { agent: 'not-ready' });
}

/** Where the VM's answers go says where the one who connects is: in the same network, in one that is peered, or outside. */
function placeNear(networks: Networks, seen: Seen, address: string, subnet: string): string {
  const hop = seen.first(nextHop).find(({ params }) => params.destinationAddress === address)?.answer;
  if (hop?.type === 'None' && !parseArmId(hop.routeTable))
    return networks.place(`${parentId(subnet)}-elsewhere`, address);
  return networks.place(parentId(subnet), address, hop && /peering/i.test(hop.type) ? 'peered' : undefined);
}

function placeOfProber(draft: Draft, networks: Networks, seen: Seen, address: string, subnet: string) {
  if (isIpv4(address) && isPrivate(address))
    return { privateAddress: address, subnet: placeNear(networks, seen, address, subnet) };
  const id = `${groupOf(subnet)}/providers/Microsoft.Network/publicIPAddresses/standin-prober`;
  draft.add(id, { publicIPAllocationMethod: 'Static', ipAddress: address });
  const inside = '10.254.0.4';
  return { privateAddress: inside, subnet: networks.place(parentId(subnet), inside, 'peered'), publicIpAddress: id };
}

/** The gateways behind which the VM serves. */
function gatewaysWith(seen: Seen, target: VmTarget): readonly string[] {
  const own = addressesOf(seen, target);
  const nics = seen.first(networkInterface).filter(({ answer }) => isOf(answer, target));
  return seen
    .first(applicationGateways)
    .flatMap(({ answer }) => answer.gateways)
    .filter(
      ({ id, ipConfigurations }) =>
        ipConfigurations.some((member) => nics.some(({ answer }) => sameId(parentId(member), answer.id))) ||
        serversOf(seen, id).some(({ address }) => own.includes(address)),
    )
    .map(({ id }) => id);
}

const isOf = ({ vm }: NetworkInterface, target: VmTarget): boolean => vm !== undefined && sameId(vm, target.id);

const addressesOf = (seen: Seen, target: VmTarget): readonly string[] =>
  seen
    .first(networkInterface)
    .flatMap(({ answer }) =>
      isOf(answer, target) ? answer.addresses.map(({ privateAddress }) => privateAddress) : [],
    );

/** The VM as the gateways in front of it see it. */
const ownServers = (seen: Seen, target: VmTarget) =>
  gatewaysWith(seen, target)
    .flatMap((gateway) => serversOf(seen, gateway))
    .filter(({ address, log }) => log !== '' && addressesOf(seen, target).includes(address));

/** A guest that serves what the gateways probe, besides SSH. */
function serving(guest: GuestInput): GuestInput {
  const services = guest.services ?? { ssh: { state: 'active', listens: [22] } };
  const isThere = Object.values(services).some(({ listens }) => listens?.includes(probedPort));
  return isThere ? guest : { ...guest, services: { ...services, web: { state: 'active', listens: [probedPort] } } };
}

/** Whether a connection to the expected port worked at any time, at the VM's own address or by a frontend. */
const wasReached = (seen: Seen, { id, port, through }: VmTarget): boolean =>
  seen
    .all(connectivity)
    .some(
      ({ params: { destination, port: tried }, answer }) =>
        answer.status === 'reachable' &&
        ('vm' in destination ? sameId(destination.vm, id) && tried === port : tried === through?.port),
    );

/** The inside of a Windows VM, as it told of itself. */
function windowsOf(seen: Seen, vm: VirtualMachine, target: VmTarget): GuestInput | undefined {
  const rdp = seen.first(guestRdp).find(({ params }) => sameId(params.vm, target.id))?.answer;
  if (rdp) return windowsGuest(rdp);
  const told = toldOf(seen, target);
  if (told) return windowsWithApplication(target.port, silentService(told, target.port, target.port));
  return isRdp(vm, target) || !wasReached(seen, target) ? undefined : serverIn(target.port);
}

const toldOf = (seen: Seen, { id, port }: VmTarget) =>
  seen.first(guestPort).find(({ params }) => sameId(params.vm, id) && params.port === port)?.answer;

function guestOf(seen: Seen, target: VmTarget, { attempts }: State): GuestInput | undefined {
  const vm = seen.first(virtualMachine).find(({ answer }) => sameId(answer.id, target.id))?.answer;
  if (!vm || !isSurely(vm.power, 'running')) return undefined;
  const told = toldOf(seen, target);
  const tries = seen
    .all(connectivity)
    .filter(
      ({ params }) =>
        'vm' in params.destination && sameId(params.destination.vm, target.id) && params.port === target.port,
    );
  // What security rules keep out does not get as far as the guest.
  const denied = seen
    .first(ipFlow)
    .some(
      ({ params, answer }) =>
        params.direction === 'Inbound' && sameId(params.vm, target.id) && answer.access === 'Deny',
    );
  const first = denied ? undefined : (tries.find(({ late }) => !late)?.answer.status ?? tries[0]?.answer.status);
  const health = seen.first(resourceHealth).find(({ params }) => idKey(params.resource) === idKey(target.id))?.answer;
  const guest = guestWith({
    agent: vm.agent,
    connects: first === 'reachable' ? 'yes' : first === 'unreachable' ? 'no' : 'untried',
    port: target.port,
    console: seen.first(bootLog).find(({ params }) => sameId(params.vm, target.id))?.answer.signs ?? [],
    ssh: seen.first(guestSsh).find(({ params }) => sameId(params.vm, target.id))?.answer,
    fixes: attempts
      .filter(({ applied }) => applied)
      .map(({ proposal, verified }) => ({ fix: proposal.plan.fix, helped: verified })),
    serves: ownServers(seen, target).some((server) => isSurely(server.health, 'healthy')),
    hostEvent: health?.state === 'Unavailable' && health.cause === 'platform',
  });
  if (vm.os === 'Windows') {
    const { agent, hung, node } = guest ?? {};
    return isSurely(vm.agent, 'ready')
      ? windowsOf(seen, vm, target)
      : { agent, hung, node, ...windowsOf(seen, vm, target) };
  }
  if (isSsh(vm, target)) return guest;
  const isSilent = isSurely(vm.agent, 'ready') && first === 'unreachable';
  return withApplication(
    guest ?? {},
    target.port,
    isSilent ? silentService(told, target.port, target.port) : { state: 'active' },
  );
}
