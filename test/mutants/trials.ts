import { workshop } from './in-process';
import { runJest } from './in-jest';
import { changed, type Killer, type Mutant, type Run } from './mutant';

/** How a mutant ended. One that lives, or that nothing could be tried on, has survived. */
export type End =
  { readonly kind: 'killed'; readonly how: string } | { readonly kind: 'survived'; readonly why: string };

export interface Tried {
  readonly mutant: Mutant;
  readonly end: End;
}

/** Tries every mutant, each against what must notice it; first that proves to notice nothing where nothing is missing. */
export async function* trials(mutants: readonly Mutant[], root: string): AsyncGenerator<Tried> {
  const shop = await workshop(root);
  try {
    const whole = await shop.make();
    const inProcess = async (mutant: Mutant): Promise<End | undefined> => {
      const { killedBy } = mutant;
      if ('test' in killedBy) return undefined;
      const change = changed(mutant, root);
      if ('scenario' in killedBy) {
        const [before] = await whole.tryScenario(killedBy.scenario, root);
        if (before !== undefined) return survived(`does not come true anyway: ${before}`);
        const [wrong] = await (await shop.make(change)).tryScenario(killedBy.scenario, root);
        return wrong === undefined ? survived('comes true all the same') : killed(wrong);
      }
      const { invariant } = killedBy;
      const broken = await (await shop.make(change)).trySimulator(runsOf(killedBy), invariant, root);
      if (!broken) return survived('is kept all the same');
      const before = await whole.trySimulator([broken.run], invariant, root);
      return before ? survived(`is broken anyway: ${before.what}`) : killed(broken.what);
    };
    const inJest = async (mutant: Mutant): Promise<End | undefined> => {
      if (!('test' in mutant.killedBy)) return undefined;
      const change = changed(mutant, root);
      const before = await runJest(root, mutant.killedBy);
      if (before.kind !== 'passed') return survived('fails anyway');
      const tested = await runJest(root, mutant.killedBy, change);
      if (tested.kind === 'not-run') return survived(`cannot be run: ${tested.because}`);
      return tested.kind === 'failed' ? killed(tested.tests[0] ?? '') : survived('passes all the same');
    };

    // Two lanes: one in this process, and one whose tests are processes of their own.
    const lanes = [lane(mutants, inProcess), lane(mutants, inJest)];
    yield* merge(lanes);
  } finally {
    await shop.close();
  }
}

function runsOf(killer: Extract<Killer, { invariant: string }>): readonly (number | Run)[] {
  if ('run' in killer) return [killer.run];
  const [from, to] = killer.seeds;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

const killed = (how: string): End => ({ kind: 'killed', how: how.length > 160 ? `${how.slice(0, 160)} …` : how });
const survived = (why: string): End => ({ kind: 'survived', why });

async function* lane(
  mutants: readonly Mutant[],
  attempt: (mutant: Mutant) => Promise<End | undefined>,
): AsyncGenerator<Tried> {
  for (const mutant of mutants) {
    const end = await attempt(mutant).catch((error: unknown) =>
      survived(error instanceof Error ? error.message : String(error)),
    );
    if (end) yield { mutant, end };
  }
}

/** Whatever comes from any of these, as it comes. */
async function* merge<T>(sources: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const pull = async (source: AsyncGenerator<T>) => ({ source, next: await source.next() });
  const pending = new Map(sources.map((source) => [source, pull(source)]));
  while (pending.size > 0) {
    const { source, next } = await Promise.race(pending.values());
    if (next.done) {
      pending.delete(source);
      continue;
    }
    pending.set(source, pull(source));
    yield next.value;
  }
}
