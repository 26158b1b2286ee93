import { PRIVATE_PREFIXES, inPrefix, prefixLength } from './address';
import { children } from './arm';
import { peersOf, prefixesOfVnet } from './topology';
import type { Estate } from './arm';
import type { Subnet } from './topology';

interface RouteProperties {
  addressPrefix: string;
  nextHopType: string;
  nextHopIpAddress: string;
}

/** One effective route. `id` and `table` name a user-defined route; system routes have neither. */
export interface EffectiveRoute {
  readonly source: 'Default' | 'User';
  /** `Invalid`: a user-defined route for the same prefix took its place. */
  readonly state: 'Active' | 'Invalid';
  readonly prefix: string;
  readonly nextHopType: string;
  readonly nextHopAddress: string | undefined;
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly table: string | undefined;
}

/** The effective routes of a subnet (Azure: virtual network traffic routing). BGP routes are not part of the twin. */
export function effectiveRoutes(estate: Estate, subnet: Subnet): readonly EffectiveRoute[] {
  const user = userRoutes(estate, subnet);
  const overridden = (prefix: string) => user.some((route) => route.prefix === prefix);
  return [
    ...systemRoutes(estate, subnet).map((route) => ({
      ...route,
      state: overridden(route.prefix) ? ('Invalid' as const) : ('Active' as const),
    })),
    ...user,
  ];
}

function userRoutes(estate: Estate, subnet: Subnet): readonly EffectiveRoute[] {
  const table = estate.get(subnet.properties.routeTable?.id ?? '');
  if (!table) return [];
  return children<RouteProperties>(estate, table, 'routes').map(({ id, name, properties }) => ({
    source: 'User',
    state: 'Active',
    prefix: properties.addressPrefix ?? '',
    nextHopType: properties.nextHopType ?? 'None',
    nextHopAddress: properties.nextHopIpAddress,
    name,
    id,
    table: table.id,
  }));
}

function systemRoutes(estate: Estate, subnet: Subnet): readonly EffectiveRoute[] {
  const system = (nextHopType: string) => (prefix: string) => ({
    source: 'Default' as const,
    state: 'Active' as const,
    prefix,
    nextHopType,
    nextHopAddress: undefined,
    name: undefined,
    id: undefined,
    table: undefined,
  });
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
 * `undefined` when none matches. User-defined routes whose prefix is a service tag match nothing.
 */
export function routeTo(estate: Estate, subnet: Subnet, address: string): EffectiveRoute | undefined {
  const [best] = effectiveRoutes(estate, subnet)
    .filter((route) => route.state === 'Active' && inPrefix(address, route.prefix))
    .sort((a, b) => prefixLength(b.prefix) - prefixLength(a.prefix));
  return best;
}
