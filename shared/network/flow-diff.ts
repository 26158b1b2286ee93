import { addressTexts } from './address-texts';
import type { CompiledRule, RuleShape } from './compiled-rules';
import { compileRule, PROTOCOLS, regionOf, shapeOf } from './compiled-rules';
import type { Box } from '../model/flow';
import { portTexts } from './ports';
import type { Ranges } from './ranges';
import { intersection, join, meet, union } from './ranges';
import type { Region } from './region';
import { disjoint, merge, without } from './region';
import type { RegionChanges, Step } from './rule-changes';
import { ruleChanges } from './rule-changes';
import type { RuleReading, SecurityRule } from './rules';
import { inOrder, readings } from './rules';
import type { AddressSide, AddressSpace, Belonging } from './service-tags';
import type { NetworkContext } from '../model/network-context';
import { addressSpace, belongings, mayMatch, PLAIN, possibleContexts } from './service-tags';
import type { Finding } from './symbolic-regions';
import { mergeSymbolic, symbolic } from './symbolic-regions';

/**
 * What a change of rules does to flows. The boxes of each list are disjoint.
 *
 * A tag in a box means all of the tag, a prefix means its addresses that are in none of the tags which the rules name.
 */
export interface FlowDiff {
  /** Flows that are newly allowed. */
  readonly opens: readonly Box[];
  /** Flows that are newly denied. */
  readonly closes: readonly Box[];
  /**
   * Flows of which some may change: those of a tag of which only Azure knows whether some addresses are in a prefix or in
   * another tag, and those that turn on what could not be read.
   */
  readonly undecided: readonly Box[];
}

type Direction = Box['direction'];
type Boxes = Readonly<Record<keyof FlowDiff, readonly Box[]>>;

/**
 * The exact flows that a change of rules opens and closes; Azure's default rules are added to both lists.
 *
 * Only flows that a differing rule matches can change, so only those are looked at.
 */
export function flowDiff(
  before: readonly RuleReading[],
  after: readonly RuleReading[],
  context: NetworkContext,
): FlowDiff {
  const were = readings(before);
  const are = readings(after);
  const [first, ...others] = possibleContexts(context).flatMap((possible) =>
    Array.from({ length: Math.max(were.length, are.length) }, (_, way) =>
      diffOf(were[way] ?? were[0]!, are[way] ?? are[0]!, possible),
    ),
  );
  if (others.every((other) => JSON.stringify(other) === JSON.stringify(first))) return first!;
  const all = [first!, ...others].flatMap(({ opens, closes, undecided }) => [...opens, ...closes, ...undecided]);
  return { opens: [], closes: [], undecided: [...new Map(all.map((box) => [JSON.stringify(box), box])).values()] };
}

function diffOf(before: readonly SecurityRule[], after: readonly SecurityRule[], context: NetworkContext): FlowDiff {
  const space = addressSpace(context);
  const [inbound, outbound] = (['Inbound', 'Outbound'] as const).map((direction): Boxes => {
    const changes = mergedOrder(inOrder(before, direction), inOrder(after, direction));
    return changes.some((change) => change.when !== 'both')
      ? directionDiff(changes, direction, space)
      : { opens: [], closes: [], undecided: [] };
  }) as [Boxes, Boxes];
  return {
    opens: [...inbound.opens, ...outbound.opens],
    closes: [...inbound.closes, ...outbound.closes],
    undecided: [...inbound.undecided, ...outbound.undecided],
  };
}

interface RuleChange {
  readonly rule: SecurityRule;
  readonly when: Step['when'];
}

/** Both lists as one, by priority; rules that differ in nothing but their name or id are one rule. */
function mergedOrder(before: readonly SecurityRule[], after: readonly SecurityRule[]): readonly RuleChange[] {
  const inBefore = new Set(before);
  const inAfter = new Set(after);
  const onlyAfter = after.filter((rule) => !inBefore.has(rule));
  const beforeKeys = new Set(before.filter((rule) => !inAfter.has(rule)).map(contentOf));
  const afterKeys = new Set(onlyAfter.map(contentOf));
  return [
    ...before.map((rule): RuleChange => ({
      rule,
      when: inAfter.has(rule) || afterKeys.has(contentOf(rule)) ? 'both' : 'before',
    })),
    ...onlyAfter
      .filter((rule) => !beforeKeys.has(contentOf(rule)))
      .map((rule): RuleChange => ({ rule, when: 'after' })),
  ].sort((a, b) => a.rule.priority - b.rule.priority);
}

const contentOf = ({
  access,
  protocol,
  priority,
  sources,
  sourcePorts,
  destinations,
  destinationPorts,
}: SecurityRule) => JSON.stringify([access, protocol, priority, sources, sourcePorts, destinations, destinationPorts]);

interface Change {
  readonly rule: CompiledRule<SecurityRule>;
  readonly when: Step['when'];
}

