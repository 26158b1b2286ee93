import { sameId } from '../../../model/arm-id';
import { PRIVATE_PREFIXES, inPrefix, prefixLength } from './address';
import { children, properties } from './arm';
import { peersOf, prefixesOfVnet, virtualNetworkGatewaysOf } from './topology';
import type { ArmResource, Estate, Reference } from './arm';
import type { Subnet } from './topology';

interface RouteProperties {
  addressPrefix: string;
  nextHopType: string;
  nextHopIpAddress: string;
}

/** One effective route. `id` and `table` name a user-defined route; system routes have neither. */
export interface EffectiveRoute {
  readonly source: 'Default' | 'VirtualNetworkGateway' | 'User';
  /** `Invalid`: another route for the same prefix took its place, a user-defined one or one that a gateway brought. */
  readonly state: 'Active' | 'Invalid';
  readonly prefix: string;
  readonly nextHopType: string;
  readonly nextHopAddress: string | undefined;
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly table: string | undefined;
}

/**
 * The effective routes of a subnet (Azure: virtual network traffic routing). The hubs of Virtual WAN and Route Server are
 * not part of the twin.
 */
export function effectiveRoutes(estate: Estate, subnet: Subnet): readonly EffectiveRoute[] {
  const user = userRoutes(estate, subnet);
  const learned = gatewayRoutes(estate, subnet).map(beneath(user));
  return [...systemRoutes(estate, subnet).map(beneath([...user, ...learned])), ...learned, ...user];
}

/** The route as it stands where one of `above` may be for the same prefix. */
const beneath =
  (above: readonly EffectiveRoute[]) =>
  (route: EffectiveRoute): EffectiveRoute => ({
    ...route,
    state: above.some(({ prefix }) => prefix === route.prefix) ? 'Invalid' : 'Active',
  });

/**
 * What VPN and ExpressRoute gateways bring: what they learned by BGP, the sites that they are connected to, and everything
 * when they have a default site (forced tunnelling). A route table can keep all of it away.
 */
function gatewayRoutes(estate: Estate, subnet: Subnet): readonly EffectiveRoute[] {
  const table = estate.get(subnet.properties.routeTable?.id ?? '');
  if (table && properties<{ disableBgpRoutePropagation: boolean }>(table).disableBgpRoutePropagation === true)
    return [];
  const prefixes = virtualNetworkGatewaysOf(estate, subnet.vnet).flatMap((gateway) => [
    ...estate.learned(gateway.id),
    ...sitesOf(estate, gateway),
    ...(properties<{ gatewayDefaultSite: Reference }>(gateway).gatewayDefaultSite ? ['0.0.0.0/0'] : []),
  ]);
  return [...new Set(prefixes)].map(routeWithoutTable('VirtualNetworkGateway', 'VirtualNetworkGateway'));
}

function sitesOf(estate: Estate, gateway: ArmResource): readonly string[] {
  return estate
    .list('Microsoft.Network/connections')
    .map((one) => properties<{ virtualNetworkGateway1: Reference; localNetworkGateway2: Reference }>(one))
    .filter(({ virtualNetworkGateway1: from }) => from && sameId(from.id, gateway.id))
    .flatMap(({ localNetworkGateway2: to }) => {
      const site = estate.get(to?.id ?? '');
      if (!site) return [];
      return (
        properties<{ localNetworkAddressSpace: { addressPrefixes?: readonly string[] } }>(site).localNetworkAddressSpace
          ?.addressPrefixes ?? []
      );
    });
}

const routeWithoutTable =
  (source: 'Default' | 'VirtualNetworkGateway', nextHopType: string) =>
  (prefix: string): EffectiveRoute => ({
    source,
    state: 'Active',
    prefix,
    nextHopType,
    nextHopAddress: undefined,
    name: undefined,
    id: undefined,
    table: undefined,
  });

function userRoutes(estate: Estate, subnet: Subnet): readonly EffectiveRoute[] {
  const table = estate.get(subnet.properties.routeTable?.id ?? '');
  if (!table) return [];
  return children<RouteProperties>(estate, table, 'routes').map(({ id, name, properties: own }) => ({
    source: 'User',
    state: 'Active',
    prefix: own.addressPrefix ?? '',
    nextHopType: own.nextHopType ?? 'None',
    nextHopAddress: own.nextHopIpAddress,
    name,
    id,
    table: table.id,
  }));
}

function systemRoutes(estate: Estate, subnet: Subnet): readonly EffectiveRoute[] {
  const system = (nextHopType: string) => routeWithoutTable('Default', nextHopType);
  const own = prefixesOfVnet(subnet.vnet);
  const peers = peersOf(estate, subnet.vnet).flatMap(prefixesOfVnet);
  return [
    ...own.map(system('VnetLocal')),
    ...peers.map(system('VNetPeering')),
    system('Internet')('0.0.0.0/0'),
    // Azure drops traffic to a private range, but not to one that the virtual network or a peer has.
    ...PRIVATE_PREFIXES.filter((prefix) => ![...own, ...peers].includes(prefix)).map(system('None')),
  ];
}

/**
 * The route that a packet to `address` takes from a subnet: the longest prefix, and of the same prefix the user-defined one.
 * What is in the virtual network or in a peer stays there, whatever a gateway has learned. `undefined` when none matches.
 * User-defined routes whose prefix is a service tag match nothing.
 */
export function routeTo(estate: Estate, subnet: Subnet, address: string): EffectiveRoute | undefined {
  const matching = effectiveRoutes(estate, subnet).filter(
    (route) => route.state === 'Active' && inPrefix(address, route.prefix),
  );
  const isNear = matching.some(({ nextHopType }) => nextHopType === 'VnetLocal' || nextHopType === 'VNetPeering');
  const [best] = matching
    .filter(({ source }) => !(isNear && source === 'VirtualNetworkGateway'))
    .sort((a, b) => prefixLength(b.prefix) - prefixLength(a.prefix));
  return best;
}
