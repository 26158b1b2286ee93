import { z } from 'zod';
import { defineObservation } from '../model/observation';
import { asCalled, isSurely, knownFrom } from '../model/known';
import { read } from './arm';
import { armObject, listOf, maybe, reference } from './parse';

export interface VirtualNetwork {
  readonly id: string;
  /** The address space, without that of peered networks. */
  readonly prefixes: readonly string[];
  /** The networks that certainly belong to the tag VirtualNetwork here: peered, connected and let in. Their ids and prefixes. */
  readonly peers: readonly { readonly network: string; readonly prefixes: readonly string[] }[];
}

const Peering = armObject({
  peeringState: knownFrom(asCalled('Connected', 'Initiated', 'Disconnected')),
  allowVirtualNetworkAccess: maybe(z.boolean()),
  remoteVirtualNetwork: reference,
  remoteAddressSpace: maybe(z.object({ addressPrefixes: listOf(z.string()) })),
});

/** A virtual network's address space, and that of its peers. Azure: GET Microsoft.Network/virtualNetworks. */
export const virtualNetwork = defineObservation<{ id: string }, VirtualNetwork>({
  kind: 'virtualNetwork',
  permissions: ['Microsoft.Network/virtualNetworks/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ id }) => read('Microsoft.Network/virtualNetworks', id),
  answer: armObject({
    id: z.string(),
    addressSpace: z.object({ addressPrefixes: listOf(z.string()) }),
    virtualNetworkPeerings: listOf(Peering),
  }).transform(({ id, addressSpace, virtualNetworkPeerings }) => ({
    id,
    prefixes: addressSpace.addressPrefixes,
    peers: virtualNetworkPeerings.flatMap((peering) =>
      peering.remoteVirtualNetwork && isSurely(peering.peeringState, 'Connected') && peering.allowVirtualNetworkAccess
        ? [{ network: peering.remoteVirtualNetwork, prefixes: peering.remoteAddressSpace?.addressPrefixes ?? [] }]
        : [],
    ),
  })),
});
