import * as fc from 'fast-check';
import type { Box } from '../model/flow';
import { describeBox } from '../model/flow';
import type { FlowDiff } from './flow-diff';
import { flowDiff } from './flow-diff';
import type { SecurityRule } from './rules';
import { allow, deny } from './testing/examples';
import type { Place, Shape, SidePoint } from './testing/small-world';
import * as small from './testing/small-world';

const context = { virtualNetwork: ['10.0.0.0/16', 'fd00:10::/48'] };

function lines(before: readonly SecurityRule[], after: readonly SecurityRule[]): Record<keyof FlowDiff, string[]> {
  const { opens, closes, undecided } = flowDiff(before, after, context);
  return { opens: opens.map(describeBox), closes: closes.map(describeBox), undecided: undecided.map(describeBox) };
}

const infrastructure = allow('infrastructure', 200, 'GatewayManager', '*', '65200-65535');
const nothing = { opens: [], closes: [], undecided: [] };

describe('one rule more', () => {
  test('allow GatewayManager under a deny-all is one box, whatever tags and prefixes other rules name', () => {
    const others = [
      allow('web', 300, 'AzureFrontDoor.Backend', '*', '443'),
      allow('cloud', 310, 'AzureCloud', '10.0.2.0/24', '443'),
      allow('office', 320, '20.0.0.0/8', '*', '22'),
      { ...deny('everything', 4000, '*', '*', '*'), protocol: '*' as const },
    ];
    const opens = ['TCP GatewayManager → *:65200-65535'];
    expect(lines(others, [...others, infrastructure])).toEqual({ ...nothing, opens });
    expect(lines([...others, infrastructure], others)).toEqual({ ...nothing, closes: opens });
  });

  test('what a later rule allowed already is not opened again', () => {
    const partly = allow('partly', 300, 'Internet', '10.0.1.0/24', '65200-65300');
    expect(lines([partly], [partly, infrastructure]).opens).toEqual([
      'TCP GatewayManager → 0.0.0.0-10.0.0.255:65200-65535',
      'TCP GatewayManager → 10.0.2.0-255.255.255.255:65200-65535',
      'TCP GatewayManager → [::/0]:65200-65535',
      'TCP GatewayManager → 10.0.1.0/24:65301-65535',
    ]);
    expect(lines([allow('all', 300, '*', '*', '*')], [allow('all', 300, '*', '*', '*'), infrastructure])).toEqual(
      nothing,
    );
  });

  test('a prefix that an earlier rule denies may hold some of a tag: undecided', () => {
    const denied = deny('d', 100, '20.0.0.0/8', '*', '*');
    expect(lines([denied], [denied, infrastructure])).toEqual({
      ...nothing,
      undecided: ['TCP GatewayManager → *:65200-65535'],
    });
    expect(lines([infrastructure], [denied, infrastructure]).undecided).toEqual(['TCP GatewayManager → *:65200-65535']);
  });

  test('the Internet without a tag that stays denied', () => {
    const denied = deny('d', 100, 'GatewayManager', '*', '22-30');
    const added = allow('a', 200, 'Internet', '10.0.1.0/24', '22-25');
    expect(lines([denied], [denied, added])).toEqual({
      ...nothing,
      opens: ['TCP Internet except GatewayManager → 10.0.1.0/24:22-25'],
    });
  });

  test('a tag without a region of it that stays denied', () => {
    const denied = deny('d', 100, 'Storage.KoreaCentral', '*', '*');
    expect(lines([denied], [denied, allow('a', 200, 'Storage', '*', '443')]).opens).toEqual([
      'TCP Storage except Storage.KoreaCentral → *:443',
    ]);
  });

  test('opening a port to everyone leaves out what was open by default', () => {
    expect(lines([], [allow('ssh', 100, '*', '*', '22')]).opens).toEqual([
      'TCP * except VirtualNetwork → *:22',
      'TCP 10.0.0.0/16 → * except VirtualNetwork:22',
      'TCP fd00:10::/48 → * except VirtualNetwork:22',
    ]);
  });

  test('a tag that stays allowed to one address', () => {
    const kept = allow('kept', 100, 'Storage', '10.0.0.1', '*');
    const all = allow('all', 101, '*', '10.0.0.0/30', '*');
    expect(lines([kept, all], [kept]).closes).toEqual([
      'TCP * except VirtualNetwork → 10.0.0.0:*',
      'TCP * except VirtualNetwork → 10.0.0.2/31:*',
      'TCP * except VirtualNetwork, Storage → 10.0.0.1:*',
    ]);
  });

  test('IPv6', () => {
    expect(lines([], [allow('a', 100, '2001:db8::/32', 'fd00:10::/64', '443')]).opens).toEqual([
      'TCP 2001:db8::/32 → [fd00:10::/64]:443',
    ]);
  });
});

