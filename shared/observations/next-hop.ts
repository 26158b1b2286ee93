import { z } from 'zod';
import type { NextHopParameters } from '../model/azure';
import { defineObservation } from '../model/observation';
import { maybe } from './parse';

export interface NextHop {
  /** `Internet`, `VirtualAppliance`, `VirtualNetworkGateway`, `VnetLocal`, `HyperNetGateway`; `None` drops the traffic. */
  readonly type: string;
  readonly address?: string | undefined;
  /** The id of the route table, or `System Route`. */
  readonly routeTable: string;
}

/** Where a VM's traffic to an address goes. Azure: POST networkWatchers/nextHop. `watcher` is an id. */
export const nextHop = defineObservation<NextHopParameters & { watcher: string }, NextHop>({
  kind: 'nextHop',
  permissions: [
    'Microsoft.Network/networkWatchers/nextHop/action',
    'Microsoft.Network/locations/operationResults/read',
  ],
  cost: { reads: 1, writes: 1, seconds: 5 },
  observe: ({ azure }, { watcher, ...parameters }) => azure.nextHop(watcher, parameters),
  answer: z
    .object({ nextHopType: z.string(), nextHopIpAddress: maybe(z.string()), routeTableId: maybe(z.string()) })
    .transform(({ nextHopType, nextHopIpAddress, routeTableId }) => ({
      type: nextHopType,
      address: nextHopIpAddress,
      routeTable: routeTableId ?? 'System Route',
    })),
});
