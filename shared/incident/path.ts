import { parseArmId } from '../model/arm-id';
import type { Observation } from '../model/observation';
import { seeing } from '../model/see';
import { isAt } from '../model/station';
import type { Target } from '../model/target';
import type { Text } from '../model/text';
import type { Path } from '../cards/checked';
import { kindOf } from '../targets';
import type { Judged } from './events';

/** The way of a target's traffic as far as it was seen, with what is to blame. */
export function pathOf(target: Target, evidence: readonly Observation[], judgements: readonly Judged[]): Path {
  const blamed = judgements.flatMap(({ judgement }) => (judgement.kind === 'found' ? [judgement.blamed] : []));
  return kindOf(target)
    .stations(seeing(evidence), target)
    .filter((stage) => stage.length > 0)
    .map((stage) =>
      stage.map((station) => {
        const { what, name, seen = 'passed' } = station;
        return { what, name, state: blamed.some((id) => isAt(station, id)) ? 'blamed' : seen };
      }),
    );
}

/** From where a target was tried, and what each showed, where that is told of its kind. */
export const triedFromOf = (target: Target, evidence: readonly Observation[]): readonly Text[] =>
  kindOf(target).triedFrom?.(seeing(evidence), target) ?? [];

/** A resource as people look for it: its names from the outside in, and its resource group. */
export function placeOf(id: string): string {
  const parsed = parseArmId(id);
  return parsed ? `${parsed.names.join(' / ')} (${parsed.resourceGroup})` : id;
}
