import { readFileSync } from 'node:fs';
import path from 'node:path';
import { changed } from './mutants/mutant';
import { mutantsOf } from './mutants/list';
import { shownByNoScenario } from './mutants/list/registered';
import { invariants } from '../shared/simulation/simulator/invariants';

// A test proves something only if it fails without what it is about.

const root = path.join(__dirname, '..');
const mutants = mutantsOf(root);

test('every mutant is another one, and changes one place', () => {
  expect(new Set(mutants.map(({ without }) => without)).size).toBe(mutants.length);
  for (const mutant of mutants)
    expect(changed(mutant, root).text).not.toBe(readFileSync(path.join(root, mutant.file), 'utf8'));
});

test('what no scenario shows is taken out too', () => {
  const takenOut = mutants.map(({ without }) => without);
  for (const id of shownByNoScenario) expect(takenOut).toContain(`guards: ${id}`);
});

test('every promise that the simulator watches is broken by one', () => {
  const broken = new Set(mutants.flatMap(({ killedBy }) => ('invariant' in killedBy ? [killedBy.invariant] : [])));
  expect([...broken].sort()).toEqual(Object.keys(invariants).sort());
});
