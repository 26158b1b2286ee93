import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { teams as receiver } from '../shared/bootstrap';

/** `POST /api/messages`: what the Bot Framework sends. Anonymous for the Functions host, because the signed token in the request is what counts. */
export async function teams(request: HttpRequest): Promise<HttpResponseInit> {
  const receive = await receiver();
  const { status, body } = await receive({
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  });
  return body === undefined ? { status } : { status, jsonBody: body };
}

app.http('teams', { route: 'messages', methods: ['POST'], authLevel: 'anonymous', handler: teams });
