import { IPV4, parsePrefix, prefixContains, prefixLength } from './prefix';
import type { NetworkContext } from '../model/network-context';
import { addressSpace, symbolHome } from './service-tags';
import { difference, intersection, meet, union, type Ranges } from './ranges';

export type NextHopType = 'VnetLocal' | 'Internet' | 'VirtualAppliance' | 'VirtualNetworkGateway' | 'None';

/** A route as ARM has it. `addressPrefix` may be a service tag in a route table. */
export interface Route {
  readonly name: string;
  readonly addressPrefix: string;
  readonly nextHopType: NextHopType;
  readonly nextHopIpAddress?: string;
}

/** Where a route comes from, as effective routes name it: a route table, BGP, or Azure itself. */
export type RouteSource = 'User' | 'VirtualNetworkGateway' | 'Default';

/** All routes that a subnet may use. Leave `bgp` empty where the route table stops BGP propagation. */
export interface RouteTables {
  readonly virtualNetwork: readonly string[];
  readonly user: readonly Route[];
  readonly bgp: readonly Route[];
}

export interface ChosenRoute {
  readonly kind: 'chosen';
  readonly source: RouteSource;
  readonly route: Route;
  readonly nextHopType: NextHopType;
  readonly nextHopIpAddress: string | undefined;
}

/** A route to a service tag leads elsewhere, and only Azure knows whether the destination is in the tag. */
export interface UndecidedRoute {
  readonly kind: 'undecided';
  readonly otherwise: ChosenRoute;
  readonly tagged: Route;
}

const system = (addressPrefix: string, nextHopType: NextHopType): Route => ({
  name: `System ${addressPrefix}`,
  addressPrefix,
  nextHopType,
});

const RESERVED = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** The routes that Azure gives every subnet. Azure: "Virtual network traffic routing", system routes. */
export function systemRoutes(virtualNetwork: readonly string[]): readonly Route[] {
  const local = virtualNetwork.map((prefix) => system(prefix, 'VnetLocal'));
  const reserved = RESERVED.filter((prefix) => !virtualNetwork.includes(prefix)).map((prefix) =>
    system(prefix, 'None'),
  );
  return [...local, ...reserved, system('0.0.0.0/0', 'Internet'), system('::/0', 'Internet')];
}

/**
 * The route that traffic to an address (`10.1.2.3`) takes: the longest matching prefix, then route tables before BGP
 * before system routes; among equals the first. Azure: "Virtual network traffic routing", how Azure selects a route.
 */
export function chooseRoute(tables: RouteTables, destination: string): ChosenRoute | UndecidedRoute {
  const best = narrowest([...tables.user, ...tables.bgp, ...systemRoutes(tables.virtualNetwork)], destination);
  if (!best) throw new Error('A system route holds every address.');
  const source = tables.user.includes(best) ? 'User' : tables.bgp.includes(best) ? 'VirtualNetworkGateway' : 'Default';
  const chosen: ChosenRoute = {
    kind: 'chosen',
    source,
    route: best,
    nextHopType: best.nextHopType,
    nextHopIpAddress: best.nextHopIpAddress,
  };
  const rival = tables.user.find(
    (route) => isTag(route.addressPrefix) && mayHold(route.addressPrefix, destination, tables) && !sameHop(route, best),
  );
  return rival ? { kind: 'undecided', otherwise: chosen, tagged: rival } : chosen;
}

/** Where a route leads, in Azure's words: `VirtualAppliance 10.0.9.4`. */
export const hopOf = (hop: { readonly nextHopType: string; readonly nextHopIpAddress?: string | undefined }): string =>
  [hop.nextHopType, hop.nextHopIpAddress].filter(Boolean).join(' ');

/** Of the routes to prefixes the one that holds an address most narrowly; among equals the first. */
export const narrowest = <R extends Pick<Route, 'addressPrefix'>>(
  routes: readonly R[],
  address: string,
): R | undefined =>
  routes
    .filter(({ addressPrefix }) => !isTag(addressPrefix) && prefixContains(addressPrefix, address))
    .toSorted((a, b) => prefixLength(b.addressPrefix) - prefixLength(a.addressPrefix))[0];

const isTag = (prefix: string): boolean => /^[a-z]/i.test(prefix) && !prefix.includes(':');

const mayHold = (tag: string, destination: string, context: NetworkContext): boolean =>
  meet(symbolHome(addressSpace(context), tag.toLowerCase()), [parsePrefix(destination)]);

const sameHop = (a: Route, b: Route): boolean =>
  a.nextHopType === b.nextHopType && a.nextHopIpAddress === b.nextHopIpAddress;

/** The public addresses of IPv4, over which Azure manages what it runs. */
const PUBLIC: Ranges = intersection(addressSpace({ virtualNetwork: [] }).internet, IPV4);

/** Where the routes of a route table send the public IPv4 addresses; to service tags aside. */
export interface PublicWays {
  /** Elsewhere than to the Internet, and the routes that do so, the widest first. */
  readonly away: Ranges;
  readonly diverting: readonly Route[];
  /** Left to BGP and to the system's own routes. */
  readonly unwritten: Ranges;
}

/** The longest prefix decides for each address. Azure: "Virtual network traffic routing", how Azure selects a route. */
export function publicWays(routes: readonly Route[]): PublicWays {
  const written = routes
    .filter((route) => !isTag(route.addressPrefix))
    .toSorted((a, b) => prefixLength(a.addressPrefix) - prefixLength(b.addressPrefix))
    .map((route) => ({ route, reach: intersection([parsePrefix(route.addressPrefix)], PUBLIC) }));
  let away: Ranges = [];
  let unwritten = PUBLIC;
  for (const { route, reach } of written) {
    unwritten = difference(unwritten, reach);
    away = route.nextHopType === 'Internet' ? difference(away, reach) : union(away, reach);
  }
  const diverting = written.filter(({ route, reach }) => route.nextHopType !== 'Internet' && meet(reach, away));
  return { away, diverting: diverting.map(({ route }) => route), unwritten };
}

/** Whether these are most of the public IPv4 addresses: what a default route leads, be it written in one piece or in several. */
export const areMostPublic = (ranges: Ranges): boolean => 2n * sizeOf(intersection(ranges, PUBLIC)) > sizeOf(PUBLIC);

const sizeOf = (ranges: Ranges): bigint => ranges.reduce((sum, [from, to]) => sum + BigInt(to) - BigInt(from), 0n);

/** Whether a route can say anything about public IPv4 addresses. */
export const concernsPublic = ({ addressPrefix }: Pick<Route, 'addressPrefix'>): boolean =>
  !isTag(addressPrefix) && meet([parsePrefix(addressPrefix)], PUBLIC);

/** The route to the narrowest service tag that holds the addresses from which Azure manages gateways in this region. */
export function managementRoute<R extends Pick<Route, 'addressPrefix'>>(
  routes: readonly R[],
  region: string,
): R | undefined {
  const tags = [`gatewaymanager.${region}`, 'gatewaymanager', `azurecloud.${region}`, 'azurecloud'];
  return tags
    .map((tag) => routes.find(({ addressPrefix }) => addressPrefix.toLowerCase() === tag))
    .find((route) => route !== undefined);
}
