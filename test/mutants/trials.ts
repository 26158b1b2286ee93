import { changed, type Changed, type Killer, type Mutant, type Run } from './mutant';
import { runTests, type Tested } from './run-tests';
import type * as Trial from './trial';
import { workshop } from './workshop';

/** How a mutant ended. One that lives, or that nothing could be tried on, has survived. */
export type End =
  { readonly kind: 'killed'; readonly how: string } | { readonly kind: 'survived'; readonly why: string };

export interface Tried {
  readonly mutant: Mutant;
  readonly end: End;
}

type Tests = Extract<Killer, { test: string }>;
type Workshop = ReturnType<typeof workshop>;
type Attempt<K extends Killer> = (mutant: Mutant, killer: K) => Promise<End>;

/**
 * Tries every mutant, each against what must notice it, which must notice nothing where nothing is missing. `tell` hears of
 * each as it ends.
 */
export async function tryAll(mutants: readonly Mutant[], root: string, tell: (tried: Tried) => void): Promise<void> {
  const shop = workshop(root);
  const [play, test] = [player(shop, root), tester(shop, root)];
  try {
    for (const mutant of mutants) {
      const { killedBy } = mutant;
      const trying = 'test' in killedBy ? test(mutant, killedBy) : play(mutant, killedBy);
      tell({ mutant, end: await trying.catch(broken) });
    }
  } finally {
    await shop.close();
  }
}

/** Plays scenarios and runs of the simulator. */
function player(shop: Workshop, root: string): Attempt<Exclude<Killer, Tests>> {
  // What trial.ts exports.
  const trial = async (change?: Changed): Promise<typeof Trial> =>
    (await shop.make('test/mutants/trial.ts', change))() as typeof Trial;
  let unchanged: Promise<typeof Trial> | undefined;
  return async (mutant, killedBy) => {
    const whole = await (unchanged ??= trial());
    const without = await trial(changed(mutant, root));
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

/** Runs tests. */
function tester(shop: Workshop, root: string): Attempt<Tests> {
  const tried = async ({ test, name }: Tests, change?: Changed): Promise<Tested> =>
    runTests(await shop.make(test, change), name);
  return async (mutant, killedBy) => {
    const whole = await tried(killedBy);
    if (whole.kind !== 'passed') return survived(`fails anyway: ${JSON.stringify(whole)}`);
    const after = await tried(killedBy, changed(mutant, root));
    if (after.kind === 'not-run') return survived(`cannot be run: ${after.because}`);
    return after.kind === 'failed' ? killed(after.first) : survived('passes all the same');
  };
}

const killed = (how: string): End => ({ kind: 'killed', how: how.length > 120 ? `${how.slice(0, 120)} …` : how });
const survived = (why: string): End => ({ kind: 'survived', why });
const broken = (error: unknown): End => survived(error instanceof Error ? error.message : String(error));
