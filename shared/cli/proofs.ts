import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { scenarioNames } from '../simulation/scenarios/load';

const Expected = z.object({
  cause: z.string().optional(),
  judgements: z.record(z.string(), z.string()).default({}),
  fixes: z.array(z.object({ fix: z.string(), applied: z.boolean() })).default([]),
  stops: z.array(z.string()).default([]),
});

/** A scenario's name, and what of it proves something about causes, fixes and guards. */
export interface Proof extends z.infer<typeof Expected> {
  readonly name: string;
}

/** What each scenario of the project expects, by name. `root`: the project's folder. */
export const proofsIn = (root: string): readonly Proof[] =>
  scenarioNames(root).map((name) => {
    const file = path.join(root, 'test/scenarios', `${name}.json`);
    const { expect } = z.object({ expect: Expected }).parse(JSON.parse(readFileSync(file, 'utf8')));
    return { name, ...expect };
  });

/** The scenarios in which a cause is to blame, and those in which it was judged and is not: nobody having been allowed to look is no look-alike. */
export const proofsOf = (cause: string, proofs: readonly Proof[]) => ({
  found: proofs.filter((proof) => proof.cause === cause),
  lookAlikes: proofs.filter(({ judgements }) => ['excluded', 'uncertain'].includes(judgements[cause] ?? '')),
});
