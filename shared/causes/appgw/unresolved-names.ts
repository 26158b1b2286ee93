import { armId, parentId } from '../../model/arm-id';
import type { See } from '../../model/observation';
import { forEach, ifSeen, together } from '../../model/see';
import type { GatewayTarget } from '../../model/target';
import { applicationGateway, type ApplicationGateway } from '../../observations/application-gateway';
import { connectivity, type Hop } from '../../observations/connectivity';
import type { PrivateDnsZone } from '../../observations/private-dns-zones';
import type { VirtualMachine } from '../../observations/virtual-machine';
import { virtualNetwork, type VirtualNetwork } from '../../observations/virtual-network';
import { AZURE_DNS, lookupOf, privateZonesOn, testerIn, type Lookup, type ZoneWord } from '../../topology/names';
import { tryFromGateway, tryFromVm } from '../../topology/questions';
import { failingBy } from './probing';

// The host names in a gateway's pools for which it finds no address, and why: what a VM of its network, the private DNS zones and the
// network's own DNS servers have to say of each.

/** So many names are looked into; each takes Network Watcher half a minute. */
export const MOST_LOOKED_INTO = 4;

/** A host name for which a gateway finds no address. */
export interface Name {
  readonly name: string;
  /** The id of its pool. */
  readonly pool: string;
  readonly port: number;
}

/** Why it finds none. */
export type Reason =
  /** A VM of the network finds it. */
  | { readonly kind: 'remembered'; readonly vm: string; readonly address: string | undefined }
  | { readonly kind: 'zone-not-linked'; readonly zone: PrivateDnsZone }
  | { readonly kind: 'servers-silent'; readonly hops: readonly Hop[] }
  /** Nobody finds it: neither a VM (undefined: none could try) nor the zone that answers for it, where one does. */
  | { readonly kind: 'unknown'; readonly vm: string | undefined; readonly zone: Linked | undefined }
  | { readonly kind: 'untold' };

type Linked = Extract<ZoneWord, { kind: 'linked' }>;
export type Sought<K extends Reason['kind'] = Reason['kind']> = Name & {
  readonly reason: Extract<Reason, { kind: K }>;
};

export interface Place {
  readonly gateway: ApplicationGateway;
  readonly network: VirtualNetwork;
}

function reasonFor(see: See, place: Place, name: Name): Reason {
  const tester = ifSeen(() => testerIn(see, place.network));
  const [lookup, zone, silent] = together(
    () => tester && ifSeen(() => lookUp(see, tester, name)),
    () => ifSeen(() => zoneFor(see, place, name)),
    () => ifSeen(() => silentServers(see, place, tester)),
  );
  // What a VM finds says nothing of a gateway that cannot ask.
  if (silent) return { kind: 'servers-silent', hops: silent.hops };
  const vm = lookup && lookup.kind !== 'untold' ? tester?.name : undefined;
  if (vm && lookup?.kind === 'found') return { kind: 'remembered', vm, address: lookup.address };
  if (zone?.kind === 'not-linked') return { kind: 'zone-not-linked', zone: zone.zone };
  if (zone?.record !== 'there' && (zone || vm)) return { kind: 'unknown', vm, zone };
  return { kind: 'untold' };
}

export const lookUp = (see: See, tester: VirtualMachine, { name, port }: Name): Lookup =>
  lookupOf(see(connectivity, tryFromVm(see, tester.id, name, port)));

/** Only where Azure's own DNS answers, the zones that are linked to the network itself decide. */
export const zoneFor = (see: See, { gateway, network }: Place, { name }: Name): ZoneWord | undefined =>
  isAzures(network) ? privateZonesOn(see, armId(gateway.id).subscription, network.id, name) : undefined;

/** Whether only Azure's own DNS answers in a network. */
export const isAzures = ({ dnsServers }: VirtualNetwork): boolean => dnsServers.every((server) => server === AZURE_DNS);

/** The DNS servers of a network, with the ways to them, where none of them can be connected to. A DNS server answers by TCP too, and only that can be tried. */
export function silentServers(see: See, { gateway, network }: Place, tester: VirtualMachine | undefined) {
  const servers = network.dnsServers;
  if (isAzures(network) || servers.includes(AZURE_DNS)) return undefined;
  const tries = forEach(servers, (server) =>
    see(
      connectivity,
      gateway.generation === 'v1' && tester
        ? tryFromVm(see, tester.id, server, 53)
        : tryFromGateway(see, gateway, server, 53),
    ),
  );
  if (!tries.every(({ status }) => status === 'unreachable')) return undefined;
  return { servers, hops: tries.flatMap(({ hops }) => hops) };
}

/** Every name for which the gateway finds no address, with the reason. */
export function seek(see: See, target: GatewayTarget): { readonly place?: Place; readonly sought: readonly Sought[] } {
  const names = failingBy(see, target, 'dns').flatMap(({ probing: { port }, servers }) =>
    servers.map(({ address: name, pool }): Name => ({ name, pool, port })),
  );
  const distinct = [...new Map(names.map((each) => [each.name.toLowerCase(), each])).values()];
  if (distinct.length === 0) return { sought: [] };
  const gateway = see(applicationGateway, { id: target.id });
  const network = ifSeen(() => see(virtualNetwork, { id: parentId(gateway.subnet) }));
  const place = network && { gateway, network };
  const reasons = place ? forEach(distinct.slice(0, MOST_LOOKED_INTO), (each) => reasonFor(see, place, each)) : [];
  const sought = distinct.map((each, index) => ({ ...each, reason: reasons[index] ?? { kind: 'untold' as const } }));
  return place ? { place, sought } : { sought };
}

export const namesOf = (all: readonly Name[]): string => all.map(({ name }) => name).join(', ');