test('rules that differ in name only are the same; so is another order of the list', () => {
  const rules = [infrastructure, deny('d', 300, '*', '*', '*')];
  expect(lines(rules, [{ ...rules[1]!, name: 'other', id: '/x' }, rules[0]!])).toEqual(nothing);
});

test('a swap of priorities', () => {
  const [a, d] = [allow('a', 100, '10.1.0.0/16', '*', '80'), deny('d', 200, '10.1.2.0/24', '*', '*')];
  expect(
    lines(
      [a, d],
      [
        { ...a, priority: 200 },
        { ...d, priority: 100 },
      ],
    ),
  ).toEqual({
    ...nothing,
    closes: ['TCP 10.1.2.0/24 → *:80'],
  });
});

const plain = small.ADDRESSES.map((address) => ({ address }));
const SOURCES: readonly SidePoint[] = [...plain, ...small.TAGS.map((tag) => ({ tag }))];

/** Rules of the small world name fewer destinations, so fewer of them are worth trying. */
const TARGETS = ['10.0.0.0', '10.0.0.1', '20.0.0.0', '40.0.0.0'];
const TARGET_PLACES = small.PLACES.filter(
  (place) => TARGETS.includes(place.address) && place.tags.every((tag) => tag === 'Storage'),
);
const DESTINATIONS: readonly SidePoint[] = [
  ...plain.filter(({ address }) => TARGETS.includes(address)),
  { tag: 'Storage' },
];

const SHAPES: readonly Shape[] = [
  { protocol: 'Icmp', sourcePort: 0, destinationPort: 0 },
  { protocol: 'Udp', sourcePort: 21, destinationPort: 22 },
  ...[21, 22].flatMap((sourcePort) =>
    small.PORTS.map((destinationPort): Shape => ({ protocol: 'Tcp', sourcePort, destinationPort })),
  ),
];

const shapeIn = (box: Box, shape: Shape): boolean =>
  box.protocol === shape.protocol &&
  small.portHolds(box.sourcePorts, shape.sourcePort) &&
  small.portHolds(box.destinationPorts, shape.destinationPort);

const holdsPlaces = (box: Box, source: Place, destination: Place): boolean =>
  small.boxSideHoldsPlace(box.source, source) && small.boxSideHoldsPlace(box.destination, destination);

interface Trial {
  readonly source: Place;
  readonly destination: Place;
  readonly change: 'opens' | 'closes' | 'same';
}

function tryAll(
  before: readonly SecurityRule[],
  after: readonly SecurityRule[],
  shape: Shape,
  tags: readonly string[],
): readonly Trial[] {
  const was = small.decider(before, 'Inbound', shape);
  const is = small.decider(after, 'Inbound', shape);
  return small.PLACES.filter((place) => place.generators.every((tag) => tags.includes(tag))).flatMap((source) =>
    TARGET_PLACES.map((destination): Trial => {
      const access = is(source, destination).access;
      const same = was(source, destination).access === access;
      return { source, destination, change: same ? 'same' : access === 'Allow' ? 'opens' : 'closes' };
    }),
  );
}

