import { z } from 'zod';
import { defineObservation } from '../model/observation';
import { armObject, maybe, region, tags } from './parse';

/** An Application Gateway, as far as its reachability depends on it. */
export interface ApplicationGateway {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  /** `Standard`, `WAF`, `Standard_v2`, `WAF_v2`, … */
  readonly tier: string;
  /** Decides the ports on which Azure manages the gateway. */
  readonly generation: 'v1' | 'v2';
  /** The id of the subnet that its instances are in. */
  readonly subnet: string;
  /** `Succeeded`, `Updating`, `Failed`, … */
  readonly provisioningState: string;
  /** `Running`, `Stopped`, `Starting`, `Stopping`, … */
  readonly operationalState: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The Application Gateway. Azure: GET Microsoft.Network/applicationGateways. */
export const applicationGateway = defineObservation<{ id: string }, ApplicationGateway>({
  kind: 'applicationGateway',
  permissions: ['Microsoft.Network/applicationGateways/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  observe: ({ azure }, { id }) => azure.getApplicationGateway(id),
  answer: armObject({
    id: z.string(),
    name: z.string(),
    location: region,
    sku: z.object({ tier: z.string() }),
    gatewayIPConfigurations: z.tuple([armObject({ subnet: z.object({ id: z.string() }) })], z.unknown()),
    provisioningState: maybe(z.string()),
    operationalState: maybe(z.string()),
    tags,
  }).transform(({ sku, gatewayIPConfigurations: [{ subnet }], ...gateway }) => ({
    ...gateway,
    tier: sku.tier,
    // Application Gateway: only these two tiers are v1; every later one is built like v2.
    generation: sku.tier === 'Standard' || sku.tier === 'WAF' ? 'v1' : 'v2',
    subnet: subnet.id,
    provisioningState: gateway.provisioningState ?? 'Unknown',
    operationalState: gateway.operationalState ?? 'Unknown',
  })),
});
