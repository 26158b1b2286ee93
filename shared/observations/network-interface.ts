import * as z from 'zod';
import { defineObservation } from '../model/observation';
import { read } from './arm';
import { armObject, listOf, maybe, reference } from './parse';

export interface NetworkInterface {
  readonly id: string;
  /** The IP configurations that have a private address, the primary one first. */
  readonly addresses: readonly {
    readonly privateAddress: string;
    readonly subnet: string;
    /** The id of the public IP address resource. */
    readonly publicIpAddress?: string | undefined;
    /** The ids of all application security groups that it belongs to. */
    readonly groups?: readonly string[];
    /** The ids of the load balancers' pools that it is in, and of the inbound NAT rules that lead to it. */
    readonly loadBalancerPools?: readonly string[];
    readonly natRules?: readonly string[];
  }[];
  readonly networkSecurityGroup?: string | undefined;
  readonly vm?: string | undefined;
  /** Whether Azure lets through what is not for its own addresses, as an appliance needs it; missing where it is not told. */
  readonly forwards?: boolean | undefined;
  /** The addresses of its own DNS servers; missing: those of its network. */
  readonly dnsServers?: readonly string[] | undefined;
}

const ids = listOf(z.object({ id: z.string() })).transform((all) => all.map(({ id }) => id));

const IpConfiguration = armObject({
  primary: maybe(z.boolean()),
  privateIPAddress: maybe(z.string()),
  subnet: reference,
  publicIPAddress: reference,
  applicationSecurityGroups: ids,
  loadBalancerBackendAddressPools: ids,
  loadBalancerInboundNatRules: ids,
});

/** A network interface with its addresses. Azure: GET Microsoft.Network/networkInterfaces. */
export const networkInterface = defineObservation<{ id: string }, NetworkInterface>({
  kind: 'networkInterface',
  permissions: ['Microsoft.Network/networkInterfaces/read'],
  cost: { reads: 1, writes: 0, seconds: 1 },
  request: ({ id }) => read('Microsoft.Network/networkInterfaces', id),
  answer: armObject({
    id: z.string(),
    ipConfigurations: listOf(IpConfiguration),
    networkSecurityGroup: reference,
    virtualMachine: reference,
    enableIPForwarding: maybe(z.boolean()),
    dnsSettings: maybe(z.object({ dnsServers: listOf(z.string()) })),
  }).transform(({ id, ipConfigurations, networkSecurityGroup, virtualMachine, enableIPForwarding, dnsSettings }) => ({
    id,
    addresses: ipConfigurations
      .toSorted((a, b) => Number(b.primary === true) - Number(a.primary === true))
      .flatMap(({ privateIPAddress, subnet, publicIPAddress, applicationSecurityGroups, ...behind }) =>
        privateIPAddress && subnet
          ? [
              {
                privateAddress: privateIPAddress,
                subnet,
                publicIpAddress: publicIPAddress,
                groups: applicationSecurityGroups,
                loadBalancerPools: behind.loadBalancerBackendAddressPools,
                natRules: behind.loadBalancerInboundNatRules,
              },
            ]
          : [],
      ),
    networkSecurityGroup,
    vm: virtualMachine,
    forwards: enableIPForwarding,
    dnsServers: dnsSettings && dnsSettings.dnsServers.length > 0 ? dnsSettings.dnsServers : undefined,
  })),
});
