import type { Earlier } from '../scenarios/schema';
import type { Store } from '../../incident/ports';
import { idKey } from '../../model/arm-id';
import { sha256 } from '../../model/canonical';
import type { Intervention, Stage } from '../../model/ledger';
import { targetKey } from '../../targets';

/** Something that is to happen `at` seconds after the start of a rehearsal. */
export interface Planned {
  readonly at: number;
  readonly act: () => Promise<void>;
}

/** What other incidents did, step by step in the order of time, as it is to be written into the store. */
export function stepsOf(history: readonly Earlier[], began: number, store: Store): readonly Planned[] {
  const steps = history.flatMap((earlier): Planned[] => {
    const { incident, asked, started, ended } = earlier;
    const book = (kind: 'asked' | 'started', at: number): Planned => ({
      at,
      act: () => bookIn(store, interventionOf(earlier, { kind, at: new Date(began + at * 1000).toISOString() })),
    });
    return [
      book('asked', asked),
      ...(started === undefined ? [] : [book('started', started)]),
      ...(ended ? [{ at: ended.at, act: () => store.settle(incident, ended.result) }] : []),
    ];
  });
  return steps.toSorted((a, b) => a.at - b.at);
}

async function bookIn(store: Store, intervention: Intervention): Promise<void> {
  for (;;) {
    const { version } = await store.ledger();
    if ((await store.book(intervention, version)) === 'booked') return;
  }
}

function interventionOf(earlier: Earlier, stage: Stage): Intervention {
  const { incident, target, cause, blamed, fix, resource, region, affectedResources } = earlier;
  return {
    incident,
    target: targetKey(target),
    cause,
    blamed,
    fix,
    planHash: sha256(incident),
    resource,
    region,
    affectedResources: [...new Set([target.id, resource, ...affectedResources].map(idKey))],
    stage,
  };
}
