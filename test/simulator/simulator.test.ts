import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Recorded, recordedFile } from '../../shared/cli/simulate';
import { broken } from './broken';
import { invariants } from '../../shared/simulation/simulator/invariants';
import { play, setupFor, type Stock } from '../../shared/simulation/simulator/play';
import { readStock } from '../../shared/simulation/simulator/stock';

const root = path.join(__dirname, '../..');
let stock: Stock;
beforeAll(async () => {
  stock = await readStock(root);
});

test('500 seeds keep every promise', async () => {
  expect(await broken('--seeds', '1..500')).toBeUndefined();
}, 400_000);

test('a seed always gives the same events, whatever was played before', async () => {
  const eventsOf = async (seed: number) => (await play(setupFor(seed, stock), stock)).ran?.incidents;
  for (const seed of [3, 11, 42]) {
    const once = await eventsOf(seed);
    await eventsOf(seed + 1);
    expect(await eventsOf(seed)).toEqual(once);
  }
});

test('the seeds bring about every way in which an incident can end', async () => {
  const outcomes = new Set<string>();
  for (let seed = 1; seed <= 60; seed++)
    for (const { events } of (await play(setupFor(seed, stock), stock)).ran?.incidents ?? [])
      for (const event of events) if (event.kind === 'closed') outcomes.add(event.outcome);
  expect([...outcomes].sort()).toEqual(['escalated', 'expired', 'rejected', 'reported', 'resolved', 'self-healed']);
}, 60_000);

describe('what was broken once', () => {
  const recorded = Recorded.parse(JSON.parse(readFileSync(path.join(root, recordedFile), 'utf8')));
  test.each(recorded)('seed $seed: $invariant', async ({ seed, only, invariant }) => {
    expect(Object.keys(invariants)).toContain(invariant);
    expect((await play(setupFor(seed, stock, only), stock)).violations).toEqual([]);
  });
  test('is recorded once each', () => {
    expect(new Set(recorded.map(({ seed, invariant }) => `${seed} ${invariant}`)).size).toBe(recorded.length);
  });
});
