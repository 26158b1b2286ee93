import { text } from '../model/text';
import { remove } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling } from './change-kind';
import { deleting } from './own-part';
import { aboutRoute, describeRoute, routeId, routePart, routeType } from './route';

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
  ...deleting(routePart),
};
