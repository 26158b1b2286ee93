import type { Killer, Mutant, Run } from './mutant';

// How a mutant is written down.

export const scenario = (name: string): Killer => ({ scenario: name });
export const seeds = (invariant: string, from: number, to: number): Killer => ({ invariant, seeds: [from, to] });
export const promise = (invariant: string, run: Run): Killer => ({ invariant, run });
export const test = (file: string, name: string): Killer => ({ test: file, name });

export const mutant = (without: string, file: string, from: string | RegExp, to: string, killedBy: Killer): Mutant => ({
  without,
  file: `shared/${file}`,
  from,
  to,
  killedBy,
});
