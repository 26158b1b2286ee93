import type { Ranges } from './ranges';
import { difference, intersection, meet, union } from './ranges';

/** The sides of a flow, in the order in which cutting a region leaves the pieces that read best. */
export const SIDES = ['protocol', 'source', 'destination', 'destinationPorts', 'sourcePorts'] as const;
export type Side = (typeof SIDES)[number];

/** A set of flows of one direction: the product of its sides. Protocols are points too, see `PROTOCOLS`. */
export type Region = Readonly<Record<Side, Ranges>>;

export const regionsMeet = (a: Region, b: Region): boolean =>
  meet(a.destinationPorts, b.destinationPorts) &&
  meet(a.protocol, b.protocol) &&
  meet(a.source, b.source) &&
  meet(a.destination, b.destination) &&
  meet(a.sourcePorts, b.sourcePorts);

function common(a: Region, b: Region): Region {
  return {
    protocol: intersection(a.protocol, b.protocol),
    source: intersection(a.source, b.source),
    destination: intersection(a.destination, b.destination),
    destinationPorts: intersection(a.destinationPorts, b.destinationPorts),
    sourcePorts: intersection(a.sourcePorts, b.sourcePorts),
  };
}

/** Splits disjoint regions by another: what lies in it, and what does not. Both parts are disjoint again. */
export function split(
  regions: readonly Region[],
  by: Region,
): { inside: readonly Region[]; outside: readonly Region[] } {
  const inside: Region[] = [];
  const outside: Region[] = [];
  for (const region of regions) {
    if (!regionsMeet(region, by)) {
      outside.push(region);
      continue;
    }
    const overlap = common(region, by);
    inside.push(overlap);
    let rest = region;
    for (const side of SIDES) {
      const beyond = difference(rest[side], by[side]);
      if (beyond.length > 0) outside.push({ ...rest, [side]: beyond });
      rest = { ...rest, [side]: overlap[side] };
    }
  }
  return { inside, outside };
}

/** The flows of `regions` that are in none of `others`. */
export const without = (regions: readonly Region[], others: readonly Region[]): readonly Region[] =>
  regions.flatMap((region) => cut(region, others));

function cut(region: Region, others: readonly Region[]): readonly Region[] {
  let rest: readonly Region[] = [region];
  for (const other of others) {
    if (regionsMeet(region, other)) rest = split(rest, other).outside;
    if (rest.length === 0) break;
  }
  return rest;
}

/** The flows that are in both lists. */
export const within = (regions: readonly Region[], others: readonly Region[]): readonly Region[] =>
  regions.flatMap((region) =>
    others.filter((other) => regionsMeet(region, other)).map((other) => common(region, other)),
  );

/** The same flows as regions that do not overlap. */
export function disjoint(regions: readonly Region[]): readonly Region[] {
  const done: Region[] = [];
  for (const region of regions) done.push(...cut(region, done));
  return done;
}

/** The same flows in fewer regions: joins disjoint regions that differ in one side only, until none do. */
export function merge(regions: readonly Region[]): readonly Region[] {
  const merged = SIDES.reduce(mergeAlong, regions);
  return merged.length < regions.length ? merge(merged) : merged;
}

function mergeAlong(regions: readonly Region[], along: Side): readonly Region[] {
  const groups = new Map<string, Region>();
  for (const region of regions) {
    const key = SIDES.map((side) => (side === along ? '' : region[side].join(';'))).join('|');
    const known = groups.get(key);
    groups.set(key, known ? { ...known, [along]: union(known[along], region[along]) } : region);
  }
  return [...groups.values()];
}
