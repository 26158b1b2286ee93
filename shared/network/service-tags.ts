import { nameOf } from '../model/arm-id';
import type { NetworkContext } from '../model/network-context';
import { EVERY_ADDRESS, IPV4, IPV6, parsePrefix } from './prefix';
import type { Ranges } from './ranges';
import { covers, difference, intersection, join, meet, union } from './ranges';

/**
 * The context of flows from or to an address: a private one outside the prefixes that are known may be on premises or behind
 * a route of people's own, and then the tag holds it.
 */
export function contextFor(address: string, known: Omit<NetworkContext, 'perhapsVirtualNetwork'>): NetworkContext {
  const point = [parsePrefix(address)];
  const open = meet(PRIVATE, point) && !covers(join(known.virtualNetwork.map(parsePrefix)), point);
  return open ? { ...known, perhapsVirtualNetwork: [address] } : known;
}

/** What a context may come to, where it leaves something open. */
export function possibleContexts({ perhapsVirtualNetwork = [], ...known }: NetworkContext): readonly NetworkContext[] {
  if (perhapsVirtualNetwork.length === 0) return [known];
  return [known, { ...known, virtualNetwork: [...known.virtualNetwork, ...perhapsVirtualNetwork] }];
}

/**
 * One side of a rule: the addresses that are known, and the symbols (service tags, application security groups) whose
 * addresses only Azure knows.
 */
export interface AddressSide {
  readonly addresses: Ranges;
  readonly symbols: readonly string[];
}

/**
 * How addresses and symbols relate, for one context.
 *
 * A symbol's addresses are unknown, but not where they can be (its home): a service tag's are public and outside the
 * virtual network, an application security group's are inside it.
 */
export interface AddressSpace {
  readonly virtualNetwork: Ranges;
  readonly internet: Ranges;
  side(texts: readonly string[]): AddressSide;
  home(symbol: string): Ranges;
  /** The symbol as it was first written; an application security group by its name. */
  label(symbol: string): string;
}

/** The virtual IP of the Azure host, from which load balancers probe. Azure: "What is IP address 168.63.129.16?" */
const AZURE_HOST: Ranges = [parsePrefix('168.63.129.16')];

const PRIVATE: Ranges = join(
  ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(parsePrefix),
);

/**
 * Makes sense of the address texts in security rules.
 *
 * `*`, `Any` and `0.0.0.0/0` hold every tag. `VirtualNetwork` holds the context's prefixes and the host's virtual IP;
 * `Internet` is every public address outside it, the platform's own tags among them; a private address that is not in the
 * virtual network belongs to neither. Azure: "Virtual network service tags".
 */
export function addressSpace(context: NetworkContext): AddressSpace {
  const known = join(context.virtualNetwork.map(parsePrefix));
  const virtualNetwork = union(known, AZURE_HOST);
  const internet = difference(EVERY_ADDRESS, union(virtualNetwork, PRIVATE));
  const memberships = (context.memberships ?? []).map(({ addresses, groups }) => ({
    addresses: join(addresses.map(parsePrefix)),
    groups: new Set(groups.map((id) => id.toLowerCase())),
  }));
  const members = (group: string): Ranges =>
    join(memberships.filter(({ groups }) => groups.has(group)).flatMap(({ addresses }) => addresses));
  const groupHome = difference(
    known.length > 0 ? known : EVERY_ADDRESS,
    join(memberships.flatMap(({ addresses }) => addresses)),
  );
  const labels = new Map<string, string>();
  const sides = new Map<string, AddressSide>();
  const named: Readonly<Record<string, Ranges>> = {
    '*': EVERY_ADDRESS,
    any: EVERY_ADDRESS,
    internet,
    virtualnetwork: virtualNetwork,
    azureloadbalancer: AZURE_HOST,
  };
  const home = (symbol: string): Ranges => (isGroup(symbol) ? groupHome : internet);

  function read(text: string): AddressSide {
    const key = text.trim().toLowerCase();
    const addresses = named[key];
    if (addresses) return { addresses, symbols: [] };
    if (!isGroup(key) && !/^[a-z][\w.-]*$/.test(key)) return { addresses: [parsePrefix(key)], symbols: [] };
    if (!labels.has(key)) labels.set(key, isGroup(key) ? nameOf(text.trim()) : text.trim());
    return { addresses: members(key), symbols: [key] };
  }

  function readOnce(text: string): AddressSide {
    const side = sides.get(text) ?? read(text);
    sides.set(text, side);
    return side;
  }

  return {
    virtualNetwork,
    internet,
    home,
    label: (symbol) => labels.get(symbol) ?? symbol,
    side(texts) {
      if (texts.length === 1) return readOnce(texts[0]!);
      const parts = texts.map(readOnce);
      const addresses = join(parts.flatMap((part) => part.addresses));
      const symbols = new Set(parts.flatMap((part) => part.symbols));
      return { addresses, symbols: [...symbols].filter((symbol) => !covers(addresses, home(symbol))) };
    },
  };
}

