import { z } from 'zod';
import type { Answer } from '../model/azure';
import { noting, type Exchange } from './exchange';
import { refusalOf } from './refusal';

const Page = z.object({ value: z.array(z.unknown()), nextLink: z.string().nullish() });

/** `resultTruncated` says that rows are missing and no token leads to them; Azure: "Paging results". */
const GraphPage = z.object({
  data: z.array(z.unknown()),
  $skipToken: z.string().nullish(),
  resultTruncated: z.literal('false').optional(),
});

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
export const askForAll = (list: () => AsyncIterable<unknown>): Promise<Answer> =>
  collect(valuesOf, () => readToEnd(list()));

/** Reads a list to its end, page by page, by the links that ARM gives. */
export const askPageByPage = (get: (url: string) => Promise<unknown>, first: string): Promise<Answer> =>
  collect(valuesOf, async (exchange) => {
    for (let next: string | null | undefined = first; next; next = Page.parse(exchange.at(-1)?.body).nextLink)
      await get(next);
  });

/** Reads what Resource Graph found to its end, page by page. */
export const askGraph = (query: (skipToken: string | undefined) => Promise<unknown>): Promise<Answer> =>
  collect(
    (body) => GraphPage.parse(body).data,
    async (exchange) => {
      let token: string | null | undefined;
      do {
        await query(token ?? undefined);
        token = GraphPage.parse(exchange.at(-1)?.body).$skipToken;
      } while (token);
    },
  );

const valuesOf = (body: unknown): readonly unknown[] => Page.parse(body).value;

async function collect(
  itemsOf: (body: unknown) => readonly unknown[],
  read: (exchange: Exchange) => Promise<void>,
): Promise<Answer> {
  const exchange: Exchange = [];
  try {
    await noting(exchange, () => read(exchange));
    return { kind: 'answered', body: { value: exchange.flatMap(({ body }) => itemsOf(body)) } };
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
