import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { read } from './arm';
import { armObject, listOf, maybe, reference } from './parse';

export interface Subnet {
  readonly id: string;
  readonly prefixes: readonly string[];
  /** Ids; missing where the subnet has none. */
  readonly networkSecurityGroup?: string | undefined;
  readonly routeTable?: string | undefined;
  readonly natGateway?: string | undefined;
  /** Whether Azure gives its VMs a way to the Internet that nobody set up; a `private` subnet has none. */
  readonly wayOut: 'by-default' | 'private';
  /** The services that it reaches as itself: `Microsoft.Storage`, `Microsoft.Storage.Global`. */
  readonly serviceEndpoints?: readonly string[];
}

/** A subnet with what is attached to it. Azure: GET Microsoft.Network/virtualNetworks/subnets. */
export const subnet = defineObservation<{ id: string }, Subnet>({
  kind: 'subnet',
  permissions: ['Microsoft.Network/virtualNetworks/subnets/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ id }) => read('Microsoft.Network/virtualNetworks/subnets', id),
  answer: armObject({
    id: z.string(),
    addressPrefix: maybe(z.string()),
    addressPrefixes: listOf(z.string()),
    networkSecurityGroup: reference,
    routeTable: reference,
    natGateway: reference,
    defaultOutboundAccess: maybe(z.boolean()),
    serviceEndpoints: listOf(z.object({ service: z.string() })),
  }).transform(({ addressPrefix, addressPrefixes, serviceEndpoints, defaultOutboundAccess, ...rest }): Subnet => ({
    ...rest,
    wayOut: defaultOutboundAccess === false ? 'private' : 'by-default',
    serviceEndpoints: serviceEndpoints.map(({ service }) => service),
    prefixes: addressPrefixes.length === 0 && addressPrefix ? [addressPrefix] : addressPrefixes,
  })),
});