/** Whether a side of a rule names an application security group, by its id. */
export const isGroup = (symbol: string): boolean => symbol.startsWith('/');

/** Whether the regional tag lies inside the other: `Storage.KoreaCentral` inside `Storage`. */
export const isRegionOf = (region: string, tag: string): boolean => region.startsWith(`${tag}.`);

/**
 * Where a symbol stands for itself: its IPv4 home. A set that covers it holds the whole symbol, which is how `0.0.0.0/0`
 * comes to hold every tag.
 */
export function symbolHome(space: AddressSpace, symbol: string): Ranges {
  const home = space.home(symbol);
  const v4 = intersection(home, IPV4);
  return v4.length > 0 ? v4 : intersection(home, IPV6);
}

/**
 * One way in which an address can belong to symbols: to all of `symbols` and to no other symbol in play. `generators`
 * are those that the others follow from. The plain belonging has none.
 *
 * Two generators are enough to see every outcome: the first rule that matches an address matches it for one reason.
 */
export interface Belonging {
  readonly key: string;
  readonly generators: readonly string[];
  readonly symbols: readonly string[];
  readonly home: Ranges;
}

export const PLAIN: Belonging = { key: '', generators: [], symbols: [], home: EVERY_ADDRESS };

/** Every way to belong to one or two of the symbols, the plain one first. */
export function belongings(symbols: readonly string[], space: AddressSpace): readonly Belonging[] {
  const sorted = [...new Set(symbols)].sort();
  const found = new Map([['', PLAIN]]);
  for (const [index, first] of sorted.entries())
    for (const second of sorted.slice(index)) {
      const belonging = belongingTo([first, second], sorted, space);
      if (belonging.home.length > 0 && !found.has(belonging.key)) found.set(belonging.key, belonging);
    }
  return [...found.values()];
}

function belongingTo(pair: readonly string[], all: readonly string[], space: AddressSpace): Belonging {
  const symbols = all.filter((symbol) => pair.some((one) => one === symbol || isRegionOf(one, symbol)));
  const generators = symbols.filter((symbol) => !symbols.some((other) => isRegionOf(other, symbol)));
  const home = symbols.map((symbol) => space.home(symbol)).reduce(intersection);
  return { key: symbols.join(' '), generators, symbols, home };
}

/** What a side matches among the addresses that belong so. */
export function matched(side: AddressSide, belonging: Belonging): Ranges {
  return side.symbols.some((symbol) => belonging.symbols.includes(symbol)) ? EVERY_ADDRESS : side.addresses;
}

/** Whether a side can match an address in `addresses`, whatever the address belongs to. */
export const mayMatch = (side: AddressSide, addresses: Ranges, space: AddressSpace): boolean =>
  meet(side.addresses, addresses) || side.symbols.some((symbol) => meet(space.home(symbol), addresses));
