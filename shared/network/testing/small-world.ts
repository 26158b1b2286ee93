import * as fc from 'fast-check';
import type { Box, Protocol } from '../../model/flow';
import { parsePrefix } from '../prefix';
import type { SecurityRule } from '../rules';
import { DEFAULT_RULES } from '../rules';

/**
 * A world so small that every packet in it can be tried: a handful of addresses that stand for all others, four service
 * tags, few ports. Everything here is written out by hand, apart from the code under test.
 */
export const CONTEXT = { virtualNetwork: ['10.0.0.0/31'] };

export const ADDRESSES = [
  '10.0.0.0',
  '10.0.0.1',
  '10.9.0.0',
  '192.168.0.0',
  '20.0.0.0',
  '20.0.0.1',
  '30.0.0.0',
  '40.0.0.0',
  '168.63.129.16',
  '2001:db8::1',
  'fd00::1',
] as const;
export type Address = (typeof ADDRESSES)[number];

export const TAGS = ['GatewayManager', 'Storage', 'Storage.KoreaCentral', 'AzureCloud'] as const;
export type Tag = (typeof TAGS)[number];

const V4 = ADDRESSES.filter((address) => !address.includes(':'));
const VNET: readonly Address[] = ['10.0.0.0', '10.0.0.1', '168.63.129.16'];
/** Addresses that a service tag may hold. */
const PUBLIC: readonly Address[] = ['20.0.0.0', '20.0.0.1', '30.0.0.0', '40.0.0.0', '2001:db8::1'];

const HELD: Readonly<Record<string, readonly Address[]>> = {
  '*': ADDRESSES,
  '0.0.0.0/0': V4,
  '::/0': ['2001:db8::1', 'fd00::1'],
  Internet: PUBLIC,
  VirtualNetwork: VNET,
  AzureLoadBalancer: ['168.63.129.16'],
  '10.0.0.0/31': ['10.0.0.0', '10.0.0.1'],
  '10.0.0.1': ['10.0.0.1'],
  '10.0.0.0/8': ['10.0.0.0', '10.0.0.1', '10.9.0.0'],
  '20.0.0.0/8': ['20.0.0.0', '20.0.0.1'],
  '20.0.0.0/32': ['20.0.0.0'],
  '16.0.0.0/4': ['20.0.0.0', '20.0.0.1', '30.0.0.0'],
};

/** An address and the tags that it belongs to, as only Azure would know. */
export interface Place {
  readonly address: Address;
  readonly tags: readonly Tag[];
  /** Those of the tags that the others do not follow from. */
  readonly generators: readonly Tag[];
}

