import * as z from 'zod';
import { isOfType, parentId } from '../model/arm-id';
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
  /** The addresses of its DNS servers; none: Azure's own. */
  readonly dnsServers: readonly string[];
  /** Some of the network interfaces in it: ids. */
  readonly nics: readonly string[];
}

/** As many interfaces as are kept: whoever looks for one that will do looks at a few. */
const SOME = 10;

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
    dhcpOptions: maybe(z.object({ dnsServers: listOf(z.string()) })),
    subnets: listOf(armObject({ ipConfigurations: listOf(z.object({ id: z.string() })) })),
  }).transform(({ id, addressSpace, virtualNetworkPeerings, dhcpOptions, subnets }) => ({
    id,
    dnsServers: dhcpOptions?.dnsServers ?? [],
    nics: nicsOf(subnets.flatMap(({ ipConfigurations }) => ipConfigurations)),
    prefixes: addressSpace.addressPrefixes,
    peers: virtualNetworkPeerings.flatMap((peering) =>
      peering.remoteVirtualNetwork && isSurely(peering.peeringState, 'Connected') && peering.allowVirtualNetworkAccess
        ? [{ network: peering.remoteVirtualNetwork, prefixes: peering.remoteAddressSpace?.addressPrefixes ?? [] }]
        : [],
    ),
  })),
});

/** The interfaces of VMs by their IP configurations: those of scale sets are in a collection of their own. */
const nicsOf = (ipConfigurations: readonly { readonly id: string }[]): readonly string[] => {
  const own = ipConfigurations.filter(({ id }) => isOfType(id, 'Microsoft.Network/networkInterfaces/ipConfigurations'));
  return [...new Set(own.map(({ id }) => parentId(id)))].slice(0, SOME);
};
