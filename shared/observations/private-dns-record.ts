import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { read } from './arm';

/** `name`: as the zone (an id) has it, such as `www`, `@` or `*`. */
export type PrivateDnsRecordParameters = {
  readonly zone: string;
  readonly type: 'A' | 'CNAME';
  readonly name: string;
};

/** Whether a private DNS zone has a record. Azure: GET privateDnsZones/A, privateDnsZones/CNAME. */
export const privateDnsRecord = defineObservation<PrivateDnsRecordParameters, { kind: 'there' | 'absent' }>({
  kind: 'privateDnsRecord',
  permissions: ['Microsoft.Network/privateDnsZones/A/read', 'Microsoft.Network/privateDnsZones/CNAME/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ zone, type, name }) => read(`Microsoft.Network/privateDnsZones/${type}`, `${zone}/${type}/${name}`),
  whenNotFound: 'absent',
  answer: z.union([
    z.literal('absent').transform(() => ({ kind: 'absent' as const })),
    z.object({ id: z.string() }).transform(() => ({ kind: 'there' as const })),
  ]),
});
