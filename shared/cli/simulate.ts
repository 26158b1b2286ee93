import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { play, setupFor, shrink, type Played } from '../simulation/simulator/play';
import { readStock } from '../simulation/simulator/stock';
import { unseen } from '../incident/events';

export const simulateUsage = `  reconnect simulate [--seeds A..B,C] [--random N]                whole incidents with everything that can go wrong
  reconnect simulate --seed N [--only PLACES] [--trace] [--record]
                                                                  one of them; --record makes it a test
`;

export const simulateOptions = {
  seeds: { type: 'string' },
  random: { type: 'string' },
  seed: { type: 'string' },
  only: { type: 'string' },
  trace: { type: 'boolean' },
  record: { type: 'boolean' },
} as const;

export interface SimulateOptions {
  readonly seeds?: string | undefined;
  readonly random?: string | undefined;
  readonly seed?: string | undefined;
  readonly only?: string | undefined;
  readonly trace?: boolean | undefined;
  readonly record?: boolean | undefined;
}

/** Seeds that broke a promise once, each with the injections that it takes (by their places) and the promise. */
export const Recorded = z.array(z.strictObject({ seed: z.int(), only: z.array(z.int()), invariant: z.string() }));
export const recordedFile = 'test/simulator/recorded.json';

/** What one seed came to, as a lane tells it. */
const Told = z.object({
  seed: z.number(),
  incidents: z.number(),
  sends: z.number(),
  violations: z.array(z.object({ invariant: z.string(), what: z.string() })),
});
export type Told = z.infer<typeof Told>;

/** Answers the exit status: 0 when every promise was kept, 1 when not, 2 when the options make no sense. */
export async function simulate(root: string, options: SimulateOptions, print: (line: string) => void): Promise<number> {
  if (options.seed !== undefined) return one(root, Number(options.seed), options, print);
  const fixed = seedsIn(options.seeds ?? (options.random === undefined ? '1..200' : ''));
  if (!fixed) {
    print('--seeds takes seeds and ranges of them, such as 1..200,7341');
    return 2;
  }
  const random = Array.from({ length: Number(options.random ?? 0) }, () => randomInt(1_000_000, 2 ** 31));
  if (random.length > 0) print(`random seeds: ${random.join(' ')}`);
  return many(root, [...fixed, ...random], print);
}

/** `1..3,9` is 1, 2, 3 and 9; `undefined` when it cannot be read. */
function seedsIn(list: string): readonly number[] | undefined {
  if (list === '') return [];
  const parts = list.split(',').map((part) => /^(\d+)(?:\.\.(\d+))?$/.exec(part));
  if (parts.some((part) => part === null)) return undefined;
  return parts.flatMap((part) => {
    const [, from = '', to = from] = part ?? [];
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index);
  });
}

/** How many seeds a process plays at most before it is replaced. */
const mostInALane = 500;

/** What seeds came to, and how long that took, s. */
interface Results {
  readonly results: readonly Told[];
  readonly seconds: number;
}

/** Plays seeds in as many processes as there are cores. */
export async function playAll(root: string, seeds: readonly number[]): Promise<Results> {
  const startedAt = performance.now();
  const results: Told[] = [];
  const lanes = availableParallelism();
  const size = Math.max(1, Math.min(mostInALane, Math.ceil(seeds.length / lanes)));
  const left = Array.from({ length: Math.ceil(seeds.length / size) }, (_, index) =>
    seeds.slice(index * size, (index + 1) * size),
  );
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift())
      for await (const line of linesOf(root, next)) results.push(Told.parse(JSON.parse(line)));
  };
  await Promise.all(Array.from({ length: lanes }, work));
  const seconds = (performance.now() - startedAt) / 1000;
  if (results.length !== seeds.length) throw new Error(`${seeds.length - results.length} seeds were not played.`);
  return { results, seconds };
}

