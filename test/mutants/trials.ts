import { workshop } from './in-process';
import { runJest, told, type Tests } from './in-jest';
import { changed, type Killer, type Mutant, type Run } from './mutant';

/** How a mutant ended. One that lives, or that nothing could be tried on, has survived. */
export type End =
  { readonly kind: 'killed'; readonly how: string } | { readonly kind: 'survived'; readonly why: string };

export interface Tried {
  readonly mutant: Mutant;
  readonly end: End;
}

type Workshop = Awaited<ReturnType<typeof workshop>>;
type Attempt = (mutant: Mutant) => Promise<End>;

/**
 * Tries every mutant, each against what must notice it, which must notice nothing where nothing is missing. Two at a time: one
 * is played in this process, for the other jest is started. `tell` hears of each as it ends.
 */
export async function tryAll(mutants: readonly Mutant[], root: string, tell: (tried: Tried) => void): Promise<void> {
  const shop = await workshop(root);
  try {
    const [played, tested] = [mutants.filter((each) => !isTested(each)), mutants.filter(isTested)];
    const play = player(shop, root);
    const test = tester(tested.map(({ killedBy }) => killedBy).filter(isTests), root);
    const work = async (...queues: readonly (readonly [Mutant[], Attempt])[]): Promise<void> => {
      for (const [queue, attempt] of queues)
        for (let mutant = queue.shift(); mutant; mutant = queue.shift())
          tell({ mutant, end: await attempt(mutant).catch(broken) });
    };
    await Promise.all([work([played, play], [tested, test]), work([tested, test])]);
  } finally {
    await shop.close();
  }
}

const isTests = (killer: Killer): killer is Tests => 'test' in killer;
const isTested = ({ killedBy }: Mutant): boolean => isTests(killedBy);

/** Plays scenarios and runs of the simulator in this process. */
function player(shop: Workshop, root: string): Attempt {
  const unchanged = once(() => shop.make());
  return async (mutant) => {
    const { killedBy } = mutant;
    if (isTests(killedBy)) throw new Error('This one is for jest.');
    const whole = await unchanged();
    const without = await shop.make(changed(mutant, root));
    if ('scenario' in killedBy) {
      const [wrong] = await without.tryScenario(killedBy.scenario, root);
      const [before] = await whole.tryScenario(killedBy.scenario, root);
      if (before !== undefined) return survived(`does not come true anyway: ${before}`);
      return wrong === undefined ? survived('comes true all the same') : killed(wrong);
    }
    const { invariant } = killedBy;
    const wrong = await without.trySimulator(runsOf(killedBy), invariant, root);
    if (!wrong) return survived('is kept all the same');
    const before = await whole.trySimulator([wrong.run], invariant, root);
    return before ? survived(`is broken anyway: ${before.what}`) : killed(wrong.what);
  };
}

function runsOf(killer: Extract<Killer, { invariant: string }>): readonly (number | Run)[] {
  if ('run' in killer) return [killer.run];
  const [from, to] = killer.seeds;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Runs tests by jest. All are run once where nothing is missing. */
function tester(all: readonly Tests[], root: string): Attempt {
  const unchanged = once(() => runJest(root, all));
  return async (mutant) => {
    const { killedBy } = mutant;
    if (!isTests(killedBy)) throw new Error('This one is not for jest.');
    const change = changed(mutant, root);
    const whole = told(await unchanged(), killedBy, root);
    if (whole.kind !== 'passed') return survived(`fails anyway: ${JSON.stringify(whole)}`);
    const after = told(await runJest(root, [killedBy], change), killedBy, root);
    if (after.kind === 'not-run') return survived(`cannot be run: ${after.because}`);
    return after.kind === 'failed' ? killed(after.first) : survived('passes all the same');
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

const killed = (how: string): End => ({ kind: 'killed', how: how.length > 120 ? `${how.slice(0, 120)} …` : how });
const survived = (why: string): End => ({ kind: 'survived', why });
const broken = (error: unknown): End => survived(error instanceof Error ? error.message : String(error));
