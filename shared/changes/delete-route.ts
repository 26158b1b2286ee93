import { nameOf } from '../model/arm-id';
import { text } from '../model/text';
import { remove } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling } from './change-kind';
import { aboutRoute, describeRoute, isRoute, routeId, routeOf, routeType } from './route';

/** Takes one route out of a route table. Azure: DELETE routeTables/routes. */
export const deleteRoute: ChangeHandling<'delete-route'> = {
  ...aboutRoute,
  kind: 'delete-route',
  own: text('the route', '경로'),
  request: (change) => remove(routeType, routeId(change)),
  byHand: ({ routeTable: table, name }) =>
    az('network route-table route delete', { ...within('route-table-name', table), name }),
  permissions: [
    'Microsoft.Network/routeTables/routes/delete',
    'Microsoft.Network/locations/operations/read',
    'Microsoft.Network/locations/operationResults/read',
  ],
  detail: describeRoute,
  ready(see, change) {
    const route = routeOf(see, change);
    if (!route || isRoute(route, change.route)) return { kind: 'ready' };
    const table = nameOf(change.routeTable);
    return {
      kind: 'not-ready',
      because: text(
        `Somebody has changed the route ${change.name} of ${table} since Reconnect added it.`,
        `Reconnect가 추가한 뒤 다른 사람이 ${table}의 경로 ${change.name}을(를) 바꿨습니다.`,
      ),
    };
  },
  inspect: (see, change) => (routeOf(see, change) ? 'absent' : 'landed'),
};
