import { causes } from '../../../shared/causes/index.generated';
import { proofsIn, type Proof } from '../../../shared/cli/proofs';
import { fixes } from '../../../shared/fixes/index.generated';
import { guards } from '../../../shared/guards/index.generated';
import type { Mutant } from '../mutant';
import { scenario } from '../write';

/** These cannot stop a plan that a cause and a fix of today make, so no scenario shows them: `guards.ts` has a test for each. */
export const shownByNoScenario: readonly string[] = ['events-under-way', 'own-rules'];

/** Takes one value out of the registry of its folder: the first scenario that needs it fails. */
function takenOut(folder: 'causes' | 'fixes' | 'guards', id: string, proof: Proof | undefined): Mutant {
  if (!proof) throw new Error(`No scenario needs ${id}: write one, as test/scenarios/README.md says.`);
  return {
    without: `${folder}: ${id}`,
    file: `shared/${folder}/index.generated.ts`,
    from: /\](?=\)?;\n$)/,
    to: `].filter((each) => each.id !== '${id}')`,
    killedBy: scenario(proof.name),
  };
}

/** Every cause, fix and guard, taken out. */
export function registered(root: string): readonly Mutant[] {
  const proofs = proofsIn(root);
  const needing = (needs: (proof: Proof) => boolean): Proof | undefined => proofs.find(needs);
  return [
    ...causes.map(({ id }) =>
      takenOut(
        'causes',
        id,
        needing(({ cause }) => cause === id),
      ),
    ),
    ...fixes.map(({ id }) =>
      takenOut(
        'fixes',
        id,
        needing((proof) => proof.fixes.some(({ fix, applied }) => fix === id && applied)),
      ),
    ),
    ...guards
      .filter(({ id }) => !shownByNoScenario.includes(id))
      .map(({ id }) =>
        takenOut(
          'guards',
          id,
          needing(({ stops }) => stops.includes(id)),
        ),
      ),
  ];
}
