import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { turnedAway } from '../shared/approvals/admission';
import { doorkeeper, dependencies } from '../shared/bootstrap';
import { stateOf } from '../shared/incident/state';
import { viewOf } from '../shared/incident/view';

/**
 * `GET /api/incidents`: the newest incidents. `GET /api/incidents/{id}`: one, with what people see of it and all its events. They
 * tell how a network is built, so a key is not enough: it says nothing about who reads.
 */
export async function incidents(request: HttpRequest): Promise<HttpResponseInit> {
  const admission = await (await doorkeeper()).reader(request.headers.get('authorization'));
  if (admission.kind === 'refused') return turnedAway(admission);
  const { store } = await dependencies();
  const { id } = request.params;
  if (!id) return { jsonBody: { incidents: await store.list(100) } };
  const stored = await store.load(id);
  if (!stored)
    return {
      status: 404,
      jsonBody: { code: 'INCIDENT_NOT_FOUND', message: `There is no incident ${id}. GET /api/incidents lists them.` },
    };
  const events = stored.events.map(({ event }) => event);
  return { jsonBody: { id, view: viewOf(stateOf(id, events), events), events: stored.events } };
}

app.http('incidents', { route: 'incidents/{id?}', methods: ['GET'], authLevel: 'function', handler: incidents });
