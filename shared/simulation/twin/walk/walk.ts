import { inPorts, isPrivate } from './address';
import { properties } from './arm';
import { controlPorts } from './control-plane';
import { frontendAt, isClosedByDefault, sentOn } from './load-balancing';
import { routeTo } from './routes';
import { CLIENT_PORT, groupsAt, rulingsAt } from './security';
import {
  hasNoWayOut,
  peersOf,
  placeByPrivateAddress,
  placeByPublicAddress,
  portsOfGateway,
  publicAddressesOf,
  virtualNetworkGatewaysOf,
  vmOfNic,
} from './topology';
import type { ArmResource, Estate } from './arm';
import type { FrontendPlace, Sent } from './load-balancing';
import type { EffectiveRoute } from './routes';
import type { Flow, Ruling } from './security';
import type { InsidePlace, NicPlace, Place } from './topology';

/** A connection that somebody tries to open. */
export interface Attempt {
  readonly from: Place;
  /** An address as the client writes it, or the place itself where it has no address of its own that the client could write. */
  readonly to: string | InsidePlace;
  readonly protocol: 'Tcp' | 'Udp';
  readonly port: number;
}

/** Why a route leads nowhere. */
export type DeadEnd =
  | 'no-route'
  | 'dropped'
  | 'no-such-appliance'
  | 'appliance-down'
  | 'no-virtual-network-gateway'
  | 'private-address-on-the-internet'
  | 'loop';

/** How an attempt ended. Only `answered` is a success. */
export type End =
  | { readonly kind: 'answered' }
  /** A network security group denied it at the last hop. */
  | { readonly kind: 'denied'; readonly ruling: Ruling }
  /** A route led nowhere, on the way there or (seen from the destination) on the way back. */
  | {
      readonly kind: 'lost';
      readonly leg: 'there' | 'back';
      readonly route: EffectiveRoute | undefined;
      readonly why: DeadEnd;
    }
  /** A private subnet has no way to the Internet. */
  | { readonly kind: 'no-way-out' }
  /** The address is in reach, but nobody has it. */
  | { readonly kind: 'nobody'; readonly address: string }
  /** A load balancer (an id) has nowhere to send it. */
  | {
      readonly kind: 'not-balanced';
      readonly balancer: string;
      readonly why: Extract<Sent, { kind: 'dropped' }>['why'];
    }
  /** It came by a public address of the Standard SKU, and no security group lets anything in. */
  | { readonly kind: 'closed-by-default'; readonly address: string }
  | { readonly kind: 'vm-not-running'; readonly vm: string }
  | { readonly kind: 'guest-firewall'; readonly vm: string }
  | { readonly kind: 'no-listener'; readonly resource: string };

/** One place that the packet came to, or the VPN or ExpressRoute gateway by which it left the virtual network. */
export type Hop =
  | { readonly role: 'source' | 'appliance' | 'destination'; readonly place: Place }
  | { readonly role: 'virtual-network-gateway'; readonly gateway: ArmResource };

export interface Walk {
  /** In the order of the way there, the source first. The last one is where it ended. */
  readonly hops: readonly Hop[];
  readonly end: End;
}

/** The address that VMs without a public address of their own show to the Internet. */
export const SHARED_OUTBOUND_ADDRESS = '20.221.41.9';

const MOST_HOPS = 8;

type Step =
  | { readonly kind: 'arrive'; readonly place: InsidePlace }
  | { readonly kind: 'balance'; readonly frontend: FrontendPlace }
  | { readonly kind: 'forward'; readonly appliance: NicPlace }
  | { readonly kind: 'leave' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'dead-end'; readonly why: DeadEnd };

/** The packet on its way: what it has seen, where it is, and who it says it is from. */
interface Packet {
  readonly hops: readonly Hop[];
  readonly at: Place;
  readonly source: string;
}

/**
 * Walks one packet through the estate and its answer back. Everything that the twin lets an observer see about a
 * connection follows from this walk.
 *
 * The way there: routes of the subnet, security groups out (interface, subnet), any appliances, security groups in (subnet,
 * interface), the guest. Security groups are stateful, so the answer only needs routes.
 */
export function walk(estate: Estate, attempt: Attempt): Walk {
  const start: Hop = { role: 'source', place: attempt.from };
  return onward(estate, attempt, { hops: [start], at: attempt.from, source: attempt.from.address });
}

