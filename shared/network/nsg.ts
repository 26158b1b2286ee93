import type { CompiledRule } from './compiled-rules';
import { compileRule, protocolPoint, regionOf } from './compiled-rules';
import type { Box } from '../model/flow';
import { EVERY_PORT, formatPorts, parsePorts } from './ports';
import type { Point, Range, Ranges } from './ranges';
import { intersection, meet } from './ranges';
import type { Region } from './region';
import { split } from './region';
import type { RuleReading } from './rules';
import { inOrder } from './rules';
import type { AddressSide, AddressSpace, Belonging } from './service-tags';
import type { NetworkContext } from '../model/network-context';
import { addressSpace, belongings, possibleContexts, symbolHome } from './service-tags';

/**
 * What becomes of a flow. `Undecided`: some of it may be allowed and some denied, or it turns on addresses of a service
 * tag that only Azure knows, or on a rule that could not be read.
 */
export type Access = 'Allow' | 'Deny' | 'Undecided';

/** The verdict on some of a flow's destination ports. */
export interface PortVerdict {
  /** `443`, `65200-65535` or `*`. */
  readonly ports: string;
  readonly access: Access;
  /** The rule that decides; for `Undecided`, the first rule that denies some of it or may do so. */
  readonly rule: RuleReading;
  /** Every rule that decides, or may decide, some of it, in the order in which Azure looks at them. */
  readonly rules: readonly RuleReading[];
}

/** The verdict on a whole flow: `Deny` when some of its ports are denied, `Allow` when all are allowed. */
export interface Evaluation {
  readonly access: Access;
  /** The rule to name: that of the first part which has this access. */
  readonly rule: RuleReading;
  /** The verdicts for its destination ports, in order of ports, without overlap or gap. */
  readonly parts: readonly PortVerdict[];
}

/** Evaluates many flows against the same rules: the rules are read once. */
export type NsgEvaluator = (flow: Box) => Evaluation;

/**
 * What one network security group does with a flow; Azure's default rules are added.
 *
 * The flow may be one packet, a service tag, or whole ranges. Its first matching rule decides, by priority.
 * Azure: "How network security groups filter network traffic".
 */
export const evaluate = (rules: readonly RuleReading[], flow: Box, context: NetworkContext): Evaluation =>
  nsgEvaluator(rules, context)(flow);

/** {@link evaluate} for many flows. */
export function nsgEvaluator(rules: readonly RuleReading[], context: NetworkContext): NsgEvaluator {
  const ordered = { Inbound: inOrder(rules, 'Inbound'), Outbound: inOrder(rules, 'Outbound') };
  const ways = possibleContexts(context).map((possible) => {
    const space = addressSpace(possible);
    const compile = (direction: Box['direction']): readonly OrderedRule[] =>
      ordered[direction]
        .map((rule) => compileRule(rule, space))
        .map((rule, index) => ({ ...rule, index, ...portBounds(rule) }));
    const compiled = { Inbound: compile('Inbound'), Outbound: compile('Outbound') };
    return (flow: Box) => hitsOf(compiled[flow.direction], flow, space);
  });
  return (flow) =>
    summarise(
      portVerdicts(
        ordered[flow.direction],
        ways.flatMap((hits) => hits(flow)),
      ),
    );
}

/** A rule with its place in the order and the bounds of its destination ports, by which most rules are passed over. */
interface OrderedRule extends CompiledRule {
  readonly index: number;
  readonly firstPort: number;
  readonly lastPort: number;
}

const portBounds = ({ destinationPorts }: Pick<CompiledRule, 'destinationPorts'>) => ({
  firstPort: Number(destinationPorts[0]![0]),
  lastPort: Number(destinationPorts.at(-1)![1]) - 1,
});

/** A rule, by its place in the order, and the destination ports of the flow that it decides. */
interface Hit {
  readonly index: number;
  readonly ports: Ranges;
}

