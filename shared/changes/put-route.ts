import { nameOf } from '../model/arm-id';
import { text } from '../model/text';
import { put } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling } from './change-kind';
import { aboutRoute, describeRoute, isRoute, mayPutRoute, routeId, routeOf, routeType } from './route';

/** Makes a route of a route table another one. Azure: PUT routeTables/routes. */
export const putRoute: ChangeHandling<'put-route'> = {
  ...aboutRoute,
  kind: 'put-route',
  request: (change) => put(routeType, routeId(change), { properties: change.route }),
  byHand: ({ routeTable: table, name, route }) =>
    az('network route-table route update', {
      ...within('route-table-name', table),
      name,
      'next-hop-type': route.nextHopType,
      'next-hop-ip-address': route.nextHopIpAddress ?? 'null',
    }),
  permissions: mayPutRoute,
  detail: describeRoute,
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