/** From where the packet is to the end. */
function onward(estate: Estate, attempt: Attempt, packet: Packet): Walk {
  const { hops, at, source } = packet;
  const ended = (end: End): Walk => ({ hops, end });
  const address = typeof attempt.to === 'string' ? attempt.to : attempt.to.address;
  if (at.kind === 'outside') return fromOutside(estate, attempt, packet, address);

  const route = routeTo(estate, at.subnet, address);
  const step = stepAlong(estate, at, route, address);
  if (step.kind === 'dead-end') return ended({ kind: 'lost', leg: 'there', route, why: step.why });
  const denied = denial(estate, at, 'Outbound', flow(attempt, source, address));
  if (denied) return ended({ kind: 'denied', ruling: denied });

  switch (step.kind) {
    case 'nobody':
      return ended({ kind: 'nobody', address });
    case 'arrive':
      return arrival(estate, attempt, packet, step.place);
    case 'balance':
      return balanced(estate, attempt, packet, step.frontend);
    case 'leave': {
      if (route?.nextHopType === 'Internet' && hasNoWayOut(estate, at)) return ended({ kind: 'no-way-out' });
      const [gateway] =
        route?.nextHopType === 'VirtualNetworkGateway' ? virtualNetworkGatewaysOf(estate, at.subnet.vnet) : [];
      const left: Packet['hops'] = gateway ? [...hops, { role: 'virtual-network-gateway', gateway }] : hops;
      const shown = isPrivate(address) ? source : (publicAddressesOf(estate, at)[0] ?? SHARED_OUTBOUND_ADDRESS);
      return onward(estate, attempt, { hops: left, at: { kind: 'outside', address: shown }, source: shown });
    }
    case 'forward': {
      if (hops.length >= MOST_HOPS) return ended({ kind: 'lost', leg: 'there', route, why: 'loop' });
      const there: Packet = {
        hops: [...hops, { role: 'appliance', place: step.appliance }],
        at: step.appliance,
        source,
      };
      const refused = denial(estate, step.appliance, 'Inbound', flow(attempt, source, address));
      return refused ? { hops: there.hops, end: { kind: 'denied', ruling: refused } } : onward(estate, attempt, there);
    }
  }
}

function fromOutside(estate: Estate, attempt: Attempt, packet: Packet, address: string): Walk {
  const frontend = typeof attempt.to === 'string' ? frontendAt(estate, address) : undefined;
  if (frontend) return balanced(estate, attempt, packet, frontend);
  const place = typeof attempt.to === 'string' ? placeByPublicAddress(estate, address) : attempt.to;
  if (place) return isShut(estate, place, address) ? shut(packet, address) : arrival(estate, attempt, packet, place);
  const hops: Walk['hops'] = [...packet.hops, { role: 'destination', place: { kind: 'outside', address } }];
  const server = estate.outside.at(address);
  if (server && !(attempt.port in server)) return { hops, end: { kind: 'no-listener', resource: address } };
  const cameFromInside = attempt.from.kind !== 'outside';
  // Nobody outside can write a private address; whatever else the estate does not hold, the world answers for.
  const end: End = isPrivate(address) && !cameFromInside ? { kind: 'nobody', address } : { kind: 'answered' };
  return { hops, end };
}

/** The packet keeps its source; its destination becomes the member that the load balancer chose, and the port that its rule names. */
function balanced(estate: Estate, attempt: Attempt, packet: Packet, frontend: FrontendPlace): Walk {
  const address = typeof attempt.to === 'string' ? attempt.to : attempt.to.address;
  const sent = sentOn(estate, frontend, attempt.protocol, attempt.port);
  if (sent.kind === 'dropped')
    return { hops: packet.hops, end: { kind: 'not-balanced', balancer: frontend.balancer.id, why: sent.why } };
  const [chosen] = sent.to;
  if (isShut(estate, chosen, address)) return shut(packet, address);
  return arrival(estate, { ...attempt, port: sent.port }, packet, chosen);
}

const isShut = (estate: Estate, place: InsidePlace, address: string): boolean =>
  place.kind === 'nic' && groupsAt(estate, place, 'Inbound').length === 0 && isClosedByDefault(estate, address);

const shut = ({ hops }: Packet, address: string): Walk => ({ hops, end: { kind: 'closed-by-default', address } });

function arrival(estate: Estate, attempt: Attempt, packet: Packet, place: InsidePlace): Walk {
  const hops: readonly Hop[] = [...packet.hops, { role: 'destination', place }];
  // Azure translates a public address to the private one before any security group sees the packet.
  const denied = denial(estate, place, 'Inbound', flow(attempt, packet.source, place.address));
  if (denied) return { hops, end: { kind: 'denied', ruling: denied } };
  const failed = received(estate, place, attempt.port, packet.source) ?? wayBack(estate, place, packet.source);
  return { hops, end: failed ?? { kind: 'answered' } };
}

