import type { Box } from '../../model/flow';
import type { SecurityRule } from '../rules';

type Written = readonly [name: string, priority: number, source: string, destination: string, ports: string];

const rule = (access: 'Allow' | 'Deny', [name, priority, source, destination, ports]: Written): SecurityRule => ({
  name,
  direction: 'Inbound',
  access,
  protocol: 'Tcp',
  priority,
  sources: [source],
  sourcePorts: ['*'],
  destinations: [destination],
  destinationPorts: [ports],
});

/** Inbound TCP rules, for examples. */
export const allow = (...written: Written): SecurityRule => rule('Allow', written);
export const deny = (...written: Written): SecurityRule => rule('Deny', written);

/** An inbound TCP flow from any port, for examples. */
export const flow = (source: string, destination: string, destinationPorts: string): Box => ({
  direction: 'Inbound',
  protocol: 'Tcp',
  source,
  sourcePorts: '*',
  destination,
  destinationPorts,
});
