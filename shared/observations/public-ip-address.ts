import * as z from 'zod';
import { asCalled, knownFrom, type Known } from '../model/known';
import { defineObservation } from '../model/observation';
import { read } from './arm';
import { armObject, maybe, reference } from './parse';

export interface PublicIpAddress {
  readonly id: string;
  /** A dynamic address changes when its VM is deallocated or redeployed. */
  readonly allocation: 'Dynamic' | 'Static';
  /** Missing while nothing that runs uses it. */
  readonly address?: string | undefined;
  /** The name in Azure's own domain that always has the address, where it was given one. */
  readonly fqdn?: string | undefined;
  /** One of `Standard` lets nothing in but what a network security group allows. */
  readonly sku: Known<'Basic' | 'Standard'>;
  /** The id of the IP configuration that has it: of a network interface, or the frontend of a load balancer. */
  readonly attachedTo?: string | undefined;
}

/** A public IP address. Azure: GET Microsoft.Network/publicIPAddresses. */
export const publicIpAddress = defineObservation<{ id: string }, PublicIpAddress>({
  kind: 'publicIpAddress',
  permissions: ['Microsoft.Network/publicIPAddresses/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ id }) => read('Microsoft.Network/publicIPAddresses', id),
  answer: armObject({
    id: z.string(),
    publicIPAllocationMethod: z.enum(['Dynamic', 'Static']),
    ipAddress: maybe(z.string()),
    dnsSettings: maybe(z.object({ fqdn: maybe(z.string()) })),
    sku: maybe(z.object({ name: knownFrom(asCalled<'Basic' | 'Standard'>('Basic', 'Standard')) })),
    ipConfiguration: reference,
  }).transform(({ id, publicIPAllocationMethod, ipAddress, dnsSettings, sku, ipConfiguration }) => ({
    id,
    allocation: publicIPAllocationMethod,
    address: ipAddress,
    fqdn: dnsSettings?.fqdn,
    sku: sku?.name ?? { unrecognised: '' },
    attachedTo: ipConfiguration,
  })),
});
