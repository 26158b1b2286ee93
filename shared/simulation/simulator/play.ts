import type { Scenario } from '../scenarios/schema';
import type { Role } from '../twin/contract';
import { violations, type Violation } from './invariants';
import { run, type Ran } from './run';
import { setupOf, type Setup } from './setup';

/** What the runs of a simulation have in common. */
export interface Stock {
  readonly scenarios: readonly Scenario[];
  readonly roles: readonly Role[];
}

/** What a run came to: its broken promises, or the mistake that ended it. */
export interface Played {
  readonly setup: Setup;
  readonly violations: readonly Violation[];
  readonly ran?: Ran;
}

/** Plays a setup. What is thrown in it, is a broken promise too. */
export async function play(
  setup: Setup,
  { roles }: Stock,
  trace: (line: () => string) => void = () => undefined,
): Promise<Played> {
  try {
    const ran = await run(setup, roles, trace);
    return { setup, ran, violations: violations(ran) };
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { setup, violations: [{ invariant: 'nothing is thrown', what }] };
  }
}

/** The setup of a seed, with only these of its injections (by their place) when some are named. */
export function setupFor(seed: number, { scenarios }: Stock, keep?: readonly number[]): Setup {
  const setup = setupOf(seed, scenarios);
  return keep ? { ...setup, injections: setup.injections.filter((_, index) => keep.includes(index)) } : setup;
}

/** The fewest injections with which a seed still breaks the same promise, by their places. */
export async function shrink(seed: number, stock: Stock, invariant: string): Promise<readonly number[]> {
  let keep = setupFor(seed, stock).injections.map((_, index) => index);
  for (let size = Math.ceil(keep.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < keep.length;) {
      const fewer = [...keep.slice(0, from), ...keep.slice(from + size)];
      const played = await play(setupFor(seed, stock, fewer), stock);
      if (played.violations.some((each) => each.invariant === invariant)) keep = fewer;
      else from += size;
    }
  return keep;
}