/** Boxes speak only of tags that matter: those of rules that meet the rules that differ on every side. */
function tagsInPlay(before: readonly SecurityRule[], after: readonly SecurityRule[]) {
  const rules = [...new Set([...before, ...after])];
  const differing = rules.filter((rule) => !before.includes(rule) || !after.includes(rule)).map(small.reach);
  const relevant = rules.filter((rule) =>
    small
      .reach(rule)
      .every((side, index) => side.some((one) => differing.some((other) => other[index]!.includes(one)))),
  );
  const named = (side: 'sources' | 'destinations'): readonly string[] =>
    relevant
      .map((rule) => rule[side])
      .filter((texts) => !texts.includes('*') && !texts.includes('Internet'))
      .flat();
  return { sources: named('sources'), destinations: named('destinations') };
}

/** Compares the boxes with every packet of the small world, tried against both rule lists. */
function compare(before: readonly SecurityRule[], after: readonly SecurityRule[]): void {
  const diff = flowDiff(before, after, small.CONTEXT);
  const tags = tagsInPlay(before, after);
  const wrong: unknown[] = [];
  for (const shape of SHAPES) {
    const [opens, closes, undecided] = [diff.opens, diff.closes, diff.undecided].map((boxes) =>
      boxes.filter((box) => shapeIn(box, shape)),
    ) as [Box[], Box[], Box[]];
    const trials = tryAll(before, after, shape, tags.sources);
    const untold = trials.filter(
      ({ source, destination, change }) =>
        change !== 'same' && !{ opens, closes }[change].some((box) => holdsPlaces(box, source, destination)),
    );
    const isIn = (boxes: readonly Box[], { source, destination }: Trial): boolean =>
      boxes.some((box) => holdsPlaces(box, source, destination));
    expect(untold.filter((trial) => !isIn(undecided, trial))).toEqual([]);
    const changed = trials.filter((trial) => trial.change !== 'same');
    const tried = undecided.filter((box) => trials.some((trial) => isIn([box], trial)));
    expect(tried.filter((box) => !changed.some((trial) => isIn([box], trial)))).toEqual([]);

    const inPlay = (points: readonly SidePoint[], named: readonly string[]): readonly SidePoint[] =>
      points.filter((point) => 'address' in point || named.includes(point.tag));
    for (const source of inPlay(SOURCES, tags.sources))
      for (const destination of inPlay(DESTINATIONS, tags.destinations)) {
        const count = (boxes: readonly Box[]): number =>
          boxes.filter(
            (box) => small.boxSideHolds(box.source, source) && small.boxSideHolds(box.destination, destination),
          ).length;
        const changes = trials
          .filter((trial) => small.pointHolds(source, trial.source) && small.pointHolds(destination, trial.destination))
          .map((trial) => trial.change);
        const all = (change: Trial['change']): number => (changes.every((one) => one === change) ? 1 : 0);
        const told = [count(opens), count(closes), count(undecided)] as const;
        // A whole tag may be told as the addresses that it may have; that nothing of it is left out is checked above.
        const isTold = (times: number, expected: number): boolean =>
          times === expected || ('tag' in source && times === 0) || ('tag' in destination && times === 0);
        const right =
          isTold(told[0], all('opens')) &&
          isTold(told[1], all('closes')) &&
          told[2] <= 1 - all('opens') - all('closes');
        if (!right) wrong.push({ shape, source, destination, told, changes });
      }
  }
  expect(wrong).toEqual([]);
}

describe('every packet of the small world: exactly the boxes open and close, and what is unknown is undecided', () => {
  test('a rule added, removed or moved', () => {
    fc.assert(
      fc.property(small.rulesArbitrary(5), fc.nat(), fc.integer({ min: 100, max: 4096 }), (rules, at, priority) => {
        const other = rules.filter((_, index) => index !== at % (rules.length || 1));
        compare(rules, other);
        compare(other, rules);
        if (!rules.some((rule) => rule.priority === priority))
          compare(
            rules,
            rules.map((rule, index) => (index === at % rules.length ? { ...rule, priority } : rule)),
          );
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test('two lists that have nothing in common', () => {
    fc.assert(
      fc.property(small.rulesArbitrary(5), small.rulesArbitrary(5), (before, after) => compare(before, after)),
      { seed: 1, numRuns: 40 },
    );
  });
});
