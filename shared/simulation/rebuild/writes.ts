import type { ScenarioInput } from '../scenarios/schema';
import { requestOf, shortPathOf } from '../../changes';
import type { IncidentEvent } from '../../incident/events';
import type { Proposal } from '../../incident/events';

type Write = NonNullable<ScenarioInput['expect']['writes']>[number];

/** The requests that changed Azure, in order. What never came to be cannot be taken away either. */
export function writesIn(events: readonly IncidentEvent[]): Write[] {
  let proposal: Proposal | undefined;
  const made = new Set<string>();
  return events.flatMap((event): readonly Write[] => {
    if (event.kind === 'planned') proposal = event.proposal;
    if (event.kind !== 'change-settled' || (event.result.kind !== 'landed' && event.result.kind !== 'unknown'))
      return [];
    const change = proposal?.plan[event.step.of][event.step.index];
    if (!change) return [];
    const { method, path } = requestOf(change);
    if (method === 'PUT') made.add(path);
    if (method === 'DELETE' && !made.has(path)) return [];
    return [{ method, url: shortPathOf(change) }];
  });
}
