import { flow, oneLine, time } from './format';

test.each([
  ['plain', 'vm-1', 'vm-1'],
  ['line breaks and controls', 'a\r\nb\u0000c\u2028d', 'a b c d'],
  ['bidirectional overrides', 'abc\u202edef\u2066', 'abc def'],
  ['half characters', 'a\ud800b', 'a\ufffdb'],
  ['whole emoji', 'a😀b', 'a😀b'],
])('one line: %s', (_, value, shown) => expect(oneLine(value)).toBe(shown));

test('cuts long text without cutting a character in half', () => {
  expect(oneLine('abcdef', 4)).toBe('abc…');
  expect(oneLine('ab😀def', 4)).toBe('ab…');
  expect(oneLine('abcd', 4)).toBe('abcd');
});

test('shows times in UTC, to the minute', () => {
  expect(time('2026-11-21T02:19:59.999Z')).toBe('2026-11-21 02:19 UTC');
  expect(time('yesterday\n')).toBe('yesterday');
});

test('shows a flow with its direction', () => {
  const box = {
    direction: 'Outbound',
    protocol: 'Udp',
    source: '10.0.0.4',
    sourcePorts: '*',
    destination: '10.1.0.0/24',
    destinationPorts: '53',
  } as const;
  expect(flow(box, 'en')).toBe('Outbound: UDP 10.0.0.4 → 10.1.0.0/24:53');
  expect(flow(box, 'ko')).toBe('아웃바운드: UDP 10.0.0.4 → 10.1.0.0/24:53');
});
