import fc from 'fast-check';
import { isCodeOf, shortCode } from './approval';

const seed = 20_261_121;

test('a code is four letters and digits that cannot be mistaken for each other', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (incident, hash) => {
      expect(shortCode(incident, hash)).toMatch(/^[A-HJKMNP-Z2-9]{4}$/);
    }),
    { seed },
  );
});

test('a code stays the same for the same plan of the same incident', () => {
  expect(shortCode('i1', 'hash')).toBe(shortCode('i1', 'hash'));
});

test('codes of other plans and other incidents differ', () => {
  const codes = Array.from({ length: 200 }, (_, index) => [shortCode('i1', `h${index}`), shortCode(`i${index}`, 'h')]);
  expect(new Set(codes.flat()).size).toBeGreaterThan(390);
});

test('a code that another open question has is not drawn', () => {
  const taken: string[] = [];
  for (let draw = 0; draw < 5; draw++) {
    const code = shortCode('i1', 'hash', taken);
    expect(taken).not.toContain(code);
    expect(isCodeOf(code, 'i1', 'hash')).toBe(true);
    taken.push(code);
  }
  expect(isCodeOf(taken[0] ?? '', 'i2', 'hash')).toBe(false);
});
