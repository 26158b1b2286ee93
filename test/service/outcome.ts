import { differences, sumUp } from '../../shared/simulation/rehearsal/rehearsal';
import type { IncidentEvent } from '../../shared/incident/events';
import type { Store } from '../../shared/incident/ports';
import { ReconnectError } from '../../shared/model/errors';
import type { Scenario } from '../../shared/simulation/scenarios/schema';
import type { PlaySet } from './play-set';
import type { Played } from './plays';

/** What can be seen when everything is quiet: in the store, in the channel, and at the twin. */
export async function outcomeOf(
  scenario: Scenario,
  { stage, openStore }: PlaySet,
): Promise<Omit<Played, 'name' | 'troubles' | 'deaths' | 'stranded' | 'log'>> {
  const store = await openStore();
  const incidents = await store.list(1000);
  const first = incidents.at(-1);
  const events = first && (await eventsOf(first.id, store));
  const rehearsal = sumUp({
    scenario,
    incident: first && events && { id: first.id, events },
    posted: stage.teams.messages().length,
    log: stage.twin.log,
    operationMs: 0,
    overheadMs: 0,
  });
  const cards = cardsIn(stage, events);
  return {
    differences: differences(scenario, rehearsal),
    outcome: rehearsal.outcome,
    writes: rehearsal.writes.length,
    incidents: incidents.length,
    open: (await store.open()).length,
    asking: cards.some((card) => card.includes('Action.Execute')),
    cards,
  };
}

/** `undefined` when what is stored was changed by others. */
async function eventsOf(incident: string, store: Store): Promise<readonly IncidentEvent[] | undefined> {
  try {
    return (await store.load(incident))?.events.map(({ event }) => event);
  } catch (error) {
    if (error instanceof ReconnectError && error.code === 'STORE_DAMAGED') return undefined;
    throw error;
  }
}

/** The cards that Reconnect keeps up to date, or all where nobody can tell. One whose posting was not recorded stays as it is. */
function cardsIn({ teams }: PlaySet['stage'], events: readonly IncidentEvent[] | undefined): readonly string[] {
  const shown = events?.flatMap((event) => (event.kind === 'shown' ? event.message.activity : []));
  return teams
    .messages()
    .filter(({ from, id, card }) => from === 'bot' && card !== undefined && (shown?.includes(id) ?? true))
    .map(({ card }) => JSON.stringify(card));
}
