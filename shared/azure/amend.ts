import * as z from 'zod';
import { canonicalJson } from '../model/canonical';
import type { Amendment, Refusal } from '../model/azure';
import type { Json } from '../model/observation';
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
function amendedIn(properties: Readonly<Record<string, unknown>>, amendment: Amendment) {
  const { list, name, at, from, to, byDefault } = amendment;
  const parts = z.array(Part).safeParse(properties[list]).data ?? [];
  const part = parts.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (!part) return undefined;
  const value = valueAt(part.properties, at);
  const there = canonicalJson(isNothing(value) ? byDefault : value);
  if (![from, to].map(canonicalJson).includes(there)) return undefined;
  const after = { ...part, properties: withValueAt(part.properties, at, to) };
  return { ...properties, [list]: parts.map((each) => (each === part ? after : each)) };
}

type Fields = Readonly<Record<string, unknown>>;
const fieldsOf = (value: unknown): Fields => z.looseObject({}).safeParse(value).data ?? {};

const valueAt = (fields: Fields, [name, ...rest]: readonly string[]): unknown =>
  name === undefined ? fields : rest.length === 0 ? fields[name] : valueAt(fieldsOf(fields[name]), rest);

const withValueAt = (fields: Fields, [name, next, ...rest]: Amendment['at'], to: Json): Fields => ({
  ...fields,
  [name]: next === undefined ? to : withValueAt(fieldsOf(fields[name]), [next, ...rest], to),
});

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const changedMeanwhile = ({ list, name, at, from }: Amendment): Refusal => ({
  kind: 'invalid',
  code: 'CHANGED_MEANWHILE',
  message: `${list}/${name}: ${at.join('.')} is no longer ${JSON.stringify(from)}.`,
});
