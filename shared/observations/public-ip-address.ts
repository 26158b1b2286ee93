import { z } from 'zod';
import { defineObservation } from '../model/observation';
import { read } from './arm';
import { armObject, maybe } from './parse';

export interface PublicIpAddress {
  readonly id: string;
  /** A dynamic address changes when its VM is deallocated or redeployed. */
  readonly allocation: 'Dynamic' | 'Static';
  /** Missing while nothing that runs uses it. */
  readonly address?: string | undefined;
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
  }).transform(({ id, publicIPAllocationMethod, ipAddress }) => ({
    id,
    allocation: publicIPAllocationMethod,
    address: ipAddress,
  })),
});
