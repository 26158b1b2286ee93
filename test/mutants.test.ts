import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { causes } from '../shared/causes/index.generated';
import { fixes } from '../shared/fixes/index.generated';
import { guards } from '../shared/guards/index.generated';
import { reconnect } from './command';
import { changed } from './mutants/mutant';
import { mutants } from './mutants/list';
import { invariants } from '../shared/simulation/simulator/invariants';

// A test proves something only if it fails without what it is about.

const root = path.join(__dirname, '..');
const End = z.object({ without: z.string(), kind: z.string(), how: z.string().optional(), why: z.string().optional() });

test('every mutant is another one, and changes one place', () => {
  expect(new Set(mutants.map(({ without }) => without)).size).toBe(mutants.length);
  for (const mutant of mutants)
    expect(changed(mutant, root).text).not.toBe(readFileSync(path.join(root, mutant.file), 'utf8'));
});

test('every guard, cause and fix is taken out once', () => {
  const registered = (folder: string): readonly string[] =>
    readdirSync(path.join(root, 'shared', folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.(test|generated)\.ts$/.test(file))
      .flatMap((file) => {
        const declared = /export const (\w+): (?:Guard|Cause|Fix)\b/.exec(
          readFileSync(path.join(root, 'shared', folder, file), 'utf8'),
        );
        return declared?.[1] ?? [];
      });
  const all = ['guards', 'causes', 'fixes'].map(registered);
  expect(all.map(({ length }) => length)).toEqual([guards.length, causes.length, fixes.length]);
  const takenOut = mutants.map(({ without }) => without);
  for (const name of all.flat())
    expect(takenOut).toContainEqual(expect.stringMatching(new RegExp(`^the \\w+ ${name}$`)));
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