function hitsOf(rules: readonly OrderedRule[], flow: Box, space: AddressSpace): readonly Hit[] {
  const source = space.side([flow.source]);
  const destination = space.side([flow.destination]);
  const protocol = protocolPoint(flow.protocol);
  const hasPorts = flow.protocol === 'Tcp' || flow.protocol === 'Udp';
  const sourcePorts = hasPorts ? parsePorts(flow.sourcePorts) : EVERY_PORT;
  const destinationPorts = hasPorts ? parsePorts(flow.destinationPorts) : EVERY_PORT;
  const sides = { protocol, sourcePorts, destinationPorts };
  const { firstPort, lastPort } = portBounds(sides);
  const candidates = rules.filter(
    (rule) => rule.firstPort <= lastPort && firstPort <= rule.lastPort && meet(rule.protocol, protocol),
  );
  return places(
    source,
    candidates.flatMap((rule) => rule.source.symbols),
    space,
  ).flatMap((from) =>
    places(
      destination,
      candidates.flatMap((rule) => rule.destination.symbols),
      space,
    ).flatMap((to) =>
      walk(candidates, { ...sides, source: from.addresses, destination: to.addresses }, from.belonging, to.belonging),
    ),
  );
}

interface Place {
  readonly belonging: Belonging;
  readonly addresses: Ranges;
}

/**
 * The addresses of one side of a flow, once for each way in which they may belong to symbols that the rules name. A known
 * address needs no pairs of symbols: what two do to it, one of them does.
 */
function places(side: AddressSide, named: readonly string[], space: AddressSpace): readonly Place[] {
  const [symbol] = side.symbols;
  const possible =
    symbol === undefined
      ? belongings(named, space).filter((belonging) => belonging.generators.length < 2)
      : belongings([...named, symbol], space).filter((belonging) => belonging.symbols.includes(symbol));
  const addresses = symbol === undefined ? side.addresses : symbolHome(space, symbol);
  return possible
    .map((belonging) => ({ belonging, addresses: intersection(addresses, belonging.home) }))
    .filter((place) => place.addresses.length > 0);
}

function walk(rules: readonly OrderedRule[], flow: Region, from: Belonging, to: Belonging): readonly Hit[] {
  const hits: Hit[] = [];
  let rest: readonly Region[] = [flow];
  for (const rule of rules) {
    const { inside, outside } = split(rest, regionOf(rule, from, to));
    for (const region of inside) hits.push({ index: rule.index, ports: region.destinationPorts });
    if (rule.rule.access !== 'Unreadable') rest = outside;
    if (rest.length === 0) break;
  }
  return hits;
}

function portVerdicts(rules: readonly RuleReading[], hits: readonly Hit[]): readonly PortVerdict[] {
  const cuts = [...new Set(hits.flatMap((hit) => hit.ports.flat()))].sort((a, b) => Number(a) - Number(b));
  const segments: { ports: Range; rules: readonly number[] }[] = [];
  for (const [i, from] of cuts.slice(0, -1).entries()) {
    const to = cuts[i + 1]!;
    const here = rulesAt(hits, from);
    const last = segments.at(-1);
    if (here.length === 0) continue;
    if (last?.ports[1] === from && last.rules.join() === here.join()) last.ports = [last.ports[0], to];
    else segments.push({ ports: [from, to], rules: here });
  }
  return segments.map((segment) =>
    verdict(
      segment.rules.map((index) => rules[index]!),
      segment.ports,
    ),
  );
}

function rulesAt(hits: readonly Hit[], port: Point): readonly number[] {
  const at = hits.filter((hit) => hit.ports.some(([from, to]) => from <= port && port < to)).map((hit) => hit.index);
  return [...new Set(at)].sort((a, b) => a - b);
}

function verdict(rules: readonly RuleReading[], ports: Range): PortVerdict {
  const may = rules.filter((rule) => rule.access !== 'Allow');
  const access = may.length === 0 ? 'Allow' : rules.every((rule) => rule.access === 'Deny') ? 'Deny' : 'Undecided';
  const rule = access === 'Undecided' ? may[0]! : rules.at(-1)!;
  return { ports: formatPorts([ports]), access, rule, rules };
}

function summarise(parts: readonly PortVerdict[]): Evaluation {
  const worst = (['Deny', 'Undecided'] as const).find((access) => parts.some((part) => part.access === access));
  const access = worst ?? 'Allow';
  return { access, rule: parts.find((part) => part.access === access)!.rule, parts };
}
