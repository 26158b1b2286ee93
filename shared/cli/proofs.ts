import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

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
  readdirSync(path.join(root, 'test/scenarios'))
    .filter((file) => file.endsWith('.json') && !file.endsWith('.schema.json'))
    .sort()
    .map((file) => {
      const { expect } = z
        .object({ expect: Expected })
        .parse(JSON.parse(readFileSync(path.join(root, 'test/scenarios', file), 'utf8')));
      return { name: file.slice(0, -'.json'.length), ...expect };
    });

/** The scenarios in which a cause is to blame, and those in which it was judged and is not. */
export const proofsOf = (cause: string, proofs: readonly Proof[]) => ({
  found: proofs.filter((proof) => proof.cause === cause),
  lookAlikes: proofs.filter(({ judgements }) => (judgements[cause] ?? 'found') !== 'found'),
});
