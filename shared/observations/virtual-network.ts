import { z } from 'zod';
import { defineObservation } from '../model/observation';
import { armObject, listOf } from './parse';

export interface VirtualNetwork {
  readonly id: string;
  /** The address space, without that of peered networks. */
  readonly prefixes: readonly string[];
}

/** A virtual network's address space. Azure: GET Microsoft.Network/virtualNetworks. */
export const virtualNetwork = defineObservation<{ id: string }, VirtualNetwork>({
  kind: 'virtualNetwork',
  permissions: ['Microsoft.Network/virtualNetworks/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  observe: ({ azure }, { id }) => azure.getVirtualNetwork(id),
  answer: armObject({
    id: z.string(),
    addressSpace: z.object({ addressPrefixes: listOf(z.string()) }),
  }).transform(({ id, addressSpace }) => ({ id, prefixes: addressSpace.addressPrefixes })),
});
