import * as z from 'zod';
import { idKey, nameOf } from '../../model/arm-id';
import { didYouMean } from './nearest';
import { patched, type Complain } from './patch';
import type { EstateFile, ExtendingFile } from './schema';

export interface Extended {
  /** The scenario as it would be written with the whole estate. */
  readonly scenario: unknown;
  /** Where each resource of the whole estate is written. */
  readonly places: readonly string[];
}

/** Expands a scenario that says only what differs from an estate. Pure; tells `complain` what is wrong with the differences. */
export function extended(file: ExtendingFile, base: EstateFile, complain: Complain): Extended {
  const { estate: own, policy, signal, ...rest } = file;
  const { extend, change, resources, ...others } = own;
  const merged = (was: unknown, difference: object, place: string): unknown =>
    Object.keys(difference).length > 0 ? patched(was, difference, [place], complain) : was;

  const signals = Object.keys(base.signals);
  if (typeof signal === 'string' && !signals.includes(signal))
    complain(['signal'], `${extend} has no such signal${didYouMean(signal, signals)} It has: ${signals.join(', ')}`);

  const kept = changed(base, own, complain);
  const scenario = {
    ...rest,
    estate: {
      ...(merged(base.estate, others, 'estate') as object),
      resources: [...kept.map(({ resource }) => resource), ...resources],
    },
    policy: merged(base.policy, policy, 'policy'),
    signal: typeof signal === 'string' ? base.signals[signal] : signal,
  };
  return {
    scenario,
    places: [...kept.map(({ place }) => place), ...resources.map((_, at) => `estate.resources[${at}]`)],
  };
}

interface Placed {
  readonly resource: unknown;
  readonly place: string;
}

/** The resources of the estate, with the changes. */
function changed(
  { estate }: EstateFile,
  { extend, change }: ExtendingFile['estate'],
  complain: Complain,
): readonly Placed[] {
  const result = new Map<string, Placed>(
    estate.resources.map((resource, at) => [resource.id, { resource, place: `${extend}: estate.resources[${at}]` }]),
  );
  for (const [key, difference] of Object.entries(change)) {
    const place = ['estate', 'change', key];
    const meant = estate.resources.filter(({ id }) => idKey(id).endsWith(idKey(`/${key.replace(/^\//, '')}`)));
    const [resource, another] = meant;
    if (!resource) {
      complain(
        place,
        `${extend} has no such resource${didYouMean(
          key,
          estate.resources.map(({ id }) => nameOf(id)),
        )}`,
      );
    } else if (another) {
      complain(place, `there are several; write more of the end of the id: ${meant.map(({ id }) => id).join(', ')}`);
    } else if (difference === null) {
      result.delete(resource.id);
    } else {
      const value = patched(resource, difference, place, complain);
      result.set(resource.id, { resource: value, place: z.core.toDotPath(place) });
    }
  }
  return [...result.values()];
}
