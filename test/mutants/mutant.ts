import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Injection } from '../../shared/simulation/simulator/fault-injection';

/** A run of the simulator with one host, in which exactly this goes wrong. `limits` are the policy's. */
export interface Run {
  readonly scenario: string;
  readonly injections: readonly Injection[];
  readonly limits?: object;
}

/** What notices that something is missing. */
export type Killer =
  /** A scenario of `test/scenarios` no longer comes true. */
  | { readonly scenario: string }
  /** The simulator sees this promise broken: in a run made for it, or in one of these seeds. */
  | { readonly invariant: string; readonly run: Run }
  | { readonly invariant: string; readonly seeds: readonly [from: number, to: number] }
  /** A test of this file, whose name contains this, fails. */
  | { readonly test: string; readonly name: string };

/** The app with one thing taken out of it, and what must notice that. */
export interface Mutant {
  readonly without: string;
  /** The file that is changed, and the change. */
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly killedBy: Killer;
}

/** A file as it is to be taken instead: its absolute path, and its text. */
export interface Changed {
  readonly file: string;
  readonly text: string;
}

/** The file that a mutant changes. Throws where it does not change exactly one place. */
export function changed({ file, from, to }: Mutant, root: string): Changed {
  const whole = path.join(root, file);
  const before = readFileSync(whole, 'utf8');
  const places = before.split(from).length - 1;
  if (places !== 1)
    throw new Error(
      `${file} has ${places} places like ${String(from)}, and a mutant needs one: mend its line in test/mutants/list.`,
    );
  return { file: whole, text: before.replace(from, () => to) };
}

export const killerName = (killer: Killer): string => {
  if ('scenario' in killer) return `scenario ${killer.scenario}`;
  return 'invariant' in killer ? `the simulator: ${killer.invariant}` : `${killer.test}: ${killer.name}`;
};
