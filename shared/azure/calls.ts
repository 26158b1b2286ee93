import { z } from 'zod';
import type { Answer } from '../model/azure';
import { noting, type Exchange } from './exchange';
import { refusalOf } from './refusal';

const Page = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });

/** Makes one call that answers at once. */
export async function ask(call: () => Promise<unknown>): Promise<Answer> {
  const exchange: Exchange = [];
  try {
    await noting(exchange, call);
    return answered(exchange);
  } catch (error) {
    return { kind: 'refused', refusal: refusalOf(error, exchange) };
  }
}

/** Reads a list to its end, page by page, through the SDK's own paging. */
export const askForAll = (list: () => AsyncIterable<unknown>): Promise<Answer> => collect(() => readToEnd(list()));

/** Reads a list to its end, page by page, by the links that ARM gives. */
export const askPageByPage = (get: (url: string) => Promise<unknown>, first: string): Promise<Answer> =>
  collect(async (exchange) => {
    for (let next: string | null | undefined = first; next; next = Page.parse(exchange.at(-1)?.body).nextLink)
      await get(next);
  });

async function collect(read: (exchange: Exchange) => Promise<void>): Promise<Answer> {
  const exchange: Exchange = [];
  try {
    await noting(exchange, () => read(exchange));
    return { kind: 'answered', body: { value: exchange.flatMap(({ body }) => Page.parse(body).value) } };
  } catch (error) {
    return { kind: 'refused', refusal: refusalOf(error, exchange) };
  }
}

async function readToEnd(list: AsyncIterable<unknown>): Promise<void> {
  const items = list[Symbol.asyncIterator]();
  while (!(await items.next()).done);
}

/** ARM's last answer of the exchange, as the answer to the call. */
export const answered = (exchange: Exchange): Answer => ({ kind: 'answered', body: exchange.at(-1)?.body ?? null });
