import * as z from 'zod';
import { ProbeValue } from './probe-field';

/** The writable properties of a security rule, as ARM names them: of each end either one prefix or tag, or several prefixes. */
const SecurityRuleProperties = z.object({
  description: z.string(),
  direction: z.enum(['Inbound', 'Outbound']),
  access: z.enum(['Allow', 'Deny']),
  protocol: z.enum(['Tcp', 'Udp', 'Icmp', 'Esp', 'Ah', '*']),
  priority: z.number(),
  sourceAddressPrefix: z.string().exactOptional(),
  sourceAddressPrefixes: z.array(z.string()).readonly().exactOptional(),
  sourcePortRange: z.string(),
  destinationAddressPrefix: z.string().exactOptional(),
  destinationAddressPrefixes: z.array(z.string()).readonly().exactOptional(),
  destinationPortRange: z.string(),
});
export type SecurityRuleProperties = z.infer<typeof SecurityRuleProperties>;

const securityRule = { networkSecurityGroup: z.string(), name: z.string(), rule: SecurityRuleProperties };

/** The writable properties of a route, as ARM names them. */
const RouteProperties = z.object({
  addressPrefix: z.string(),
  nextHopType: z.enum(['VnetLocal', 'Internet', 'VirtualAppliance', 'VirtualNetworkGateway', 'None']),
  nextHopIpAddress: z.string().exactOptional(),
});
export type RouteProperties = z.infer<typeof RouteProperties>;

const route = { routeTable: z.string(), name: z.string(), route: RouteProperties };

/** A VM extension to install or run again. Azure never returns `protectedSettings`. */
const VmExtension = z.object({
  location: z.string(),
  publisher: z.string(),
  type: z.string(),
  typeHandlerVersion: z.string(),
  autoUpgradeMinorVersion: z.boolean().exactOptional(),
  forceUpdateTag: z.string(),
  settings: z.record(z.string(), z.json()),
  protectedSettings: z.record(z.string(), z.json()),
});

const vmExtension = { vm: z.string(), name: z.string(), extension: VmExtension };

/**
 * One request that changes Azure, as data. A plan lists exactly the changes that people approve, and exactly these are
 * sent: nothing is worked out between the approval and the request. What Reconnect knows of each kind is in `changes/`.
 */
export const Change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('put-security-rule'), ...securityRule }),
  /** `rule`: what Reconnect made it. One that somebody has changed since is theirs, and stays. */
  z.object({ kind: z.literal('delete-security-rule'), ...securityRule }),
  z.object({ kind: z.literal('add-route'), ...route }),
  /** `over`: what may be there of that name, as it was first. Any other is somebody else's, and stays. */
  z.object({
    kind: z.literal('put-route'),
    ...route,
    over: z.tuple([RouteProperties], RouteProperties).readonly(),
  }),
  /** `route`: what Reconnect made it. One that somebody has changed since is theirs, and stays. */
  z.object({ kind: z.literal('delete-route'), ...route }),
  z.object({ kind: z.literal('put-vm-extension'), ...vmExtension }),
  z.object({ kind: z.literal('add-vm-extension'), ...vmExtension }),
  /** `extension`: what Reconnect made it. One that somebody has changed since is theirs, and stays. */
  z.object({ kind: z.literal('delete-vm-extension'), ...vmExtension }),
  /** `leaves`: the file by which it shows that the script ran. */
  z.object({
    kind: z.literal('run-command'),
    vm: z.string(),
    script: z.array(z.string()).readonly(),
    leaves: z.string(),
  }),
  /** `notes`: the name under which it notes in the registry that it began, and that it is done. */
  z.object({
    kind: z.literal('run-power-shell'),
    vm: z.string(),
    script: z.array(z.string()).readonly(),
    notes: z.string(),
  }),
  z.object({ kind: z.literal('restart-vm'), vm: z.string() }),
  z.object({ kind: z.literal('redeploy-vm'), vm: z.string() }),
  z.object({ kind: z.literal('stop-gateway'), gateway: z.string() }),
  z.object({ kind: z.literal('start-gateway'), gateway: z.string() }),
  /** One field of a custom probe. Whoever has changed it since it was `from` is not overruled. */
  z.object({
    kind: z.literal('set-gateway-probe'),
    gateway: z.string(),
    probe: z.string(),
    field: z.enum(['timeout', 'statusCodes', 'host', 'path']),
    from: ProbeValue,
    to: ProbeValue,
  }),
  /** One value of an inbound NAT rule or a probe of a load balancer. Whoever has changed it since it was `from` is not overruled. */
  z.object({
    kind: z.literal('set-load-balancer-part'),
    loadBalancer: z.string(),
    list: z.enum(['inboundNatRules', 'probes']),
    name: z.string(),
    field: z.enum(['backendPort', 'protocol', 'port']),
    from: z.union([z.number(), z.string()]),
    to: z.union([z.number(), z.string()]),
  }),
]);
export type Change = z.infer<typeof Change>;

export type ChangeKind = Change['kind'];
export type ChangeOf<K extends ChangeKind> = Extract<Change, { kind: K }>;
