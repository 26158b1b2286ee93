import * as z from 'zod';
import { asCalled, knownFrom, wordOf, type Known } from '../model/known';
import { defineObservation } from '../model/observation';
import { read } from './arm';
import {
  backendPool,
  backendSettings,
  probe,
  type BackendPool,
  type BackendSettings,
  type Probe,
} from './gateway-backends';
import { routesOf, routing, type Route } from './gateway-routes';
import { armObject, listOf, maybe, reference, region, tags } from './parse';

type OperationalState = 'Running' | 'Stopped' | 'Starting' | 'Stopping';

/** An Application Gateway, as far as its reachability and that of its backends depend on it. */
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
  readonly operationalState: Known<OperationalState>;
  /**
   * `perhaps-inside`: Azure may manage it without the Internet. Azure: private Application Gateway deployment; its tag is
   * cosmetic, and only a gateway of v2 without a public frontend, or with the tag, can be one.
   */
  readonly managedBy: 'internet' | 'perhaps-inside';
  readonly pools: readonly BackendPool[];
  readonly settings: readonly BackendSettings[];
  readonly probes: readonly Probe[];
  readonly routes: readonly Route[];
  readonly tags: Readonly<Record<string, string>>;
  /** Whether it has an identity that somebody made and assigned to it, such as for the certificates in a Key Vault. */
  readonly hasOwnIdentity: boolean;
  /** Whether it serves or asks by TLS anywhere, so that it sees certificates. */
  readonly seesCertificates: boolean;
}

/** The Application Gateway. Azure: GET Microsoft.Network/applicationGateways. */
export const applicationGateway = defineObservation<{ id: string }, ApplicationGateway>({
  kind: 'applicationGateway',
  permissions: ['Microsoft.Network/applicationGateways/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ id }) => read('Microsoft.Network/applicationGateways', id),
  answer: armObject({
    id: z.string(),
    name: z.string(),
    location: region,
    sku: z.object({ tier: z.string() }),
    gatewayIPConfigurations: z.tuple([armObject({ subnet: z.object({ id: z.string() }) })], z.unknown()),
    provisioningState: maybe(z.string()),
    operationalState: knownFrom(asCalled<OperationalState>('Running', 'Stopped', 'Starting', 'Stopping')),
    frontendIPConfigurations: listOf(armObject({ publicIPAddress: reference })),
    backendAddressPools: listOf(backendPool),
    backendHttpSettingsCollection: listOf(backendSettings),
    probes: listOf(probe),
    ...routing,
    listeners: listOf(armObject({ protocol: maybe(z.string()) })),
    tags,
    identity: maybe(z.object({ userAssignedIdentities: maybe(z.record(z.string(), z.unknown())) })),
  }).transform(({ sku, gatewayIPConfigurations: [{ subnet }], frontendIPConfigurations, identity, ...rest }) => {
    const { backendAddressPools: pools, backendHttpSettingsCollection: settings, ...routed } = rest;
    const { httpListeners, listeners, requestRoutingRules, urlPathMaps, ...gateway } = routed;
    const protocols = [
      ...[...httpListeners, ...listeners].map(({ protocol = '' }) => protocol),
      ...settings.map(({ protocol }) => wordOf(protocol)),
    ];
    return {
      ...gateway,
      pools,
      settings,
      routes: routesOf({ httpListeners, requestRoutingRules, urlPathMaps }),
      tier: sku.tier,
      generation: generationOf(sku.tier),
      subnet: subnet.id,
      seesCertificates: protocols.some((protocol) => /^(https|tls)$/i.test(protocol)),
      hasOwnIdentity: Object.keys(identity?.userAssignedIdentities ?? {}).length > 0,
      provisioningState: gateway.provisioningState ?? 'Unknown',
      managedBy:
        generationOf(sku.tier) === 'v1' ||
        (frontendIPConfigurations.some(({ publicIPAddress }) => publicIPAddress) &&
          !Object.keys(gateway.tags).some((name) => name.toLowerCase() === 'enhancednetworkcontrol'))
          ? ('internet' as const)
          : ('perhaps-inside' as const),
    };
  }),
});

/** Application Gateway: only the tiers Standard and WAF are v1; every later one is built like v2. */
const generationOf = (tier: string): ApplicationGateway['generation'] => (/^(standard|waf)$/i.test(tier) ? 'v1' : 'v2');
