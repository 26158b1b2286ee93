import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import * as z from 'zod';
import { cloudOf } from '../config/clouds';
import { isLoopback } from '../config/local';
import type { Answer, LinkedText, Refusal } from '../model/azure';
import { isWithin, REQUEST_TIMEOUT_MS, type Exchange } from './exchange';
import { clean } from './refusal';

/** So much of the end of a text is read, in bytes: several starts of a Linux VM. */
export const END_BYTES = 256 * 1024;

/** The end of a text, or the HTTP status by which it was refused. */
export type TextEnd =
  { readonly kind: 'read'; readonly text: string } | { readonly kind: 'refused'; readonly status: number };

/** Reads at most the last {@link END_BYTES} of a text. */
export type ReadEnd = (url: string) => Promise<TextEnd>;

/**
 * Looks through the text to which ARM's answer links. The link is a secret: it goes to Azure's storage only, without a token, and into
 * nothing that is kept, no message either.
 */
export async function lookThrough(
  origin: string,
  { linkedAs, patterns }: LinkedText,
  exchange: Exchange,
  read: ReadEnd,
): Promise<Answer> {
  const url = z.record(z.string(), z.unknown()).safeParse(exchange.at(-1)?.body).data?.[linkedAs];
  if (typeof url !== 'string') return refused('invalid', 'LINK_MISSING', `Azure’s answer has no ${linkedAs}.`);
  if (!isInStorage(origin, url))
    return refused(
      'invalid',
      'LINK_ORIGIN',
      'Azure’s answer links away from its storage, so the link was not followed.',
    );
  const end = await read(url).catch((error: unknown) => String(error instanceof Error ? error.message : error));
  if (typeof end === 'string') return refused('unavailable', 'STORAGE_UNAVAILABLE', clean(end));
  if (end.kind === 'read') return { kind: 'answered', body: { found: foundIn(end.text, patterns) } };
  const { status } = end;
  const kind = status === 404 ? 'not-found' : status === 429 || status >= 500 ? 'unavailable' : 'invalid';
  return refused(kind, `STORAGE_${status}`, `Azure’s storage answered with status ${status}.`);
}

const refused = (kind: 'invalid' | 'not-found' | 'unavailable', code: string, message: string): Answer => ({
  kind: 'refused',
  refusal: { kind, code, message } satisfies Refusal,
});

/** Storage accounts of Azure's own, as those of managed boot diagnostics, may have a domain of the public cloud's DNS zones. */
const ZONED = 'blob.storage.azure.net';

/** Whether a link leads to blobs of the cloud that is managed at this origin; an ARM on this machine keeps them itself. */
export function isInStorage(origin: string, url: string): boolean {
  if (isLoopback(origin)) return isWithin(origin, url);
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, port, username, password } = new URL(url);
  const { armEndpoint, storageDomain } = cloudOf(origin);
  const domains = [`blob.${storageDomain}`, ...(armEndpoint === cloudOf(undefined).armEndpoint ? [ZONED] : [])];
  const isBlob = domains.some(
    (domain) =>
      /^[a-z0-9-]+(?:\.z\d+)?$/.test(hostname.slice(0, -domain.length - 1)) && hostname.endsWith(`.${domain}`),
  );
  return protocol === 'https:' && port === '' && username === '' && password === '' && isBlob;
}

/** The names of what occurs, in the order in which each does last. A terminal's colours are no part of the text. */
function foundIn(text: string, patterns: LinkedText['patterns']): readonly string[] {
  const plain = text.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '');
  return Object.entries(patterns)
    .map(([name, source]) => ({ name, at: [...plain.matchAll(new RegExp(source, 'gim'))].at(-1)?.index ?? -1 }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)
    .map(({ name }) => name);
}

/** Reads from Azure's storage: asks how long the text is, then for its end. */
export const readEnd: ReadEnd = async (url) => {
  const { status, headers } = await send('HEAD', url, {});
  if (status !== 200) return { kind: 'refused', status };
  const length = Number(headers.get('content-length') ?? 0);
  if (length === 0) return { kind: 'read', text: '' };
  const from = Math.max(0, length - END_BYTES);
  const answer = await send('GET', url, { range: `bytes=${from}-${length - 1}` });
  // Whoever does not know ranges sends everything.
  if (answer.status === 206 || (answer.status === 200 && from === 0))
    return { kind: 'read', text: (answer.bodyAsText ?? '').slice(-END_BYTES) };
  return { kind: 'refused', status: answer.status };
};

const http = createDefaultHttpClient();

/** No pipeline: no token, no retry, no redirect. */
const send = (method: 'HEAD' | 'GET', url: string, headers: Readonly<Record<string, string>>) =>
  http.sendRequest(
    createPipelineRequest({ method, url, headers: createHttpHeaders({ ...headers }), timeout: REQUEST_TIMEOUT_MS }),
  );