/** Plays seeds, and looks for the smallest way to break what was broken. */
async function many(root: string, seeds: readonly number[], print: (line: string) => void): Promise<number> {
  const { results, seconds } = await playAll(root, seeds);
  const sum = (count: (each: Told) => number): string =>
    results.reduce((all, each) => all + count(each), 0).toLocaleString('en');
  print(
    `${seeds.length} seeds: ${sum(({ incidents }) => incidents)} incidents, ${sum(({ sends }) => sends)} changes sent, ${Math.round(seeds.length / seconds)} seeds a second.`,
  );
  const broken = results.filter(({ violations }) => violations.length > 0).toSorted((a, b) => a.seed - b.seed);
  if (broken.length === 0) print('Every promise was kept.');
  for (const { seed, violations } of broken.slice(0, 20))
    print(`seed ${seed} breaks: ${violations[0]?.invariant}: ${violations[0]?.what}`);
  if (broken.length > 20) print(`… and ${broken.length - 20} more seeds`);
  const [worst] = broken;
  if (!worst) return 0;
  await one(root, worst.seed, {}, print);
  return 1;
}

/** What a process of its own prints about these seeds, line by line. Most errors are refusals that are expected, and stacks take long to make. */
function linesOf(root: string, seeds: readonly number[]): AsyncIterable<string> {
  const lane = ['--stack-trace-limit=0', path.join(root, 'dist/lane.js'), ...seeds.map(String)];
  const child = spawn(process.execPath, lane, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return createInterface({ input: child.stdout });
}

/** Plays one seed; where it breaks a promise, finds the fewest injections that do, and tells what happened with these. */
async function one(
  root: string,
  seed: number,
  options: SimulateOptions,
  print: (line: string) => void,
): Promise<number> {
  const stock = await readStock(root);
  const only = options.only
    ?.split(',')
    .filter((each) => each !== '')
    .map(Number);
  const first = await play(setupFor(seed, stock, only), stock, options.trace ? (line) => print(line()) : undefined);
  const [broken] = first.violations;
  if (!broken) {
    print(`seed ${seed}: every promise was kept.`);
    return 0;
  }
  print(`seed ${seed} breaks: ${broken.invariant}: ${broken.what}`);
  const fewest = only ?? (await shrink(seed, stock, broken.invariant));
  const setup = setupFor(seed, stock, fewest);
  print(
    `\nThe smallest way to break it: ${setup.scenarios.map(({ name }) => name).join(' + ')}, ${setup.hosts.length} hosts, and`,
  );
  for (const injection of setup.injections) print(`  ${JSON.stringify(injection)}`);
  print(`\n${(await timelineOf(setup, stock)).join('\n')}`);
  print(`\nAgain: npm run simulate -- --seed ${seed} --only ${fewest.join(',')} --trace`);
  print(`As a test: npm run simulate -- --seed ${seed} --only ${fewest.join(',')} --record`);
  if (options.record) await record(root, { seed, only: [...fewest], invariant: broken.invariant });
  return 1;
}

/** What happened in a run, without what was only looked at. */
async function timelineOf(
  setup: Played['setup'],
  stock: Awaited<ReturnType<typeof readStock>>,
): Promise<readonly string[]> {
  const { ran } = await play(setup, stock);
  return (ran?.incidents ?? [])
    .flatMap(({ id, events }) => events.map((event) => ({ id, event })))
    .filter(({ event }) => !unseen.includes(event.kind))
    .toSorted((a, b) => (a.event.at < b.event.at ? -1 : 1))
    .map(({ id, event }) => `${event.at.slice(11, 23)} ${id} ${event.kind} ${brief(event)}`);
}

function brief(event: object): string {
  const told = Object.entries(event).filter(
    ([key, value]) =>
      key !== 'at' && key !== 'kind' && (typeof value === 'string' || key === 'step' || key === 'result'),
  );
  return told.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ');
}

/** Adds a seed to those that the tests play. */
async function record(root: string, added: z.infer<typeof Recorded>[number]): Promise<void> {
  const file = path.join(root, recordedFile);
  const known = Recorded.parse(JSON.parse(await readFile(file, 'utf8')));
  const others = known.filter(({ seed, invariant }) => seed !== added.seed || invariant !== added.invariant);
  await writeFile(file, `${JSON.stringify([...others, added], undefined, 2)}\n`);
}
