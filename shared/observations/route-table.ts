import { z } from 'zod';
import { defineObservation } from '../model/observation';
import { armObject, listOf, maybe } from './parse';

export interface Route {
  readonly name: string;
  /** A prefix or a service tag. */
  readonly addressPrefix: string;
  /** `VirtualNetworkGateway`, `VnetLocal`, `Internet`, `VirtualAppliance`, `None`, … */
  readonly nextHopType: string;
  readonly nextHopIpAddress?: string | undefined;
}

export interface RouteTable {
  readonly id: string;
  readonly name: string;
  readonly disableBgpRoutePropagation: boolean;
  readonly routes: readonly Route[];
}

/** A route table with the routes that people wrote. Azure: GET Microsoft.Network/routeTables. */
export const routeTable = defineObservation<{ id: string }, RouteTable>({
  kind: 'routeTable',
  permissions: ['Microsoft.Network/routeTables/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  observe: ({ azure }, { id }) => azure.getRouteTable(id),
  answer: armObject({
    id: z.string(),
    name: z.string(),
    disableBgpRoutePropagation: z.boolean().nullish().transform(Boolean),
    routes: listOf(
      armObject({
        name: z.string(),
        addressPrefix: z.string(),
        nextHopType: z.string(),
        nextHopIpAddress: maybe(z.string()),
      }),
    ),
  }),
});
