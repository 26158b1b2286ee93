import type { Scenario, ScenarioInput } from '../scenarios/schema';
import type { Policy } from '../../model/policy';
import type { IncidentEvent } from '../../incident/events';
import { stateOf } from '../../incident/state';
import { nameOf, sameId } from '../../model/arm-id';
import { clockOf } from './clock';
import { rebuildEstate } from './estate';
import { faultsIn } from './faults';
import { happeningsIn } from './happenings';
import { memoryIn } from './memory';
import { peopleIn } from './people';
import { seenIn } from './seen';
import { signalOf } from './signal';
import { writesIn } from './writes';

/** What an incident came to, as a scenario expects it; the requests that changed Azure are found here. */
export type CameTo = Omit<Scenario['expect'], 'writes'>;

/** A scenario, and what the incident did not tell: it had to be filled in or left out. */
export interface Told {
  readonly scenario: ScenarioInput;
  readonly notes: readonly string[];
}

/**
 * Makes a scenario of what happened: the Azure that was seen when the incident began, what people said, what went wrong, and
 * what came of it. What Azure was never asked about is filled in so that every answer comes out as it did. Pure.
 */
export function scenarioOf(
  name: string,
  incident: string,
  events: readonly IncidentEvent[],
  policy: Policy,
  cameTo: CameTo,
): Told {
  const state = stateOf(incident, events);
  const seen = seenIn(events);
  const clock = clockOf(events);
  const { estate, lost, notes } = rebuildEstate(incident, events, seen, policy, clock);
  const isThere = (id: string) => estate.resources.some((resource) => sameId(resource.id, id));
  const what = cameTo.cause ?? cameTo.symptom ?? cameTo.outcome;
  const scenario: ScenarioInput = {
    name,
    title: `${nameOf(state.target.id)}: ${what}`,
    story: [`Made of incident ${incident}, ${state.openedAt}.`, ...notes].join(' '),
    estate,
    faults: faultsIn(events, clock),
    happenings: [...happeningsIn(events, seen, state, clock), ...lost],
    ...memoryIn(incident, seen, policy, clock),
    policy: {
      ...policy,
      targets: [state.target],
      regressionProbes: policy.regressionProbes.filter(({ from }) => isThere(from)),
    },
    signal: signalOf(state.signal),
    people: peopleIn(events),
    expect: { ...cameTo, writes: writesIn(events) },
  };
  return { scenario, notes };
}
