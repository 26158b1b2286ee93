import { AFTER_ADDRESSES, EVERY_ADDRESS } from './prefix';
import type { Ranges } from './ranges';
import type { Region } from './region';
import { covers, intersection, union } from './ranges';
import { disjoint, merge, within, without } from './region';
import type { AddressSpace, Belonging } from './service-tags';
import { PLAIN, symbolHome } from './service-tags';

/** Regions between addresses that belong so. */
export interface Finding {
  readonly from: Belonging;
  readonly to: Belonging;
  readonly regions: readonly Region[];
}

/**
 * Regions on lines where each symbol is one point of its own after all addresses. There an address stands for itself
 * where it belongs to no symbol.
 */
export interface Symbolic {
  readonly certain: readonly Region[];
  /** Where a part of a symbol, which may be empty, is found, but neither the whole symbol nor its plain addresses. */
  readonly uncertain: readonly Region[];
}

/** The point of a symbol on an address line, given all symbols of that line. */
export const symbolPoint = (symbols: readonly string[], symbol: string): Ranges => {
  const point = AFTER_ADDRESSES + BigInt(symbols.indexOf(symbol));
  return [[point, point + 1n]];
};

/** The symbols of both address lines, in the order of their points. */
export interface SymbolLines {
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly space: AddressSpace;
}

/**
 * Merges regions. Outside the zones symbols fare as plain addresses do, so a region that has all of a symbol's addresses
 * gets its point too; inside them it has been found out.
 */
export function mergeSymbolic(
  regions: readonly Region[],
  zones: readonly Region[],
  lines: SymbolLines,
): readonly Region[] {
  const merged = merge(regions);
  const everywhere = zones.map((zone) => ({
    ...zone,
    source: lines.sources.length > 0 ? EVERY_POINT : zone.source,
    destination: lines.destinations.length > 0 ? EVERY_POINT : zone.destination,
  }));
  const lifted = merged.flatMap((region) => {
    const source = withSymbols(region.source, lines.sources, lines.space);
    const destination = withSymbols(region.destination, lines.destinations, lines.space);
    if (source === region.source && destination === region.destination) return [region];
    const outside = without([region], everywhere).map((part) => ({
      ...part,
      source: source === region.source ? part.source : source,
      destination: destination === region.destination ? part.destination : destination,
    }));
    return outside.length === 0 ? [region] : [...outside, ...within([region], everywhere)];
  });
  return lifted.every((region, index) => region === merged[index]) ? merged : mergeSymbolic(lifted, zones, lines);
}

const EVERY_POINT: Ranges = [[0n, AFTER_ADDRESSES + (1n << 32n)]];

/** Adds the points of the symbols that lie in the addresses as a whole. */
const withSymbols = (addresses: Ranges, symbols: readonly string[], space: AddressSpace): Ranges =>
  symbols
    .filter((symbol) => !covers(addresses, symbolPoint(symbols, symbol)))
    .filter((symbol) => covers(addresses, symbolHome(space, symbol)))
    .reduce((line, symbol) => union(line, symbolPoint(symbols, symbol)), addresses);

/**
 * Brings together what was found for each way to belong to symbols: a symbol is certain where the finding holds for every
 * address that it may have, whatever else that address belongs to.
 */
export function symbolic(findings: readonly Finding[], { sources, destinations, space }: SymbolLines): Symbolic {
  const find = (from: Belonging, to: Belonging): readonly Region[] =>
    findings.find((finding) => finding.from === from && finding.to === to)?.regions ?? [];
  const froms = [...new Set(findings.map((finding) => finding.from))];
  const tos = [...new Set(findings.map((finding) => finding.to))];

  const homeOf = (symbol: string, belonging: Belonging): Ranges =>
    intersection(symbolHome(space, symbol), belonging.home);

  const wholes: readonly Whole[] = [undefined, ...sources].flatMap((source) =>
    [undefined, ...destinations].map((destination) => ({
      source,
      destination,
      regions: possible(froms, source)
        .flatMap((from) => possible(tos, destination).map((to) => ({ from, to, regions: find(from, to) })))
        .map(({ from, to, regions }) => {
          const alongSource = source === undefined ? regions : wholeAlong(regions, 'source', homeOf(source, from));
          return destination === undefined
            ? alongSource
            : wholeAlong(alongSource, 'destination', homeOf(destination, to));
        })
        .reduce(within),
    })),
  );

  /** Boxes that hold a symbol's whole home are read as holding the symbol, so they cover no more of it than is certain. */
  const partOf = (
    regions: readonly Region[],
    side: 'source' | 'destination',
    belonging: Belonging,
  ): readonly Region[] => {
    const [symbol] = belonging.generators;
    if (symbol === undefined) return regions;
    return without(regions, wholeAlong(regions, side, homeOf(symbol, belonging)));
  };

  const uncertain: Whole[] = [];
  for (const { from, to, regions } of findings.toSorted((a, b) => depth(a) - depth(b))) {
    if (from === PLAIN && to === PLAIN) continue;
    const told = [...wholes, ...uncertain].filter((one) => belongs(from, one.source) && belongs(to, one.destination));
    const covered = told.flatMap(({ source, destination, regions: whole }) => {
      const alongSource = source === undefined ? partOf(whole, 'source', from) : whole;
      return destination === undefined ? partOf(alongSource, 'destination', to) : alongSource;
    });
    const source = from.generators[0];
    const destination = to.generators[0];
    const rest = without(regions, covered).map((region) => ({
      ...region,
      source: source === undefined ? region.source : EVERY_ADDRESS,
      destination: destination === undefined ? region.destination : EVERY_ADDRESS,
    }));
    uncertain.push({ source, destination, regions: disjoint(rest) });
  }
  const placed = (list: readonly Whole[]): readonly Region[] =>
    list.flatMap(({ source, destination, regions }) =>
      regions.map((region) => at(region, sources, source, destinations, destination)),
    );
  return { certain: placed(wholes), uncertain: disjoint(placed(uncertain)) };
}

/** Regions between whole symbols, each spread over its line; plain addresses where there is no symbol. */
interface Whole {
  readonly source: string | undefined;
  readonly destination: string | undefined;
  readonly regions: readonly Region[];
}

const depth = ({ from, to }: Finding): number => from.generators.length + to.generators.length;

/** The belongings that say something about a symbol, or, without one, about plain addresses. */
const possible = (belongings: readonly Belonging[], symbol: string | undefined): readonly Belonging[] =>
  symbol === undefined ? [PLAIN] : belongings.filter((belonging) => belonging.generators.includes(symbol));

const belongs = (belonging: Belonging, symbol: string | undefined): boolean =>
  symbol === undefined || belonging.generators.includes(symbol);

/** The part of the regions that holds for all addresses of `home`, spread over the line. */
function wholeAlong(regions: readonly Region[], side: 'source' | 'destination', home: Ranges): readonly Region[] {
  const spread = (list: readonly Region[], over: Ranges): readonly Region[] =>
    disjoint(list.map((region) => ({ ...region, [side]: over })));
  const candidates = spread(regions, home);
  const missing = without(candidates, regions);
  return spread(without(candidates, spread(missing, home)), EVERY_ADDRESS);
}

const at = (
  region: Region,
  sources: readonly string[],
  source: string | undefined,
  destinations: readonly string[],
  destination: string | undefined,
): Region => ({
  ...region,
  source: source === undefined ? region.source : symbolPoint(sources, source),
  destination: destination === undefined ? region.destination : symbolPoint(destinations, destination),
});
