import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { listAll } from './arm';
import { poolMembers } from './gateway-backends';
import { armList, armObject, listOf } from './parse';

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

/** Every Application Gateway of a subscription with its backends. Azure: GET Microsoft.Network/applicationGateways. */
export const applicationGateways = defineObservation<{ subscription: string }, ApplicationGateways>({
  kind: 'applicationGateways',
  permissions: ['Microsoft.Network/applicationGateways/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ subscription }) => listAll('Microsoft.Network/applicationGateways', subscription),
  answer: armList(
    armObject({ id: z.string(), name: z.string(), backendAddressPools: listOf(poolMembers) }).transform(
      ({ id, name, backendAddressPools: pools }) => ({
        id,
        name,
        ipConfigurations: once(pools.flatMap((pool) => pool.ipConfigurations)),
        addresses: once(pools.flatMap((pool) => [...pool.addresses, ...pool.hostNames])),
      }),
    ),
  ).transform((gateways) => ({ gateways })),
});

const once = (items: readonly string[]): readonly string[] => [...new Set(items)];
