import { oneLine } from './one-line';

test.each([
  ['plain', 'vm-1', 'vm-1'],
  ['line breaks and controls', 'a\r\nb\u0000c\u2028d', 'a b c d'],
  ['bidirectional overrides', 'abc\u202edef\u2066', 'abc def'],
  ['what cannot be seen', 'a\u200bb\u{e0041}c', 'a b c'],
  ['letters that are drawn as nothing', 'vm\u3164-\u115f\u1160web\uffa0\u034f1', 'vm - web 1'],
  ['half characters', 'a\ud800b', 'a\ufffdb'],
  ['whole emoji', 'a😀b', 'a😀b'],
])('one line: %s', (_, value, shown) => expect(oneLine(value)).toBe(shown));

test('cuts long text without cutting a character in half', () => {
  expect(oneLine('abcdef', 4)).toBe('abc…');
  expect(oneLine('ab😀def', 4)).toBe('ab…');
  expect(oneLine('abcd', 4)).toBe('abcd');
});
