import { createSecretKey } from 'node:crypto';
import type { RecordKey } from '../config/record-keys';
import { sealsWith } from './seals';

const key = (id: string, fill: number): RecordKey => ({ id, secret: createSecretKey(Buffer.alloc(32, fill)) });
const row: readonly string[] = ['incidents', 'i1', 'event-00000001', 'hash'];

test('a seal holds where it was made, and nowhere else', () => {
  const seal = sealsWith([key('k1', 1)]).seal(...row);
  const fresh = () => sealsWith([key('k1', 1)]);
  expect(fresh().holds(seal, ...row)).toBe(true);
  for (const [place, part] of row.entries())
    expect([part, fresh().holds(seal, ...row.with(place, `${part}x`))]).toEqual([part, false]);
  expect(fresh().holds(seal, 'incidents', 'i1event-00000001', 'hash')).toBe(false);
});

test('what was seen to hold once holds for the same content only', () => {
  const seals = sealsWith([key('k1', 1)]);
  const seal = seals.seal(...row);
  expect(seals.holds(seal, ...row)).toBe(true);
  expect(seals.holds(seal, 'incidents', 'i1', 'event-00000001', 'other')).toBe(false);
});

test('a key that was put behind another is still believed; one that was taken away is not', () => {
  const old = sealsWith([key('k1', 1)]).seal(...row);
  const both = sealsWith([key('k2', 2), key('k1', 1)]);
  expect(both.holds(old, ...row)).toBe(true);
  expect(both.seal(...row)).toMatch(/^k2:/);
  expect(sealsWith([key('k2', 2)]).holds(old, ...row)).toBe(false);
});

test.each([undefined, '', 'k1', 'k1:', 'k1:AAAA', ':', 7, 'toString:AAAA'])('%j is no seal', (forged) => {
  expect(sealsWith([key('k1', 1)]).holds(forged, ...row)).toBe(false);
});

test('another secret under the same id does not make a seal', () => {
  const forged = sealsWith([key('k1', 9)]).seal(...row);
  expect(sealsWith([key('k1', 1)]).holds(forged, ...row)).toBe(false);
});
