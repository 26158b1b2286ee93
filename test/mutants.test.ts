import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { reconnect } from './command';
import { changed } from './mutants/mutant';
import { mutantsOf } from './mutants/list';
import { shownByNoScenario } from './mutants/list/registered';
import { invariants } from '../shared/simulation/simulator/invariants';

// A test proves something only if it fails without what it is about.

const root = path.join(__dirname, '..');
const mutants = mutantsOf(root);
const End = z.object({ without: z.string(), kind: z.string(), how: z.string().optional(), why: z.string().optional() });

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

test('each is noticed by what must notice it', async () => {
  const { stdout: output, stderr } = await reconnect(['mutants', '--json'], { timeoutMs: 0 });
  if (output === '') throw new Error(stderr);
  const lines = output.trim().split('\n');
  const ends = lines.map((line) => End.parse(JSON.parse(line)));
  expect(ends.filter(({ kind }) => kind !== 'killed')).toEqual([]);
  expect(ends).toHaveLength(mutants.length);
}, 200_000);
