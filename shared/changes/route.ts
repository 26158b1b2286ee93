import type { ChangeOf, RouteProperties } from '../model/change';
import { isSurely } from '../model/known';
import type { See } from '../model/observation';
import { text } from '../model/text';
import { hopOf } from '../network/routes';
import { routeTable, type Route } from '../observations/route-table';

type Change = ChangeOf<'add-route' | 'put-route' | 'delete-route'>;

/** What holds for every change of a route. */
export const aboutRoute = {
  resource: ({ routeTable: table }: Change) => table,
  takesDown: () => [],
  losses: () => [],
};

export const routeType = 'Microsoft.Network/routeTables/routes';
export const routeId = ({ routeTable: table, name }: Change): string => `${table}/routes/${name}`;

/** The rights to make a route or to make it another one. */
export const mayPutRoute = [
  'Microsoft.Network/routeTables/routes/write',
  'Microsoft.Network/routeTables/routes/read',
  'Microsoft.Network/locations/operations/read',
  'Microsoft.Network/locations/operationResults/read',
] as const;

/** A route in a few words: `0.0.0.0/0 → Internet`. */
export const describeRoute = ({ route }: Change): string => `${route.addressPrefix} → ${hopOf(route)}`;

/** The route of this name, as it is now. */
export const routeOf = (see: See, { routeTable: id, name }: Change): Route | undefined =>
  see(routeTable, { id }).routes.find((route) => route.name.toLowerCase() === name.toLowerCase());

/** Whether a route is exactly this one. */
export const isRoute = (route: Route, { addressPrefix, nextHopType, nextHopIpAddress }: RouteProperties): boolean =>
  route.addressPrefix === addressPrefix &&
  isSurely(route.nextHopType, nextHopType) &&
  route.nextHopIpAddress === nextHopIpAddress;

/** A route as a part of its table. */
export const routePart = {
  called: text('route', '경로'),
  of: aboutRoute.resource,
  there: routeOf,
  isAsMade: (route: Route, change: Change): boolean => isRoute(route, change.route),
};
