import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { inquire } from './arm';
import { maybe } from './parse';

/** `watcher`, `vm` and `nic` are ids. */
export type NextHopParameters = {
  readonly watcher: string;
  readonly vm: string;
  readonly nic: string;
  readonly sourceAddress: string;
  readonly destinationAddress: string;
};

export interface NextHop {
  /** `Internet`, `VirtualAppliance`, `VirtualNetworkGateway`, `VnetLocal`, `HyperNetGateway`; `None` drops the traffic. */
  readonly type: string;
  readonly address?: string | undefined;
  /** The id of the route table, or `System Route`. */
  readonly routeTable: string;
}

/** Where a VM's traffic to an address goes. Azure: POST networkWatchers/nextHop. */
export const nextHop = defineObservation<NextHopParameters, NextHop>({
  kind: 'nextHop',
  permissions: [
    'Microsoft.Network/networkWatchers/nextHop/action',
    'Microsoft.Network/locations/operationResults/read',
  ],
  cost: { reads: 2, writes: 1, seconds: 11 },
  request: ({ watcher, vm, nic, sourceAddress, destinationAddress }) =>
    inquire('Microsoft.Network/networkWatchers', watcher, 'nextHop', {
      targetResourceId: vm,
      targetNicResourceId: nic,
      sourceIPAddress: sourceAddress,
      destinationIPAddress: destinationAddress,
    }),
  answer: z
    .object({ nextHopType: z.string(), nextHopIpAddress: maybe(z.string()), routeTableId: maybe(z.string()) })
    .transform(({ nextHopType, nextHopIpAddress, routeTableId }) => ({
      type: nextHopType,
      address: nextHopIpAddress,
      routeTable: routeTableId ?? 'System Route',
    })),
});
