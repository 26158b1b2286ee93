import * as fc from 'fast-check';
import {
  AFTER_ADDRESSES,
  EVERY_ADDRESS,
  formatRange,
  parsePrefix,
  prefixContains,
  prefixesOverlap,
  prefixLength,
} from './prefix';
import { difference, intersection, join, union } from './ranges';
import type { Ranges } from './ranges';

test.each([
  ['10.0.0.5/24', '10.0.0.0/24'],
  ['10.0.0.4/32', '10.0.0.4'],
  ['10.0.0.0-10.0.0.255', '10.0.0.0/24'],
  ['10.0.0.1-10.0.0.9', '10.0.0.1-10.0.0.9'],
  ['2001:DB8:0::/32', '2001:db8::/32'],
  ['2001:db8::1-2001:db8::2', '2001:db8::1-2001:db8::2'],
  ['::ffff:10.0.0.1', '::ffff:a00:1'],
  [' 0.0.0.0/0 ', '0.0.0.0/0'],
])('%s is written %s', (text, shortest) => {
  expect(formatRange(parsePrefix(text))).toEqual([shortest]);
});

test.each([
  '10.0.0.0/33',
  '10.0.0',
  '10.0.0.256',
  '::/129',
  '10.0.0.9-10.0.0.1',
  '10.0.0.1-::1',
  '10.0.0.0/8-9',
  'x',
  '',
])('%p is refused', (text) => {
  expect(() => parsePrefix(text)).toThrow(`"${text}"`);
});

test('contains, overlaps and length', () => {
  expect(prefixContains('10.0.0.0/8', '10.1.0.0/16')).toBe(true);
  expect(prefixContains('10.1.0.0/16', '10.0.0.0/8')).toBe(false);
  expect(prefixesOverlap('10.0.0.0/8', '10.1.0.0/16')).toBe(true);
  expect(prefixesOverlap('::/0', '10.1.0.0/16')).toBe(false);
  expect(['10.0.0.0/24', '10.0.0.4', 'fd00::/48'].map(prefixLength)).toEqual([24, 32, 48]);
});

const last = AFTER_ADDRESSES - 1n;
const address = fc.oneof(fc.bigInt({ min: 0n, max: 1n << 33n }), fc.bigInt({ min: 0n, max: last }));

test('every range survives being written and read', () => {
  fc.assert(
    fc.property(address, address, (a, b) => {
      const range = a <= b ? ([a, b + 1n] as const) : ([b, a + 1n] as const);
      expect(join(formatRange(range).map(parsePrefix))).toEqual([range]);
    }),
    { seed: 1 },
  );
  expect(join(formatRange(EVERY_ADDRESS[0]!).map(parsePrefix))).toEqual(EVERY_ADDRESS);
});

describe('sets of ranges', () => {
  const POINTS = Array.from({ length: 24 }, (_, point) => point);
  const ranges = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 4 })), { maxLength: 5 })
    .map((pairs) => join(pairs.map(([from, size]) => [from, from + size] as const)));
  const pointsIn = (set: Ranges): readonly number[] =>
    POINTS.filter((point) => set.some(([from, to]) => from <= point && point < to));

  test('union, intersection and difference are those of their points, and equal sets are written alike', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const isIn = (set: Ranges) => (point: number) => pointsIn(set).includes(point);
        const [inA, inB] = [isIn(a), isIn(b)];
        expect(pointsIn(union(a, b))).toEqual(POINTS.filter((point) => inA(point) || inB(point)));
        expect(pointsIn(intersection(a, b))).toEqual(POINTS.filter((point) => inA(point) && inB(point)));
        expect(pointsIn(difference(a, b))).toEqual(POINTS.filter((point) => inA(point) && !inB(point)));
        expect(union(difference(a, b), intersection(a, b))).toEqual(a);
      }),
      { seed: 1 },
    );
  });
});
