import { z } from 'zod';
import { defineObservation } from '../model/observation';
import { listAll } from './arm';
import { armObject, listOf, maybe } from './parse';

export interface ApplicationGateways {
  readonly gateways: readonly {
    readonly id: string;
    readonly name: string;
    /** The members of its backend pools, each once: ids of IP configurations of network interfaces. */
    readonly ipConfigurations: readonly string[];
    /** The same for members that are named by IP address or by host name. */
    readonly addresses: readonly string[];
  }[];
}

const Pool = armObject({
  backendIPConfigurations: listOf(z.object({ id: z.string() })),
  backendAddresses: listOf(z.object({ ipAddress: maybe(z.string()), fqdn: maybe(z.string()) })),
});

/** Every Application Gateway of a subscription with its backends. Azure: GET Microsoft.Network/applicationGateways. */
export const applicationGateways = defineObservation<{ subscription: string }, ApplicationGateways>({
  kind: 'applicationGateways',
  permissions: ['Microsoft.Network/applicationGateways/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ subscription }) => listAll('Microsoft.Network/applicationGateways', subscription),
  answer: z
    .object({
      value: listOf(
        armObject({ id: z.string(), name: z.string(), backendAddressPools: listOf(Pool) }).transform(
          ({ id, name, backendAddressPools: pools }) => ({
            id,
            name,
            ipConfigurations: once(pools.flatMap((pool) => pool.backendIPConfigurations.map((member) => member.id))),
            addresses: once(
              pools.flatMap((pool) => pool.backendAddresses.flatMap(({ ipAddress, fqdn }) => ipAddress ?? fqdn ?? [])),
            ),
          }),
        ),
      ),
    })
    .transform(({ value }) => ({ gateways: value })),
});

const once = (items: readonly string[]): readonly string[] => [...new Set(items)];