const flow = (attempt: Attempt, source: string, destination: string): Flow => ({
  protocol: attempt.protocol,
  source,
  sourcePort: CLIENT_PORT,
  destination,
  destinationPort: attempt.port,
});

/** Where a route takes a packet next. */
function stepAlong(estate: Estate, from: InsidePlace, route: EffectiveRoute | undefined, address: string): Step {
  const { vnet } = from.subnet;
  const arriveIn = (vnets: Parameters<typeof placeByPrivateAddress>[1]): Step => {
    const place = placeByPrivateAddress(estate, vnets, address);
    if (place) return { kind: 'arrive', place };
    const frontend = frontendAt(estate, address);
    if (frontend) return { kind: 'balance', frontend };
    return estate.outside.at(address) ? { kind: 'leave' } : { kind: 'nobody' };
  };
  switch (route?.nextHopType) {
    case undefined:
      return { kind: 'dead-end', why: 'no-route' };
    case 'VnetLocal':
      return arriveIn([vnet]);
    case 'VNetPeering':
      return arriveIn(peersOf(estate, vnet));
    case 'Internet':
      return isPrivate(address) ? { kind: 'dead-end', why: 'private-address-on-the-internet' } : { kind: 'leave' };
    case 'VirtualNetworkGateway':
      return virtualNetworkGatewaysOf(estate, vnet).length > 0
        ? { kind: 'leave' }
        : { kind: 'dead-end', why: 'no-virtual-network-gateway' };
    case 'VirtualAppliance':
      return throughAppliance(estate, from, route.nextHopAddress ?? '');
    default:
      return { kind: 'dead-end', why: 'dropped' };
  }
}

function throughAppliance(estate: Estate, from: InsidePlace, address: string): Step {
  const { vnet } = from.subnet;
  const appliance = placeByPrivateAddress(estate, [vnet, ...peersOf(estate, vnet)], address);
  if (appliance?.kind !== 'nic') return { kind: 'dead-end', why: 'no-such-appliance' };
  const vm = vmOfNic(estate, appliance.nic);
  const forwards = properties<{ enableIPForwarding: boolean }>(appliance.nic).enableIPForwarding === true;
  if (!forwards || !vm || !estate.guest(vm.id).running) return { kind: 'dead-end', why: 'appliance-down' };
  return { kind: 'forward', appliance };
}

function denial(estate: Estate, at: InsidePlace, direction: 'Inbound' | 'Outbound', flow: Flow): Ruling | undefined {
  return rulingsAt(estate, at, direction, flow).find((ruling) => !ruling.allowed);
}

/** Why the destination itself does not answer; `undefined` when it does. */
function received(estate: Estate, target: InsidePlace, port: number, client: string): End | undefined {
  if (target.kind === 'gateway') {
    const isUp = (properties<{ operationalState: string }>(target.gateway).operationalState ?? 'Running') === 'Running';
    if (!isUp) return { kind: 'no-listener', resource: target.gateway.id };
    const listens = portsOfGateway(target.gateway).includes(port) || inPorts(port, controlPorts(target.gateway));
    return listens ? undefined : { kind: 'no-listener', resource: target.gateway.id };
  }
  const vm = vmOfNic(estate, target.nic);
  if (!vm) {
    const server = estate.outside.at(target.address);
    if (!server) return { kind: 'nobody', address: target.address };
    return port in server ? undefined : { kind: 'no-listener', resource: target.nic.id };
  }
  const guest = estate.guest(vm.id);
  if (!guest.running) return { kind: 'vm-not-running', vm: vm.id };
  if (guest.firewallDrops(port, client)) return { kind: 'guest-firewall', vm: vm.id };
  return guest.listens(port, target.address) ? undefined : { kind: 'no-listener', resource: vm.id };
}

/** Why the answer does not find its way to the client; `undefined` when it does. */
function wayBack(estate: Estate, from: InsidePlace, client: string): End | undefined {
  let at = from;
  for (let hop = 0; hop < MOST_HOPS; hop++) {
    const route = routeTo(estate, at.subnet, client);
    const step = stepAlong(estate, at, route, client);
    switch (step.kind) {
      case 'arrive':
      case 'balance':
      case 'leave':
        return undefined;
      case 'nobody':
        return { kind: 'nobody', address: client };
      case 'dead-end':
        return { kind: 'lost', leg: 'back', route, why: step.why };
      case 'forward':
        at = step.appliance;
    }
  }
  return { kind: 'lost', leg: 'back', route: routeTo(estate, at.subnet, client), why: 'loop' };
}
