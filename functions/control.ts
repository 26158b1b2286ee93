import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { world } from '../shared/bootstrap';
import { carryOut, standingOf, type Order } from '../shared/incident/control';

const by = z.string().trim().min(1).max(200);
const Asked = z.union([
  z.strictObject({ changes: z.enum(['off', 'on']), by }),
  z.strictObject({ mute: z.string().trim().min(1).max(1000), until: z.iso.datetime({ offset: true }), by }),
]);
type Asked = z.infer<typeof Asked>;

/**
 * `GET /api/control`: whether changes are on, what is muted, and which fixes are under way. `POST` switches changes off
 * (`{ changes: 'off', by }`) or on, or mutes a scope (`{ mute, until, by }`); an `until` that is over ends the mute.
 */
export async function control(request: HttpRequest): Promise<HttpResponseInit> {
  const outside = await world();
  if (request.method === 'GET') return { jsonBody: await standingOf(outside) };

  const asked = Asked.safeParse(await request.json().catch(() => undefined));
  if (!asked.success)
    return refused(
      'CONTROL_MALFORMED',
      'Send { "changes": "off" or "on", "by": "who" }, or { "mute": "name or id", "until": "2026-11-21T12:00:00Z", "by": "who" }.',
    );
  const order = orderOf(asked.data, outside.now());
  outside.log('A command was given over HTTP', { command: order.kind, by: asked.data.by });
  const carried = await carryOut(order, asked.data.by, outside);
  if (carried.kind === 'refused') return refused(carried.code, carried.because[outside.language]);
  return { jsonBody: { said: carried.said[outside.language], ...(await standingOf(outside)) } };
}

function orderOf(asked: Asked, now: number): Order {
  if ('changes' in asked) return { kind: asked.changes === 'off' ? 'stop' : 'resume' };
  const until = Date.parse(asked.until);
  return until > now
    ? { kind: 'mute', what: asked.mute, until: new Date(until).toISOString() }
    : { kind: 'unmute', what: asked.mute };
}

const refused = (code: string, message: string): HttpResponseInit => ({ status: 400, jsonBody: { code, message } });

app.http('control', { route: 'control', methods: ['GET', 'POST'], authLevel: 'function', handler: control });
