import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import * as z from 'zod';
import { doorkeeper, dependencies } from '../shared/bootstrap';
import { isForEverybody } from '../shared/approvals/command';
import { turnedAway, type Admission } from '../shared/approvals/admission';
import { carryOut, standingOf, type Order } from '../shared/incident/control';

const by = z.string().trim().min(1).max(200);
const Asked = z.union([
  z.strictObject({ changes: z.literal('off'), by }),
  z.strictObject({ changes: z.literal('on'), by: by.optional() }),
  z.strictObject({ recheck: z.string().trim().min(1).max(1000), by: by.optional() }),
  z.strictObject({
    mute: z.string().trim().min(1).max(1000),
    until: z.iso.datetime({ offset: true }),
    by: by.optional(),
  }),
]);
type Asked = z.infer<typeof Asked>;

/**
 * `GET /api/control`: whether changes are on, what is muted, and which fixes are under way. `POST` switches changes off
 * (`{ changes: 'off', by }`) or on, mutes a scope (`{ mute, until }`; an `until` that is over ends the mute), or has a target looked
 * at again (`{ recheck }`). A function key is enough to look and to stop, which is the safe direction. For everything else an
 * approver's token must say who it is.
 */
export async function control(request: HttpRequest): Promise<HttpResponseInit> {
  const outside = await dependencies();
  if (request.method === 'GET') return { jsonBody: await standingOf(outside) };

  const asked = Asked.safeParse(await request.json().catch(() => undefined));
  if (!asked.success)
    return refused(
      'CONTROL_MALFORMED',
      'Send { "changes": "off", "by": "who" }, { "changes": "on" }, { "mute": "name or id", "until": "2026-11-21T12:00:00Z" }, or { "recheck": "name or id" }.',
    );
  const order = orderOf(asked.data, outside.now());
  const giver = await whoGives(order, asked.data, request);
  if (giver.kind === 'refused') return turnedAway(giver);
  outside.log('A command was given over HTTP', { command: order.kind, by: giver.by.id });
  const carried = await carryOut(order, giver.by, outside);
  if (carried.kind === 'refused') return refused(carried.code, carried.because[outside.language]);
  return { jsonBody: { said: carried.said[outside.language], ...(await standingOf(outside)) } };
}

/** Where everybody may, a name is enough, and nobody vouches for it. */
async function whoGives(order: Order, { by: name = '' }: Asked, request: HttpRequest): Promise<Admission> {
  if (isForEverybody(order.kind)) return { kind: 'admitted', by: { id: name, name } };
  return (await doorkeeper()).approver(request.headers.get('authorization'));
}

function orderOf(asked: Asked, now: number): Order {
  if ('changes' in asked) return { kind: asked.changes === 'off' ? 'stop' : 'resume' };
  if ('recheck' in asked) return { kind: 'recheck', what: asked.recheck };
  const until = Date.parse(asked.until);
  return until > now
    ? { kind: 'mute', what: asked.mute, until: new Date(until).toISOString() }
    : { kind: 'unmute', what: asked.mute };
}

const refused = (code: string, message: string): HttpResponseInit => ({ status: 400, jsonBody: { code, message } });

app.http('control', { route: 'control', methods: ['GET', 'POST'], authLevel: 'function', handler: control });
