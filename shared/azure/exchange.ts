import { AsyncLocalStorage } from 'node:async_hooks';
import type { NetworkManagementClientOptionalParams } from '@azure/arm-network';
import type { Allowance } from './allowance';

type Policy = NonNullable<NetworkManagementClientOptionalParams['additionalPolicies']>[number]['policy'];

/** How long one request may take, in ms. */
export const REQUEST_TIMEOUT_MS = 60_000;

/** One HTTP answer of ARM, as it came. `retryAfterMs` is its Retry-After header. */
export interface WireAnswer {
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly body: unknown;
}

/** What one call exchanged with ARM, in order; empty while the first answer is out. */
export type Exchange = WireAnswer[];

/** A request that would have gone to somebody other than the ARM endpoint. */
export class ForeignOriginError extends Error {
  override readonly name = 'ForeignOriginError';
}

const current = new AsyncLocalStorage<Exchange>();

/**
 * Runs an SDK call and notes in `exchange` what ARM answered. The SDK's models drop what they do not know (such as
 * `healthProbeErrorName`) and its pollers keep Retry-After to themselves, so Reconnect reads ARM's own answers.
 */
export const noting = <T>(exchange: Exchange, call: () => Promise<T>): Promise<T> => current.run(exchange, call);

/** Adds an answer to the exchange of the call under way. */
export const note = (answer: WireAnswer): void => void current.getStore()?.push(answer);

/**
 * The policy nearest to the wire in every client: gives each request its time limit, lets none carry a token beyond
 * `origin`, and notes the answer and how much `allowance` it leaves. `now` is in ms since the epoch.
 */
export function exchangePolicy(origin: string, now: () => number, allowance: Pick<Allowance, 'hear'>): Policy {
  return {
    name: 'reconnectExchangePolicy',
    async sendRequest(request, next) {
      if (!isWithin(origin, request.url)) throw new ForeignOriginError('This request would leave the ARM endpoint.');
      request.timeout = REQUEST_TIMEOUT_MS;
      const response = await next(request);
      allowance.hear(request.url, (name) => response.headers.get(name));
      note({
        status: response.status,
        retryAfterMs: readRetryAfter(response.headers.get('retry-after'), now()),
        body: readJson(response.bodyAsText),
      });
      return response;
    },
  };
}

/** Whether an absolute URL lies within the origin, as the HTTP client reads both; one with a user name or a password does not. */
export function isWithin(origin: string, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const read = new URL(url);
  return read.origin === new URL(origin).origin && read.username === '' && read.password === '';
}

/** Retry-After in ms: it is a number of seconds or an HTTP date (RFC 9110). */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (!Number.isNaN(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** The JSON value in a text, `null` where there is none. */
export function readJson(text: string | null | undefined): unknown {
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
