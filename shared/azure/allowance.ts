import type { AzureRequest, Left } from '../model/azure';

/** How many more requests ARM takes of one identity, by what its answers said last. */
export interface Allowance {
  /** Takes in what an answer from this URL says. `header` reads one of its headers. */
  readonly hear: (url: string, header: (name: string) => string | undefined) => void;
  readonly left: (request: Pick<AzureRequest, 'path' | 'method'>) => Left | undefined;
}

/** Nothing is known at first. `now` is in ms since the epoch. */
export function allowanceBy(now: () => number): Allowance {
  const heard = new Map<string, Left>();
  return {
    hear(url, header) {
      for (const kind of ['reads', 'writes']) {
        const count = Number.parseInt(header(`x-ms-ratelimit-remaining-subscription-${kind}`) ?? '', 10);
        if (!Number.isNaN(count)) heard.set(`${subscriptionIn(url)} ${kind}`, { count, at: now() });
      }
    },
    left: ({ path, method }) => heard.get(`${subscriptionIn(path)} ${method === 'GET' ? 'reads' : 'writes'}`),
  };
}

const subscriptionIn = (place: string): string => /\/subscriptions\/([^/?]+)/i.exec(place)?.[1]?.toLowerCase() ?? '';
