import type { Protocol } from '../model/flow';
import { EVERY_PORT, parsePorts } from './ports';
import type { Ranges } from './ranges';
import { join } from './ranges';
import type { Region } from './region';
import type { RuleReading } from './rules';
import type { AddressSide, AddressSpace, Belonging } from './service-tags';
import { matched } from './service-tags';

/** The protocols in the order of their points on the protocol line. */
export const PROTOCOLS: readonly Protocol[] = ['Tcp', 'Udp', 'Icmp', 'Esp', 'Ah'];

const WITH_PORTS: Ranges = [[0, 2]];
const EVERY_PROTOCOL: Ranges = [[0, PROTOCOLS.length]];

/** What a rule says about protocols and ports. */
export interface RuleShape {
  readonly protocol: Ranges;
  readonly sourcePorts: Ranges;
  readonly destinationPorts: Ranges;
}

/** A rule with its texts read. */
export interface CompiledRule<R extends RuleReading = RuleReading> extends RuleShape {
  readonly rule: R;
  readonly source: AddressSide;
  readonly destination: AddressSide;
}

export function protocolPoint(protocol: string): Ranges {
  const index = PROTOCOLS.findIndex((known) => known.toLowerCase() === protocol.toLowerCase());
  if (index < 0) throw new Error(`Not a protocol of security rules: "${protocol}"`);
  return [[index, index + 1]];
}

const hasPorts = (protocol: Ranges): boolean => protocol[0]![0] < 2;

/** Reads a rule. Throws on texts that Azure would not have accepted. */
export const compileRule = <R extends RuleReading>(rule: R, space: AddressSpace): CompiledRule<R> => ({
  rule,
  ...shapeOf(rule),
  source: space.side(rule.sources),
  destination: space.side(rule.destinations),
});

/**
 * Reads protocols and ports. A rule for `*` with certain ports means TCP and UDP, since the other protocols have no ports;
 * a rule for one of those matches it whatever its ports say.
 */
export function shapeOf(rule: RuleReading): RuleShape {
  const sourcePorts = join(rule.sourcePorts.flatMap(parsePorts));
  const destinationPorts = join(rule.destinationPorts.flatMap(parsePorts));
  const restricted = !isEveryPort(sourcePorts) || !isEveryPort(destinationPorts);
  const protocol = rule.protocol !== '*' ? protocolPoint(rule.protocol) : restricted ? WITH_PORTS : EVERY_PROTOCOL;
  return hasPorts(protocol)
    ? { protocol, sourcePorts, destinationPorts }
    : { protocol, sourcePorts: EVERY_PORT, destinationPorts: EVERY_PORT };
}

const isEveryPort = (ports: Ranges): boolean => ports[0]?.[0] === 0 && ports[0][1] === 65536;

/** The flows that a rule matches between addresses that belong so. */
export function regionOf(rule: CompiledRule, source: Belonging, destination: Belonging): Region {
  return {
    protocol: rule.protocol,
    source: matched(rule.source, source),
    destination: matched(rule.destination, destination),
    destinationPorts: rule.destinationPorts,
    sourcePorts: rule.sourcePorts,
  };
}
