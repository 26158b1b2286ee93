import * as fc from 'fast-check';
import { formatPorts, parsePorts, portsContain } from './ports';
import { join } from './ranges';

test.each([
  ['443', '443'],
  ['80-80', '80'],
  ['0-65535', '*'],
  ['*', '*'],
  ['8080, 80,81', '80-81,8080'],
  ['65200-65535', '65200-65535'],
])('%s is written %s', (text, shortest) => {
  expect(formatPorts(parsePorts(text))).toBe(shortest);
});

test.each(['', '-1', '65536', '90-80', '80-', 'http', '1-2-3'])('%p is refused', (text) => {
  expect(() => parsePorts(text)).toThrow(`"${text}"`);
});

test('contains', () => {
  expect(portsContain('65200-65535', '65503-65534')).toBe(true);
  expect(portsContain('65503-65534', '65200-65535')).toBe(false);
  expect(portsContain('*', '80,443')).toBe(true);
});

test('every port set survives being written and read', () => {
  const port = fc.integer({ min: 0, max: 65535 });
  const ports = fc
    .array(fc.tuple(port, port), { minLength: 1, maxLength: 5 })
    .map((pairs) => join(pairs.map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const)));
  fc.assert(
    fc.property(ports, (set) => expect(parsePorts(formatPorts(set))).toEqual(set)),
    { seed: 1 },
  );
});
