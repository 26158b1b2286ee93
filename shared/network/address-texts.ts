import { EVERY_ADDRESS, formatRange, IPV4, parsePrefix } from './prefix';
import type { Ranges } from './ranges';
import { covers, difference, intersection } from './ranges';
import type { AddressSpace } from './service-tags';
import { isRegionOf, symbolHome } from './service-tags';
import { symbolPoint } from './symbolic-regions';

/**
 * An address line with symbols, in as few texts as people need: `*`, `* except VirtualNetwork`, `Internet`, tags, prefixes.
 *
 * A text that would hold a symbol which is not there says so: `Internet except GatewayManager`.
 */
export function addressTexts(side: Ranges, symbols: readonly string[], space: AddressSpace): readonly string[] {
  const byName = textsWith(wellKnown(space), side, symbols, space);
  if (symbols.length > 0) return byName;
  const byNumber = textsWith([], side, symbols, space);
  return byNumber.length < byName.length ? byNumber : byName;
}

type Named = readonly [name: string, addresses: Ranges];

function textsWith(
  names: readonly Named[],
  side: Ranges,
  symbols: readonly string[],
  space: AddressSpace,
): readonly string[] {
  let rest = intersection(side, EVERY_ADDRESS);
  const present = new Set(symbols.filter((symbol) => covers(side, symbolPoint(symbols, symbol))));
  const told = new Set<string>();
  const texts: string[] = [];
  for (const [name, addresses] of names) {
    if (rest.length === 0 || !covers(rest, addresses)) continue;
    const held = symbols.filter((symbol) => covers(addresses, symbolHome(space, symbol)));
    texts.push(exceptText(name, missing(held, present), space));
    for (const symbol of held) if (!isInMissing(symbol, held, present)) told.add(symbol);
    rest = difference(rest, addresses);
  }
  return [
    ...texts,
    ...[...present]
      .filter((symbol) => !told.has(symbol))
      .flatMap((symbol) => symbolText(symbol, symbols, present, space)),
    ...rest.flatMap(formatRange),
  ];
}

const wellKnown = (space: AddressSpace): readonly Named[] => [
  ['*', EVERY_ADDRESS],
  ['0.0.0.0/0', IPV4],
  ['* except VirtualNetwork', difference(EVERY_ADDRESS, space.virtualNetwork)],
  ['Internet', space.internet],
  ['VirtualNetwork', space.virtualNetwork],
  ['AzureLoadBalancer', [parsePrefix('168.63.129.16')]],
];

const exceptText = (name: string, missing: readonly string[], space: AddressSpace): string =>
  missing.length === 0
    ? name
    : `${name}${name.includes(' except ') ? ', ' : ' except '}${missing.map((symbol) => space.label(symbol)).join(', ')}`;

/** The symbols that are not there, without those that lie in another such symbol. */
const missing = (held: readonly string[], present: ReadonlySet<string>): readonly string[] =>
  held.filter((symbol) => !present.has(symbol) && !isInMissing(symbol, held, present));

const isInMissing = (symbol: string, held: readonly string[], present: ReadonlySet<string>): boolean =>
  held.some((other) => !present.has(other) && isRegionOf(symbol, other));

function symbolText(
  symbol: string,
  symbols: readonly string[],
  present: ReadonlySet<string>,
  space: AddressSpace,
): readonly string[] {
  if (symbols.some((other) => present.has(other) && isRegionOf(symbol, other))) return [];
  const regions = symbols.filter((other) => isRegionOf(other, symbol) && !present.has(other));
  return [exceptText(space.label(symbol), regions, space)];
}
