import { nameOf } from '../model/arm-id';
import type { ChangeOf, RouteProperties } from '../model/change';
import { isSurely } from '../model/known';
import type { See } from '../model/observation';
import { text } from '../model/text';
import { routeTable, type Route } from '../observations/route-table';
import { put } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling } from './change-kind';

type PutRoute = ChangeOf<'put-route'>;

const type = 'Microsoft.Network/routeTables/routes';

/** Makes a route of a route table another one. Azure: PUT routeTables/routes. */
export const putRoute: ChangeHandling<'put-route'> = {
  kind: 'put-route',
  resource: ({ routeTable: table }) => table,
  request: ({ routeTable: table, name, route }) => put(type, `${table}/routes/${name}`, { properties: route }),
  byHand: ({ routeTable: table, name, route }) =>
    az('network route-table route update', {
      ...within('route-table-name', table),
      name,
      'next-hop-type': route.nextHopType,
      'next-hop-ip-address': route.nextHopIpAddress ?? 'null',
    }),
  permissions: [
    'Microsoft.Network/routeTables/routes/write',
    'Microsoft.Network/routeTables/routes/read',
    'Microsoft.Network/locations/operations/read',
    'Microsoft.Network/locations/operationResults/read',
  ],
  detail: ({ route }) => `${route.addressPrefix} → ${hopOf(route)}`,
  takesDown: () => [],
  losses: () => [],
  undo: ({ route, over: [was], ...where }) => ({ ...where, route: was, over: [route, was] }),
  ready(see, change) {
    const route = routeOf(see, change);
    if (route && change.over.some((each) => isRoute(route, each))) return { kind: 'ready' };
    const table = nameOf(change.routeTable);
    return {
      kind: 'not-ready',
      because: text(
        `Somebody else has changed the route ${change.name} of ${table} meanwhile.`,
        `그사이 다른 사람이 ${table}의 경로 ${change.name}을(를) 바꿨습니다.`,
      ),
    };
  },
  inspect(see, change) {
    const route = routeOf(see, change);
    if (!route || route.provisioning === 'failed') return 'unknown';
    if (isRoute(route, change.route)) return route.provisioning === 'succeeded' ? 'landed' : 'unsettled';
    return change.over.some((each) => isRoute(route, each)) ? 'absent' : 'unknown';
  },
};

/** Where a route leads, in Azure's words: `VirtualAppliance 10.0.9.4`. */
export const hopOf = ({ nextHopType, nextHopIpAddress }: RouteProperties): string =>
  [nextHopType, nextHopIpAddress].filter(Boolean).join(' ');

const routeOf = (see: See, { routeTable: id, name }: PutRoute): Route | undefined =>
  see(routeTable, { id }).routes.find((route) => route.name.toLowerCase() === name.toLowerCase());

/** Whether a route is exactly this one. */
export const isRoute = (route: Route, { addressPrefix, nextHopType, nextHopIpAddress }: RouteProperties): boolean =>
  route.addressPrefix === addressPrefix &&
  isSurely(route.nextHopType, nextHopType) &&
  route.nextHopIpAddress === nextHopIpAddress;
