import fc from 'fast-check';
import { canonicalJson, guidOf, sha256 } from './canonical';
import { questionKey } from './see';

const seed = 20_261_121;

test('equal values give equal text, whatever the order of their keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const { __proto__: _, ...own } = value;
      const turned = Object.fromEntries(Object.entries(own).reverse());
      expect(canonicalJson(turned)).toBe(canonicalJson(own));
      expect(JSON.parse(canonicalJson(own))).toEqual(JSON.parse(JSON.stringify(own)));
    }),
    { seed },
  );
});

test('the text is the one that JSON gives for sorted objects', () => {
  const sortedBy = (value: unknown): string =>
    JSON.stringify(value, (_key, inner: unknown) =>
      inner !== null && typeof inner === 'object' && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
        : inner,
    );
  const value = fc.anything({
    withBigInt: false,
    withNullPrototype: true,
    values: [fc.jsonValue(), fc.constant(undefined)],
  });
  fc.assert(
    fc.property(value, (each) => {
      expect(canonicalJson(each)).toBe(sortedBy(each));
    }),
    { seed },
  );
});

test.each<[unknown, string]>([
  [{ b: 1, a: { d: [2, { f: 1, e: null }], c: undefined } }, '{"a":{"d":[2,{"e":null,"f":1}]},"b":1}'],
  [[3, 1, 2], '[3,1,2]'],
  ['한글 "', '"한글 \\""'],
])('%j is written in one way', (value, written) => expect(canonicalJson(value)).toBe(written));

test('a digest is what everybody else calculates', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('a GUID follows from its parts', () => {
  expect(guidOf('a', 'b')).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
  expect(guidOf('a', 'b')).toBe(guidOf('a', 'b'));
  expect(guidOf('a', 'b')).not.toBe(guidOf('ab'));
});

test('the same question about the same resource has one key, whatever the case of its id', () => {
  const about = (id: string) => questionKey({ kind: 'subnet', params: { id } });
  expect(about('/Subscriptions/S')).toBe(about('/subscriptions/s'));
  expect(about('/subscriptions/s')).not.toBe(about('/subscriptions/t'));
});
