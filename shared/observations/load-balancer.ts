import * as z from 'zod';
import { asCalled, knownFrom, type Known } from '../model/known';
import { defineObservation } from '../model/observation';
import { read } from './arm';
import { armObject, listOf, maybe, reference, region } from './parse';

type Transport = 'Tcp' | 'Udp' | 'All';
type Sku = 'Basic' | 'Standard' | 'Gateway';

/** Where clients arrive. */
export interface Frontend {
  readonly id: string;
  readonly name: string;
  /** The id of a public IP address, or the private address of an internal one. */
  readonly publicIpAddress?: string | undefined;
  readonly privateAddress?: string | undefined;
}

/** A port of a frontend that leads to a port of whoever is behind. A port 0 under `All` stands for every port. */
interface Leading {
  readonly id: string;
  readonly name: string;
  /** The id of the frontend. */
  readonly frontend?: string | undefined;
  readonly protocol: Known<Transport>;
  readonly frontendPort?: number | undefined;
  readonly backendPort: number;
  /** Floating IP: the packet keeps the frontend's address and port. */
  readonly keepsDestination: boolean;
}

export interface LoadBalancingRule extends Leading {
  /** Ids. */
  readonly pools: readonly string[];
  readonly probe?: string | undefined;
}

export interface NatRule extends Leading {
  /** The id of the IP configuration of the one network interface that it leads to. */
  readonly to?: string | undefined;
  /** The id of the pool among whose members it shares out a range of ports, where it does. */
  readonly pool?: string | undefined;
}

export interface LoadBalancerProbe {
  readonly id: string;
  readonly name: string;
  readonly protocol: Known<'Tcp' | 'Http' | 'Https'>;
  readonly port: number;
  readonly path?: string | undefined;
}

export interface LoadBalancerPool {
  readonly id: string;
  readonly name: string;
  /** Members that are network interfaces: ids of their IP configurations. */
  readonly ipConfigurations: readonly string[];
  /** Members that are written as addresses. */
  readonly addresses: readonly string[];
}

export interface LoadBalancer {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly sku: Known<Sku>;
  readonly provisioningState: string;
  readonly frontends: readonly Frontend[];
  readonly pools: readonly LoadBalancerPool[];
  readonly rules: readonly LoadBalancingRule[];
  readonly natRules: readonly NatRule[];
  readonly probes: readonly LoadBalancerProbe[];
}

const named = { id: z.string(), name: z.string() };
const leading = {
  ...named,
  frontendIPConfiguration: reference,
  protocol: knownFrom(asCalled<Transport>('Tcp', 'Udp', 'All')),
  frontendPort: maybe(z.number()),
  // ARM leaves a port of 0 out.
  backendPort: maybe(z.number()),
  enableFloatingIP: maybe(z.boolean()),
};

const leadingOf = <T extends { readonly id: string; readonly name: string; readonly protocol: Known<Transport> }>({
  frontendIPConfiguration,
  frontendPort,
  backendPort,
  enableFloatingIP,
  ...rest
}: T & {
  readonly frontendIPConfiguration: string | undefined;
  readonly frontendPort: number | undefined;
  readonly backendPort: number | undefined;
  readonly enableFloatingIP: boolean | undefined;
}) => ({
  ...rest,
  frontend: frontendIPConfiguration,
  frontendPort,
  backendPort: backendPort ?? 0,
  keepsDestination: enableFloatingIP === true,
});

const frontend = armObject({ ...named, publicIPAddress: reference, privateIPAddress: maybe(z.string()) }).transform(
  ({ publicIPAddress, privateIPAddress, ...rest }): Frontend => ({
    ...rest,
    publicIpAddress: publicIPAddress,
    privateAddress: privateIPAddress,
  }),
);

const pool = armObject({
  ...named,
  backendIPConfigurations: listOf(z.object({ id: z.string() })),
  loadBalancerBackendAddresses: listOf(
    armObject({ ipAddress: maybe(z.string()), networkInterfaceIPConfiguration: reference }),
  ),
}).transform(({ backendIPConfigurations, loadBalancerBackendAddresses: written, ...rest }): LoadBalancerPool => {
  const nics = [
    ...backendIPConfigurations.map(({ id }) => id),
    ...written.flatMap(({ networkInterfaceIPConfiguration: id }) => id ?? []),
  ];
  return {
    ...rest,
    ipConfigurations: [...new Set(nics)],
    addresses: written.flatMap(({ ipAddress, networkInterfaceIPConfiguration }) =>
      ipAddress && !networkInterfaceIPConfiguration ? [ipAddress] : [],
    ),
  };
});

const rule = armObject({
  ...leading,
  backendAddressPool: reference,
  backendAddressPools: listOf(z.object({ id: z.string() })),
  probe: reference,
}).transform(({ backendAddressPool, backendAddressPools, ...rest }): LoadBalancingRule => ({
  ...leadingOf(rest),
  pools: [
    ...new Set([...(backendAddressPool ? [backendAddressPool] : []), ...backendAddressPools.map(({ id }) => id)]),
  ],
}));

const natRule = armObject({ ...leading, backendIPConfiguration: reference, backendAddressPool: reference }).transform(
  ({ backendIPConfiguration, backendAddressPool, ...rest }): NatRule => ({
    ...leadingOf(rest),
    to: backendIPConfiguration,
    pool: backendAddressPool,
  }),
);

const probe = armObject({
  ...named,
  protocol: knownFrom(asCalled<'Tcp' | 'Http' | 'Https'>('Tcp', 'Http', 'Https')),
  port: z.number(),
  requestPath: maybe(z.string()),
}).transform(({ requestPath, ...rest }): LoadBalancerProbe => ({ ...rest, path: requestPath }));

/** A load balancer with where it leads. Azure: GET Microsoft.Network/loadBalancers. */
export const loadBalancer = defineObservation<{ id: string }, LoadBalancer>({
  kind: 'loadBalancer',
  permissions: ['Microsoft.Network/loadBalancers/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ id }) => read('Microsoft.Network/loadBalancers', id),
  answer: armObject({
    ...named,
    location: region,
    sku: maybe(z.object({ name: knownFrom(asCalled<Sku>('Basic', 'Standard', 'Gateway')) })),
    provisioningState: maybe(z.string()),
    frontendIPConfigurations: listOf(frontend),
    backendAddressPools: listOf(pool),
    loadBalancingRules: listOf(rule),
    inboundNatRules: listOf(natRule),
    probes: listOf(probe),
  }).transform(
    ({ sku, frontendIPConfigurations, backendAddressPools, loadBalancingRules, inboundNatRules, ...rest }) => ({
      ...rest,
      sku: sku?.name ?? { unrecognised: '' },
      provisioningState: rest.provisioningState ?? 'Unknown',
      frontends: frontendIPConfigurations,
      pools: backendAddressPools,
      rules: loadBalancingRules,
      natRules: inboundNatRules,
    }),
  ),
});
