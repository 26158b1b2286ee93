import * as z from 'zod';
import type { Answer, Azure, Identity, LinkedText } from '../model/azure';
import { lookThrough, readEnd, type ReadEnd } from './linked-text';
import { noting, type Exchange } from './exchange';
import { answered, begin } from './operations';
import { startPoller } from './poller';
import { refusalOf } from './refusal';
import { wireOf, type Send, type WireRequest } from './send';

/** Asks ARM at this origin, as the identity that a request names. `read` reads what answers link to. */
export const askThrough =
  (origin: string, sends: Readonly<Record<Identity, Send>>, read: ReadEnd = readEnd): Azure['ask'] =>
  (request) => {
    const as = request.as ?? 'observer';
    const first = wireOf(origin, request);
    switch (request.answers) {
      case 'at-once':
        return askOnce(sends[as], first);
      case 'in-pages':
        return askForPages(sends[as], first);
      case 'later':
        return begin(as, () => startPoller(sends[as], first));
      default:
        return askForText(origin, sends[as], first, request.answers, read);
    }
  };

/** Sends one request whose response is the answer. */
export const askOnce = (send: Send, request: WireRequest): Promise<Answer> =>
  reading(async (exchange) => {
    await send(request);
    return answered(exchange);
  });

const askForText = (origin: string, send: Send, request: WireRequest, text: LinkedText, read: ReadEnd) =>
  reading(async (exchange) => {
    await send(request);
    return lookThrough(origin, text, exchange, read);
  });

/** Where a list goes on: ARM gives the URL of the next page, Resource Graph a token for the same request. */
type Onward = { readonly url: string } | { readonly skipToken: string };

interface Page {
  readonly items: readonly unknown[];
  readonly next: Onward | undefined;
}

const ArmPage = z
  .object({ value: z.array(z.unknown()), nextLink: z.string().nullish() })
  .transform(({ value, nextLink }): Page => ({ items: value, next: nextLink ? { url: nextLink } : undefined }));

/** `resultTruncated` says that rows are missing and no token leads to them; Azure: "Paging results". */
const GraphPage = z
  .object({
    data: z.array(z.unknown()),
    $skipToken: z.string().nullish(),
    resultTruncated: z.literal('false').optional(),
  })
  .transform(({ data, $skipToken: token }): Page => ({ items: data, next: token ? { skipToken: token } : undefined }));

const Page = z.union([ArmPage, GraphPage]);

/** Reads a list to its end. */
const askForPages = (send: Send, first: WireRequest): Promise<Answer> =>
  reading(async (exchange) => {
    const items: unknown[] = [];
    for (let request: WireRequest | undefined = first; request;) {
      await send(request);
      const page: Page = Page.parse(exchange.at(-1)?.body);
      items.push(...page.items);
      request = page.next && following(first, page.next);
    }
    return { kind: 'answered', body: { value: items } };
  });

function following(first: WireRequest, next: Onward): WireRequest {
  if ('url' in next) return { method: 'GET', url: next.url };
  const { options, ...body } = first.body as { readonly options?: object };
  return { ...first, body: { ...body, options: { ...options, $skipToken: next.skipToken } } };
}

async function reading(read: (exchange: Exchange) => Promise<Answer>): Promise<Answer> {
  const exchange: Exchange = [];
  try {
    return await noting(exchange, () => read(exchange));
  } catch (error) {
    return { kind: 'refused', refusal: refusalOf(error, exchange) };
  }
}
