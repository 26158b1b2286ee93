import { z } from 'zod';
import type { Amendment, Refusal } from '../model/azure';
import { askOnce } from './ask';
import type { Send, WireRequest } from './send';

const Part = z.looseObject({ name: z.string(), properties: z.looseObject({}) });
const Resource = z.looseObject({ etag: z.string().min(1), properties: z.looseObject({}) });

/**
 * The request with the resource as it is now for its body, but for one value, and with the condition that it still is so when it
 * arrives. Refused where the value is another by now: to send it again would not help.
 */
export async function amended(
  send: Send,
  request: WireRequest,
  amendment: Amendment,
): Promise<{ readonly kind: 'amended'; readonly request: WireRequest } | { kind: 'refused'; refusal: Refusal }> {
  const answer = await askOnce(send, { method: 'GET', url: request.url });
  if (answer.kind === 'refused') return answer;
  const resource = Resource.safeParse(answer.kind === 'answered' ? answer.body : undefined).data;
  const properties = resource && amendedIn(resource.properties, amendment);
  if (!properties) return { kind: 'refused', refusal: changedMeanwhile(amendment) };
  const headers = { ...request.headers, 'if-match': resource.etag };
  return { kind: 'amended', request: { ...request, headers, body: { ...resource, properties } } };
}

/** `undefined` where the value is neither the one that is to be replaced nor the new one. */
function amendedIn(properties: Readonly<Record<string, unknown>>, { list, name, field, from, to }: Amendment) {
  const parts = z.array(Part).safeParse(properties[list]).data ?? [];
  const part = parts.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (!part || ![from, to].includes(part.properties[field] as typeof from)) return undefined;
  const after = { ...part, properties: { ...part.properties, [field]: to } };
  return { ...properties, [list]: parts.map((each) => (each === part ? after : each)) };
}

const changedMeanwhile = ({ list, name, field, from }: Amendment): Refusal => ({
  kind: 'invalid',
  code: 'CHANGED_MEANWHILE',
  message: `${list}/${name}: ${field} is no longer ${JSON.stringify(from)}.`,
});
