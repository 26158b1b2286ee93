import { nameOf } from '../model/arm-id';
import { text } from '../model/text';
import { put } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling } from './change-kind';
import { aboutRoute, describeRoute, isRoute, mayPutRoute, routeId, routeOf, routeType } from './route';

/** Adds a route to a route table. Azure: PUT routeTables/routes. */
export const addRoute: ChangeHandling<'add-route'> = {
  ...aboutRoute,
  kind: 'add-route',
  own: text('the route', '경로'),
  request: (change) => put(routeType, routeId(change), { properties: change.route }),
  byHand: ({ routeTable: table, name, route }) =>
    az('network route-table route create', {
      ...within('route-table-name', table),
      name,
      'address-prefix': route.addressPrefix,
      'next-hop-type': route.nextHopType,
      ...(route.nextHopIpAddress !== undefined && { 'next-hop-ip-address': route.nextHopIpAddress }),
    }),
  permissions: mayPutRoute,
  detail: describeRoute,
  undo: (change) => ({ ...change, kind: 'delete-route' }),
  ready(see, change) {
    if (!routeOf(see, change)) return { kind: 'ready' };
    const table = nameOf(change.routeTable);
    return {
      kind: 'not-ready',
      because: text(
        `Somebody else has made a route ${change.name} in ${table} meanwhile.`,
        `그사이 다른 사람이 ${table}에 경로 ${change.name}을(를) 만들었습니다.`,
      ),
    };
  },
  inspect(see, change) {
    const route = routeOf(see, change);
    if (!route) return 'absent';
    if (!isRoute(route, change.route) || route.provisioning === 'failed') return 'unknown';
    return route.provisioning === 'succeeded' ? 'landed' : 'unsettled';
  },
};
