import { app, type HttpResponseInit } from '@azure/functions';
import { botPlace, dependencies } from '../shared/bootstrap';
import type { Health } from '../shared/model/health';

/** `GET /api/health`: 200 when the settings are read and the storage answers. Tells nothing that a stranger may not know. */
export async function health(): Promise<HttpResponseInit> {
  const { store } = await dependencies();
  const [open, bot] = await Promise.all([store.open(), botPlace()]);
  return { jsonBody: { status: 'ok', openIncidents: open.length, bot } satisfies Health };
}

app.http('health', { route: 'health', methods: ['GET'], authLevel: 'anonymous', handler: health });
