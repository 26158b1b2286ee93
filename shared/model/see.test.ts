import type { Observation, ObservationKind, Params } from './observation';
import { attempt, CannotSee, forEach, ifSeen, seeing, together, type Attempt } from './see';
import { text } from './text';

const question = { kind: 'question' } as unknown as ObservationKind<Params, number>;
const asked = (n: number) => ({ kind: 'question', params: { n } });
const answered = (n: number, answer = n): Observation => ({
  ...asked(n),
  at: '2026-11-21T09:00:00.000Z',
  outcome: { kind: 'answered', answer },
});
const refused = (n: number): Observation => ({
  ...asked(n),
  at: '2026-11-21T09:00:00.000Z',
  outcome: { kind: 'refused', refusal: { kind: 'forbidden', action: `right ${n}`, code: 'No', message: 'No.' } },
});
const over = <T>(evidence: readonly Observation[], reasoning: (look: (n: number) => number) => T): Attempt<T> => {
  const see = seeing(evidence);
  return attempt(() => reasoning((n) => see(question, { n })));
};
const needs = (...all: number[]) => ({ kind: 'needs', observations: all.map(asked) });

test('looks that do not depend on each other name at once all that they lack, each once', () => {
  const both = (look: (n: number) => number) =>
    together(
      () => look(1) + look(2),
      () => look(3),
      () => look(1),
    );
  expect(over([], both)).toEqual(needs(1, 3));
  expect(over([answered(1)], both)).toEqual(needs(2, 3));
  expect(over([answered(1), answered(2), answered(3)], both)).toEqual({ kind: 'done', value: [3, 3, 1] });
});

test('within each other they still name everything', () => {
  const nested = (look: (n: number) => number) =>
    forEach([0, 10], (ten) =>
      together(
        () => look(ten + 1),
        () => ifSeen(() => look(ten + 2)),
      ),
    );
  expect(over([answered(11)], nested)).toEqual(needs(1, 2, 12));
});

test('they end as they would one after the other, and ask for nothing behind what ends them', () => {
  const both = (look: (n: number) => number) =>
    together(
      () => look(1),
      () => look(2),
    );
  expect(over([refused(1)], both)).toMatchObject({ kind: 'skipped', missing: 'right 1' });
  expect(over([refused(1), refused(2)], both)).toMatchObject({ kind: 'skipped', missing: 'right 1' });
  expect(over([answered(1), refused(2)], both)).toMatchObject({ kind: 'skipped', missing: 'right 2' });
  expect(over([refused(2)], both)).toEqual(needs(1));
  const throws = () =>
    together(
      () => {
        throw new CannotSee(text('No.', '없음.'), 'it');
      },
      () => 1,
    );
  expect(attempt(throws)).toMatchObject({ kind: 'skipped', missing: 'it' });
});
