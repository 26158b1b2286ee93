import { app, type HttpResponseInit } from '@azure/functions';
import { dependencies } from '../shared/bootstrap';

/** `GET /api/health`: 200 when the settings are read and the storage answers. */
export async function health(): Promise<HttpResponseInit> {
  const { store } = await dependencies();
  return { jsonBody: { status: 'ok', openIncidents: (await store.open()).length } };
}

app.http('health', { route: 'health', methods: ['GET'], authLevel: 'anonymous', handler: health });
