import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { listAll } from './arm';
import { armList } from './parse';

export interface PrivateDnsZone {
  readonly id: string;
  /** `corp.contoso.com`. */
  readonly name: string;
}

/** The private DNS zones of a subscription. Azure: GET Microsoft.Network/privateDnsZones. */
export const privateDnsZones = defineObservation<{ subscription: string }, { zones: readonly PrivateDnsZone[] }>({
  kind: 'privateDnsZones',
  permissions: ['Microsoft.Network/privateDnsZones/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ subscription }) => listAll('Microsoft.Network/privateDnsZones', subscription),
  answer: armList(z.object({ id: z.string(), name: z.string() })).transform((zones) => ({ zones })),
});
