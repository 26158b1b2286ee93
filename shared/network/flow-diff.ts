import { addressTexts } from './address-texts';
import type { CompiledRule } from './compiled-rules';
import { compileRule, PROTOCOLS, regionOf } from './compiled-rules';
import type { Box } from './flow';
import { portTexts } from './ports';
import type { Ranges } from './ranges';
import { intersection, join, meet, union } from './ranges';
import type { Region } from './region';
import { disjoint, merge, without } from './region';
import type { RegionChanges, Step } from './rule-changes';
import { ruleChanges } from './rule-changes';
import type { SecurityRule } from './rules';
import { inOrder } from './rules';
import type { AddressSide, AddressSpace, Belonging, NetworkContext } from './service-tags';
import { addressSpace, belongings, mayMatch, PLAIN } from './service-tags';
import type { Finding } from './symbolic-regions';
import { symbolic, withSymbols } from './symbolic-regions';

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
  /** Flows of which some may change: those of a tag of which only Azure knows whether some addresses are in a prefix or in another tag. */
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
  before: readonly SecurityRule[],
  after: readonly SecurityRule[],
  context: NetworkContext,
): FlowDiff {
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
  const same = new Set(before);
  const onlyAfter = after.filter((rule) => !same.has(rule));
  const changed = new Set(after);
  const onlyBefore = before.filter((rule) => !changed.has(rule));
  const beforeKeys = new Set(onlyBefore.map(contentOf));
  const afterKeys = new Set(onlyAfter.map(contentOf));
  return [
    ...before.map((rule): RuleChange => ({
      rule,
      when: changed.has(rule) || afterKeys.has(contentOf(rule)) ? 'both' : 'before',
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
  readonly rule: CompiledRule;
  readonly when: Step['when'];
}

function directionDiff(changes: readonly RuleChange[], direction: Direction, space: AddressSpace): Boxes {
  const compiled = changes.map(({ rule, when }): Change => ({ rule: compileRule(rule, space), when }));
  const differing = compiled.filter((change) => change.when !== 'both').map((change) => change.rule);
  const region = hull(differing, space);
  const relevant = compiled.filter(({ rule }) => mayMeet(rule, region, space));
  const zones = merge(
    disjoint(relevant.map(({ rule }) => symbolZone(rule, region)).filter((zone) => zone !== undefined)),
  );
  const plain = changesBetween(PLAIN, PLAIN, without([region], zones), relevant);
  const froms = belongings(
    relevant.flatMap(({ rule }) => rule.source.symbols),
    space,
  );
  const tos = belongings(
    relevant.flatMap(({ rule }) => rule.destination.symbols),
    space,
  );
  const inZones = relevant.filter(({ rule }) => zones.some((zone) => mayMeet(rule, zone, space)));
  const found = froms.flatMap((from) =>
    tos.map((to): Found => ({ from, to, ...changesBetween(from, to, zones, inZones) })),
  );
  return boxesOf(plain, found, direction, space);
}

const mayMeet = (rule: CompiledRule, region: Region, space: AddressSpace): boolean =>
  meet(rule.destinationPorts, region.destinationPorts) &&
  meet(rule.protocol, region.protocol) &&
  meet(rule.sourcePorts, region.sourcePorts) &&
  mayMatch(rule.source, region.source, space) &&
  mayMatch(rule.destination, region.destination, space);

/** Where a rule that names symbols can matter: only there do their addresses fare differently from plain ones. */
function symbolZone(rule: CompiledRule, within: Region): Region | undefined {
  if (rule.source.symbols.length === 0 && rule.destination.symbols.length === 0) return undefined;
  const side = (own: AddressSide, all: Ranges): Ranges =>
    own.symbols.length > 0 ? all : intersection(own.addresses, all);
  return {
    protocol: intersection(rule.protocol, within.protocol),
    source: side(rule.source, within.source),
    destination: side(rule.destination, within.destination),
    destinationPorts: intersection(rule.destinationPorts, within.destinationPorts),
    sourcePorts: intersection(rule.sourcePorts, within.sourcePorts),
  };
}

/** A region that holds every flow that one of the rules may match. */
function hull(rules: readonly CompiledRule[], space: AddressSpace): Region {
  const all = (ranges: (rule: CompiledRule) => Ranges): Ranges => join(rules.flatMap(ranges));
  const reach = (side: AddressSide): Ranges => side.symbols.map(space.home).reduce(union, side.addresses);
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

function boxesOf(plain: RegionChanges, found: readonly Found[], direction: Direction, space: AddressSpace): Boxes {
  const sources = [...new Set(found.flatMap(({ from }) => from.symbols))].sort();
  const destinations = [...new Set(found.flatMap(({ to }) => to.symbols))].sort();
  const assemble = (kind: keyof RegionChanges) =>
    symbolic(
      found.map(({ from, to, [kind]: regions }) => ({ from, to, regions })),
      sources,
      destinations,
      space,
    );
  const lifted = (regions: readonly Region[]): readonly Region[] =>
    regions.map((region) => ({
      ...region,
      source: withSymbols(region.source, sources, space),
      destination: withSymbols(region.destination, destinations, space),
    }));
  const boxes = (regions: readonly Region[]): readonly Box[] =>
    merge(regions).flatMap((region) =>
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
    opens: boxes([...lifted(plain.opens), ...opens.certain]),
    closes: boxes([...lifted(plain.closes), ...closes.certain]),
    undecided: boxes(disjoint([...opens.uncertain, ...closes.uncertain])),
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