function directionDiff(changes: readonly RuleChange[], direction: Direction, space: AddressSpace): Boxes {
  const differing = changes.filter(({ when }) => when !== 'both').map(({ rule }) => compileRule(rule, space));
  const region = hull(differing, space);
  const relevant = changes
    .filter(({ rule }) => shapesMeet(shapeOf(rule), region))
    .map(({ rule, when }): Change => ({ rule: compileRule(rule, space), when }))
    .filter(({ rule }) => sidesMeet(rule, region, space));
  const zones = symbolZones(relevant, region);
  const plain = changesBetween(PLAIN, PLAIN, without([region], zones), relevant);
  const inZones = relevant.filter(({ rule }) =>
    zones.some((zone) => shapesMeet(rule, zone) && sidesMeet(rule, zone, space)),
  );
  const froms = belongings(
    relevant.flatMap(({ rule }) => rule.source.symbols),
    space,
  );
  const tos = belongings(
    relevant.flatMap(({ rule }) => rule.destination.symbols),
    space,
  );
  const found = froms.flatMap((from) =>
    tos.map((to): Found => ({ from, to, ...changesBetween(from, to, zones, inZones) })),
  );
  return boxesOf(plain, found, zones, direction, space);
}

const shapesMeet = (a: RuleShape, b: RuleShape): boolean =>
  meet(a.destinationPorts, b.destinationPorts) && meet(a.protocol, b.protocol) && meet(a.sourcePorts, b.sourcePorts);

const sidesMeet = (rule: CompiledRule, region: Region, space: AddressSpace): boolean =>
  mayMatch(rule.source, region.source, space) && mayMatch(rule.destination, region.destination, space);

/**
 * What rules that name symbols are about: only there do symbols fare differently from plain addresses. A side on which
 * any of them names one is left whole.
 */
function symbolZones(changes: readonly Change[], within: Region): readonly Region[] {
  const rules = changes.map(({ rule }) => rule);
  const ofSource = rules.some((rule) => rule.source.symbols.length > 0);
  const ofDestination = rules.some((rule) => rule.destination.symbols.length > 0);
  const zones = rules
    .filter((rule) => rule.source.symbols.length > 0 || rule.destination.symbols.length > 0)
    .map((rule) => ({
      protocol: intersection(rule.protocol, within.protocol),
      source: ofSource ? within.source : intersection(rule.source.addresses, within.source),
      destination: ofDestination ? within.destination : intersection(rule.destination.addresses, within.destination),
      destinationPorts: intersection(rule.destinationPorts, within.destinationPorts),
      sourcePorts: intersection(rule.sourcePorts, within.sourcePorts),
    }));
  return merge(disjoint(zones));
}

/** A region that holds every flow that one of the rules may match. */
function hull(rules: readonly CompiledRule[], space: AddressSpace): Region {
  const all = (ranges: (rule: CompiledRule) => Ranges): Ranges => join(rules.flatMap(ranges));
  const reach = (side: AddressSide): Ranges =>
    side.symbols.map((symbol) => space.home(symbol)).reduce(union, side.addresses);
  return {
    protocol: all((rule) => rule.protocol),
    source: all((rule) => reach(rule.source)),
    destination: all((rule) => reach(rule.destination)),
    destinationPorts: all((rule) => rule.destinationPorts),
    sourcePorts: all((rule) => rule.sourcePorts),
  };
}

function changesBetween(
  from: Belonging,
  to: Belonging,
  regions: readonly Region[],
  changes: readonly Change[],
): RegionChanges {
  const home = { source: from.home, destination: to.home };
  const start = regions
    .map((region) => ({
      ...region,
      source: intersection(region.source, home.source),
      destination: intersection(region.destination, home.destination),
    }))
    .filter((region) => region.source.length > 0 && region.destination.length > 0);
  const steps = changes.map(({ rule, when }) => ({ region: regionOf(rule, from, to), access: rule.rule.access, when }));
  return ruleChanges(start, steps);
}

type Found = RegionChanges & Pick<Finding, 'from' | 'to'>;

function boxesOf(
  plain: RegionChanges,
  found: readonly Found[],
  zones: readonly Region[],
  direction: Direction,
  space: AddressSpace,
): Boxes {
  const sources = [...new Set(found.flatMap(({ from }) => from.symbols))].sort();
  const destinations = [...new Set(found.flatMap(({ to }) => to.symbols))].sort();
  const lines = { sources, destinations, space };
  const assemble = (kind: keyof RegionChanges) =>
    symbolic(
      found.map(({ from, to, [kind]: regions }) => ({ from, to, regions })),
      lines,
    );
  const boxes = (regions: readonly Region[]): readonly Box[] =>
    regions.flatMap((region) =>
      boxesIn(
        region,
        direction,
        addressTexts(region.source, sources, space),
        addressTexts(region.destination, destinations, space),
      ),
    );
  const opens = assemble('opens');
  const closes = assemble('closes');
  return {
    opens: boxes(mergeSymbolic([...plain.opens, ...opens.certain], zones, lines)),
    closes: boxes(mergeSymbolic([...plain.closes, ...closes.certain], zones, lines)),
    undecided: boxes(merge(disjoint([...opens.uncertain, ...closes.uncertain]))),
  };
}

const boxesIn = (
  region: Region,
  direction: Direction,
  sources: readonly string[],
  destinations: readonly string[],
): readonly Box[] =>
  protocolsIn(region.protocol).flatMap((protocol) =>
    sources.flatMap((source) =>
      portTexts(region.sourcePorts).flatMap((sourcePorts) =>
        destinations.flatMap((destination) =>
          portTexts(region.destinationPorts).map((destinationPorts) => ({
            direction,
            protocol,
            source,
            sourcePorts,
            destination,
            destinationPorts,
          })),
        ),
      ),
    ),
  );

const protocolsIn = (points: Ranges) =>
  PROTOCOLS.filter((_, index) => points.some(([from, to]) => from <= index && index < to));
