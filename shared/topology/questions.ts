import { parseArmId } from '../model/arm-id';
import type { See } from '../model/observation';
import { together, Unsure } from '../model/see';
import type { EndpointTarget, Http, VmTarget } from '../model/target';
import { text } from '../model/text';
import { inboundTcp, tcp, type Box } from '../model/flow';
import type { ApplicationGateway } from '../observations/application-gateway';
import type { ConnectivityParameters } from '../observations/connectivity';
import type { IpFlowParameters } from '../observations/ip-flow';
import type { NextHopParameters } from '../observations/next-hop';
import { entrance, watcherOf, watcherOfGateway } from './paths';
import { frontendOf } from './through';

// An observation is told from another by its parameters, so everybody who asks about a target's path asks in these words.

/** The port that the expected connection is taken to come from: any ephemeral one. */
const clientPort = 60000;

/** The flow that {@link inboundQuestion} asks about, as rules are judged by it. */
export const inboundFlow = (see: See, target: VmTarget): Box => ({
  ...inboundTcp(target.from.address, entrance(see, target).privateAddress, String(target.port)),
  sourcePorts: String(clientPort),
});

/** The flow that {@link wayOutQuestion} asks about, as rules are judged by it. */
export const outboundFlow = (see: See, id: string, { address, port }: Destination): Box => ({
  ...tcp('Outbound', entrance(see, { id }).privateAddress, address, String(port)),
  sourcePorts: String(clientPort),
});

/** The Network Watcher that is asked about a VM, and where a connection to it arrives. */
const whereabouts = (see: See, target: Pick<VmTarget, 'id'>) =>
  together(
    () => watcherOf(see, target.id),
    () => entrance(see, target),
  );

/** May the expected connection enter the VM? */
export function inboundQuestion(see: See, target: VmTarget): IpFlowParameters {
  const [watcher, { vm, nic, privateAddress }] = whereabouts(see, target);
  return {
    watcher,
    vm: vm.id,
    nic: nic.id,
    direction: 'Inbound',
    protocol: 'TCP',
    localAddress: privateAddress,
    localPort: target.port,
    remoteAddress: target.from.address,
    remotePort: clientPort,
  };
}

/** Where do the VM's answers go? */
export const returnQuestion = (see: See, { id, from }: VmTarget): NextHopParameters => wayOut(see, id, from.address);

/** Where does what `sourceVm` (an id) sends to the target go? */
export const wayThereQuestion = (see: See, target: VmTarget, sourceVm: string): NextHopParameters =>
  wayOut(see, sourceVm, destinationOf(see, target).address);

/** May `sourceVm` (an id) open the expected connection? */
export function outboundQuestion(see: See, target: VmTarget, sourceVm: string): IpFlowParameters {
  const [from, to] = together(
    () => whereabouts(see, { id: sourceVm }),
    () => destinationOf(see, target),
  );
  return outboundFrom(from, to);
}

/** May a VM (an id) connect to this address? */
export const wayOutQuestion = (see: See, vm: string, to: Destination): IpFlowParameters =>
  outboundFrom(whereabouts(see, { id: vm }), to);

function outboundFrom(
  [watcher, { vm, nic, privateAddress }]: ReturnType<typeof whereabouts>,
  to: Destination,
): IpFlowParameters {
  return {
    watcher,
    vm: vm.id,
    nic: nic.id,
    direction: 'Outbound',
    protocol: 'TCP',
    localAddress: privateAddress,
    localPort: clientPort,
    remoteAddress: to.address,
    remotePort: to.port,
  };
}

/** Where the traffic of a VM (an id) to an address goes. */
export function wayOut(see: See, id: string, destinationAddress: string): NextHopParameters {
  const [watcher, { vm, nic, privateAddress }] = whereabouts(see, { id });
  return { watcher, vm: vm.id, nic: nic.id, sourceAddress: privateAddress, destinationAddress };
}

interface Destination {
  readonly address: string;
  readonly port: number;
}

/** The address and the port to which clients connect. */
const destinationOf = (see: See, target: VmTarget): Destination =>
  target.through
    ? { address: frontendOf(see, target.through).address, port: target.through.port }
    : { address: entrance(see, target).privateAddress, port: target.port };

/** Does the connection work when it is tried from `sourceVm` (an id)? */
export function tryQuestion(see: See, target: VmTarget, sourceVm: string): ConnectivityParameters {
  if (!target.through) return tryInside(see, target, sourceVm);
  const { address, port } = destinationOf(see, target);
  return tryFromVm(see, sourceVm, address, port);
}

/** Does the VM answer what is asked for over the connection, when it is tried from `sourceVm` (an id)? */
export function askQuestion(see: See, target: VmTarget, http: Http, sourceVm: string): ConnectivityParameters {
  const { address, port } = destinationOf(see, target);
  const { protocol, statusCodes = [200] } = http;
  return { ...tryFromVm(see, sourceVm, urlOf(http, address, port), port), http: { protocol, statusCodes } };
}

/** A page at an address. */
export const urlOf = ({ protocol, path = '/' }: Http, address: string, port: number): string =>
  `${protocol.toLowerCase()}://${address.includes(':') ? `[${address}]` : address}:${port}${path}`;

/** Does a connection to the VM's private address work when it is tried from `sourceVm` (an id)? */
export const tryInside = (
  see: See,
  { id, port }: Pick<VmTarget, 'id' | 'port'>,
  sourceVm: string,
): ConnectivityParameters => ({ watcher: watcherOf(see, sourceVm), source: sourceVm, destination: { vm: id }, port });

/** Does a connection to an address or a name work when it is tried from `vm` (an id)? */
export const tryFromVm = (see: See, vm: string, address: string, port: number): ConnectivityParameters => ({
  watcher: watcherOf(see, vm),
  source: vm,
  destination: { address },
  port,
});

/** Does a VM reach what it must reach? */
export function endpointQuestion(see: See, { id, to }: Pick<EndpointTarget, 'id' | 'to'>): ConnectivityParameters {
  const plain = plainQuestion(see, { id, to });
  if (to.protocol === 'Tcp') return plain;
  const { protocol, address, port, path, statusCodes = [200] } = to;
  const destination = {
    address: path === undefined ? address : `${protocol.toLowerCase()}://${address}:${port}${path}`,
  };
  return { ...plain, destination, http: { protocol, statusCodes } };
}

/** Does a connection to it work at least, whatever is answered over it? */
export const plainQuestion = (see: See, { id, to }: Pick<EndpointTarget, 'id' | 'to'>): ConnectivityParameters =>
  parseArmId(to.address)
    ? tryInside(see, { id: to.address, port: to.port }, id)
    : tryFromVm(see, id, to.address, to.port);

/**
 * Does a connection to an address or a name work when it is tried from a gateway?
 *
 * @throws Unsure of a gateway of v1: Network Watcher tries nothing from one.
 */
export function tryFromGateway(
  see: See,
  gateway: ApplicationGateway,
  address: string,
  port: number,
): ConnectivityParameters {
  if (gateway.generation === 'v1')
    throw new Unsure(
      text(
        `${gateway.name} is of v1, from which Network Watcher can try no connection.`,
        `${gateway.name}은(는) v1이라 Network Watcher로 연결을 시도할 수 없습니다.`,
      ),
    );
  return { watcher: watcherOfGateway(see, gateway), source: gateway.id, destination: { address }, port };
}
