import path from 'node:path';
import { cardPublisher } from '../../shared/incident/card-publisher';
import type { Dependencies } from '../../shared/incident/dependencies';
import type { IncidentEvent } from '../../shared/incident/events';
import { stateOf } from '../../shared/incident/state';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import { readStock } from '../../shared/simulation/simulator/stock';
import { playThrough } from '../mutants/play-scenario';

const root = path.join(__dirname, '../..');

test('a question that a wider one has taken the place of says so, also where the channel was out of reach just then', async () => {
  const scenario = await scenarioFrom('vm-hub-ssh-denied-to-two', root);
  const { incident } = await playThrough(scenario, (await readStock(root)).roles);
  if (!incident) throw new Error('There must be an incident.');
  const { id } = incident;
  const isDrawn = (event: IncidentEvent, index: number): boolean =>
    event.kind === 'shown' && incident.events.findIndex(({ kind }) => kind === 'shown') !== index;
  const asked = incident.events.findLastIndex(({ kind }) => kind === 'asked');
  const events = incident.events.slice(0, asked + 1).filter((event, index) => !isDrawn(event, index));
  const now = Date.parse(events.at(-1)?.at ?? '');
  const state = stateOf(id, events);
  const publisher = cardPublisher({ now: () => now } as Dependencies);
  const due = publisher.due({ stored: { id, version: '', events: [] }, events, state, uncommitted: [] });
  expect(due).toMatchObject({ key: state.attempts[0]?.approval.code, view: { status: { kind: 'replaced' } } });
});
