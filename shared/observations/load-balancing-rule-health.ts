import * as z from 'zod';
import { asCalled, knownFrom, type Known } from '../model/known';
import { defineObservation } from '../model/observation';
import { inquire } from './arm';
import { listOf, maybe } from './parse';

/** How the members behind a rule answer its health probe. */
export interface RuleHealth {
  readonly members: readonly {
    readonly address: string;
    readonly state: Known<'Up' | 'Down'>;
    /** Azure's word for why: `Down_Probe_TcpEndpointUnreachable`. */
    readonly reason: string;
  }[];
}

/** The health of the members of a load-balancing rule (its id), of the Standard SKU. Azure: POST loadBalancers/loadBalancingRules/health. */
export const loadBalancingRuleHealth = defineObservation<{ rule: string }, RuleHealth>({
  kind: 'loadBalancingRuleHealth',
  permissions: [
    'Microsoft.Network/loadBalancers/loadBalancingRules/health/action',
    'Microsoft.Network/locations/operationResults/read',
  ],
  cost: { reads: 2, writes: 1, seconds: 11 },
  request: ({ rule }) => inquire('Microsoft.Network/loadBalancers/loadBalancingRules', rule, 'health'),
  answer: z
    .object({
      loadBalancerBackendAddresses: listOf(
        z.object({
          ipAddress: maybe(z.string()),
          state: knownFrom(asCalled<'Up' | 'Down'>('Up', 'Down')),
          reason: maybe(z.string()),
        }),
      ),
    })
    .transform(({ loadBalancerBackendAddresses }) => ({
      members: loadBalancerBackendAddresses.flatMap(({ ipAddress, state, reason = '' }) =>
        ipAddress ? [{ address: ipAddress, state, reason }] : [],
      ),
    })),
});
