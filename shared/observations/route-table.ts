import * as z from 'zod';
import { asCalled, knownFrom, wordOf, type Known } from '../model/known';
import { defineObservation } from '../model/observation';
import { hopOf, type NextHopType } from '../network/routes';
import { read } from './arm';
import { armObject, listOf, maybe } from './parse';

/** Azure's words for next hops. */
export const nextHopTypes = asCalled<NextHopType>(
  'VnetLocal',
  'Internet',
  'VirtualAppliance',
  'VirtualNetworkGateway',
  'None',
);

export interface Route {
  readonly name: string;
  /** A prefix or a service tag. */
  readonly addressPrefix: string;
  readonly nextHopType: Known<NextHopType>;
  readonly nextHopIpAddress?: string | undefined;
  /** Azure's word in lower case: `succeeded`, `updating`. */
  readonly provisioning?: string | undefined;
}

/** Where a route leads, whether that is a kind of next hop that is known or not. */
export const hopTold = (route: Route): string => hopOf({ ...route, nextHopType: wordOf(route.nextHopType) });

export interface RouteTable {
  readonly id: string;
  readonly name: string;
  readonly disableBgpRoutePropagation: boolean;
  readonly routes: readonly Route[];
  /** Ids of the subnets that go by it. */
  readonly subnets: readonly string[];
}

/** A route table with the routes that people wrote. Azure: GET Microsoft.Network/routeTables. */
export const routeTable = defineObservation<{ id: string }, RouteTable>({
  kind: 'routeTable',
  permissions: ['Microsoft.Network/routeTables/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ id }) => read('Microsoft.Network/routeTables', id),
  answer: armObject({
    id: z.string(),
    name: z.string(),
    disableBgpRoutePropagation: z.boolean().nullish().transform(Boolean),
    routes: listOf(
      armObject({
        name: z.string(),
        addressPrefix: z.string(),
        nextHopType: knownFrom(nextHopTypes),
        nextHopIpAddress: maybe(z.string()),
        provisioningState: maybe(z.string()),
      }).transform(({ provisioningState, nextHopIpAddress, ...route }) => ({
        ...route,
        nextHopIpAddress: nextHopIpAddress === '' ? undefined : nextHopIpAddress,
        provisioning: provisioningState?.toLowerCase(),
      })),
    ),
    subnets: listOf(z.object({ id: z.string() }).transform(({ id }) => id)),
  }),
});
