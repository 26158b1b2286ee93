import { text } from '../model/text';
import { put } from './arm';
import { az, within } from '../model/az';
import type { ChangeHandling } from './change-kind';
import { making } from './own-part';
import { aboutRoute, describeRoute, mayPutRoute, routeId, routePart, routeType } from './route';

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
  ...making(routePart),
};
