export type Protocol = 'Tcp' | 'Udp' | 'Icmp' | 'Esp' | 'Ah';

/**
 * A set of flows: the product of its sides, written so that people can read it and JSON can hold it. Address sides are
 * prefixes or ranges (`10.0.0.0/24`, `10.0.0.1-10.0.0.9`, `*`) or a service tag (`GatewayManager`); port sides are
 * `443`, `65200-65535` or `*`.
 */
export interface Box {
  readonly direction: 'Inbound' | 'Outbound';
  readonly protocol: Protocol;
  readonly source: string;
  readonly sourcePorts: string;
  readonly destination: string;
  readonly destinationPorts: string;
}
