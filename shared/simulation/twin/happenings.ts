import { nameOf, sameId } from '../../model/arm-id';
import { Guest, type Happening } from '../scenarios/schema';
import type { Machines } from './compute/machines';
import type { Store } from './store';
import type { Timeline } from './timeline';

/** Plans what happens in the estate by itself. A guest's new parts are checked at once, so that a wrong scenario fails at its start. */
export function planHappenings(
  happenings: readonly Happening[],
  timeline: Timeline,
  startedAt: number,
  store: Store,
  machines: Machines,
): void {
  for (const happening of happenings) timeline.plan(startedAt + happening.at * 1000, happen(happening));

  function happen(happening: Happening): () => void {
    switch (happening.kind) {
      case 'put':
        return () => store.put(happening.resource);
      case 'delete':
        return () => store.delete(happening.id);
      case 'guest': {
        const all = Guest.parse(happening.set);
        const named = Object.fromEntries(
          Object.entries(all).filter(([name]) => name in happening.set),
        ) as Partial<Guest>;
        return () => {
          const vm = store
            .list('Microsoft.Compute/virtualMachines')
            .find((one) => sameId(nameOf(one.id), happening.vm));
          if (!vm) throw new Error(`A happening names a VM that is not in the estate: ${happening.vm}`);
          machines.get(vm.id)?.machine.set(named);
        };
      }
    }
  }
}
