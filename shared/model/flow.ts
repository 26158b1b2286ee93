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

const isV6 = (side: string): boolean => /^[\da-f:]*:/i.test(side);
const bracketed = (side: string): string => (isV6(side) ? `[${side}]` : side);

/** The flows in one line: `TCP GatewayManager → *:65200-65535`. Protocols without ports are written without them. */
export function describeBox(box: Box): string {
  const protocol = box.protocol.toUpperCase();
  if (box.protocol !== 'Tcp' && box.protocol !== 'Udp') return `${protocol} ${box.source} → ${box.destination}`;
  const from = box.sourcePorts === '*' ? box.source : `${bracketed(box.source)}:${box.sourcePorts}`;
  return `${protocol} ${from} → ${bracketed(box.destination)}:${box.destinationPorts}`;
}

/** TCP from any source port. */
export const tcp = (
  direction: Box['direction'],
  source: string,
  destination: string,
  destinationPorts: string,
): Box => ({ direction, protocol: 'Tcp', source, sourcePorts: '*', destination, destinationPorts });

/** {@link tcp} that comes in. */
export const inboundTcp = (source: string, destination: string, destinationPorts: string): Box =>
  tcp('Inbound', source, destination, destinationPorts);