/** What a packet is besides its two places. */
export interface Shape {
  readonly protocol: Protocol;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

const BELONGINGS: readonly (readonly Tag[])[] = TAGS.reduce<readonly (readonly Tag[])[]>(
  (sets, tag) => [...sets, ...sets.map((set) => [...set, tag])],
  [[]],
).filter((set) => !set.includes('Storage.KoreaCentral') || set.includes('Storage'));

const isWithin = (tag: string, other: string): boolean => tag === other || tag.startsWith(`${other}.`);

/** Every way in which addresses can belong to tags, tried all at once. */
export const PLACES: readonly Place[] = ADDRESSES.flatMap((address) =>
  (PUBLIC.includes(address) ? BELONGINGS : [[]]).map((tags) => ({
    address,
    tags,
    generators: tags.filter((tag) => !tags.some((other) => other !== tag && isWithin(other, tag))),
  })),
);

export const PORTS = [0, 21, 22, 30, 443, 65535] as const;
const PORT_TEXTS = ['*', '22', '22-443', '443', '0-21,30', '443-65535'];
export const PROTOCOLS: readonly Protocol[] = ['Tcp', 'Udp', 'Icmp'];

function portMatches(text: string, port: number): boolean {
  return text.split(',').some((part) => {
    const [from = '', to = from] = part.split('-');
    return part === '*' || (Number(from) <= port && port <= Number(to));
  });
}

const sideMatches = (texts: readonly string[], place: Place): boolean =>
  texts.some((text) => (HELD[text] ?? []).includes(place.address) || place.tags.some((tag) => tag === text));

function shapeMatches(rule: SecurityRule, { protocol, sourcePort, destinationPort }: Shape): boolean {
  if (rule.protocol !== '*' && rule.protocol !== protocol) return false;
  if (protocol === 'Tcp' || protocol === 'Udp')
    return (
      rule.sourcePorts.some((text) => portMatches(text, sourcePort)) &&
      rule.destinationPorts.some((text) => portMatches(text, destinationPort))
    );
  return rule.protocol !== '*' || (rule.sourcePorts.includes('*') && rule.destinationPorts.includes('*'));
}

/** Everything that a rule may match, side by side. */
export function reach(rule: SecurityRule): readonly (readonly unknown[])[] {
  const shapes = SHAPES.filter((shape) => shapeMatches(rule, shape));
  const addresses = (texts: readonly string[]): readonly Address[] => [
    ...new Set(PLACES.filter((place) => sideMatches(texts, place)).map((place) => place.address)),
  ];
  return [
    PROTOCOLS.filter((protocol) => shapes.some((shape) => shape.protocol === protocol)),
    PORTS.filter((port) => shapes.some((shape) => shape.sourcePort === port)),
    PORTS.filter((port) => shapes.some((shape) => shape.destinationPort === port)),
    addresses(rule.sources),
    addresses(rule.destinations),
  ];
}

const SHAPES = PROTOCOLS.flatMap((protocol) =>
  PORTS.flatMap((sourcePort) => PORTS.map((destinationPort): Shape => ({ protocol, sourcePort, destinationPort }))),
);

/** The rule that decides packets of this shape between two places. */
export function decider(
  rules: readonly SecurityRule[],
  direction: Box['direction'],
  shape: Shape,
): (source: Place, destination: Place) => SecurityRule {
  const ordered = [...rules, ...DEFAULT_RULES]
    .filter((rule) => rule.direction === direction && shapeMatches(rule, shape))
    .sort((a, b) => a.priority - b.priority);
  return (source, destination) =>
    ordered.find((rule) => sideMatches(rule.sources, source) && sideMatches(rule.destinations, destination))!;
}

/** The places that a flow's address text may stand for: a tag stands for IPv4 addresses. */
export const placesOf = (text: string): readonly Place[] =>
  PLACES.filter((place) =>
    HELD[text] ? HELD[text].includes(place.address) : !place.address.includes(':') && sideMatches([text], place),
  );

/** A point of a box's side: a plain address, or a whole tag without its named regions. */
export type SidePoint = { readonly address: Address } | { readonly tag: Tag };

/** Whether a side of a box, as people read it, holds the point. */
export const boxSideHolds = (text: string, point: SidePoint): boolean =>
  remember(`${text}|${'address' in point ? point.address : point.tag}`, () => readSide(text, point));

const remembered = new Map<string, boolean>();
function remember(key: string, answer: () => boolean): boolean {
  const known = remembered.get(key) ?? answer();
  remembered.set(key, known);
  return known;
}

function readSide(text: string, point: SidePoint): boolean {
  const [base = '', except] = text.split(' except ');
  const excepted = except?.split(', ') ?? [];
  if ('address' in point) {
    if (excepted.some((other) => HELD[other]?.includes(point.address))) return false;
    return TAGS.some((tag) => tag === base) ? false : baseHolds(base, point.address);
  }
  if (excepted.some((tag) => isWithin(point.tag, tag))) return false;
  return ['*', '0.0.0.0/0', 'Internet'].includes(base) || isWithin(point.tag, base);
}

function baseHolds(base: string, address: Address): boolean {
  if (HELD[base]) return HELD[base].includes(address);
  const [from, to] = parsePrefix(base);
  const [point] = parsePrefix(address);
  return from <= point && point < to;
}

/** Whether a side of a box holds an address that belongs to tags: as part of a tag, or for itself. */
export const boxSideHoldsPlace = (text: string, place: Place): boolean =>
  remember(`${text}|${place.address} ${place.tags.join()}`, () => readSideForPlace(text, place));

function readSideForPlace(text: string, place: Place): boolean {
  const excepted = text.split(' except ')[1]?.split(', ') ?? [];
  return (
    place.generators.some((tag) => boxSideHolds(text, { tag })) ||
    (boxSideHolds(text, { address: place.address }) &&
      !place.generators.some((tag) => excepted.some((other) => isWithin(tag, other))))
  );
}

/** Whether the point stands for the place: a plain address for itself, a whole tag, without its regions, for its own. */
export const pointHolds = (point: SidePoint, place: Place): boolean =>
  'address' in point
    ? place.address === point.address && place.tags.length === 0
    : !place.address.includes(':') && place.generators.includes(point.tag);

export const portHolds = portMatches;

const sideArbitrary = fc.uniqueArray(fc.constantFrom(...Object.keys(HELD), ...TAGS, ...TAGS), {
  minLength: 1,
  maxLength: 2,
});

/** A rule of the small world; `priority` is left to the list it goes into. */
const ruleArbitrary: fc.Arbitrary<Omit<SecurityRule, 'priority' | 'name'>> = fc.record({
  direction: fc.constant('Inbound'),
  access: fc.constantFrom('Allow', 'Deny'),
  protocol: fc.constantFrom('*', 'Tcp', 'Udp', 'Icmp'),
  sources: sideArbitrary,
  sourcePorts: fc.constantFrom(['*'], ['*'], ['*'], ['22']),
  destinations: fc.oneof(
    fc.constant(['*']),
    fc.uniqueArray(fc.constantFrom('10.0.0.1', '20.0.0.0/8', 'VirtualNetwork', 'Storage'), {
      minLength: 1,
      maxLength: 2,
    }),
  ),
  destinationPorts: fc.uniqueArray(fc.constantFrom(...PORT_TEXTS), { minLength: 1, maxLength: 2 }),
});

/** Up to `maxLength` rules with priorities of their own. */
export const rulesArbitrary = (maxLength: number): fc.Arbitrary<SecurityRule[]> =>
  fc
    .array(fc.tuple(ruleArbitrary, fc.integer({ min: 100, max: 4096 })), { maxLength })
    .map((rules) => rules.map(([rule, priority]) => ({ ...rule, priority, name: `rule-${priority}` })))
    .map((rules) => rules.filter((rule, i) => rules.findIndex((other) => other.priority === rule.priority) === i));

export const sideTexts: readonly string[] = [...Object.keys(HELD), ...TAGS];
