import type { Answer, Refusal } from '../model/azure';
import { noting, type Exchange } from './exchange';
import { failureFrom, refusalOf } from './refusal';

/** Compute allows 15 polls of an operation per minute and resource (Azure: "Throttling limits for Compute"). */
const MIN_POLL_AFTER_MS = 5000;

/** The part of the SDK's pollers that is used. Never await or return one: a poller is a promise that polls to the end. */
export interface Poller {
  readonly operationState: { readonly status: string } | undefined;
  submitted(): Promise<void>;
  serialize(): Promise<string>;
  poll(): Promise<{ readonly status: string }>;
}

/** Sends the request that starts a long-running operation, and asks once how it is doing. */
export async function begin(call: string, start: () => Poller): Promise<Answer> {
  const exchange: Exchange = [];
  return noting(exchange, async () => {
    const poller = start();
    try {
      await poller.submitted();
    } catch (error) {
      return { kind: 'refused', refusal: refusalOf(error, exchange) };
    }
    if (poller.operationState?.status === 'succeeded') return answered(exchange);

    const accepted = await poller.serialize();
    const answer = await pollOnce(call, poller, exchange);
    // Azure has accepted the operation: a first poll that got no answer says nothing about it.
    if (answer.kind === 'refused' && answer.refusal.kind !== 'failed') return pending(call, accepted, exchange);
    return answer;
  });
}

/** Asks once how an operation is doing that was begun earlier, perhaps by another process. */
export async function resume(call: string, restore: () => Poller): Promise<Answer> {
  const exchange: Exchange = [];
  return noting(exchange, () => pollOnce(call, restore(), exchange));
}

async function pollOnce(call: string, poller: Poller, exchange: Exchange): Promise<Answer> {
  try {
    const { status } = await poller.poll();
    return status === 'succeeded' ? answered(exchange) : pending(call, await poller.serialize(), exchange);
  } catch (error) {
    return { kind: 'refused', refusal: failure(error, poller, exchange) ?? refusalOf(error, exchange) };
  }
}

/** The operation's own failure. The SDK marks its state as failed after a mere HTTP error (a `RestError`) too. */
function failure(error: unknown, poller: Poller, exchange: Exchange): Refusal | undefined {
  const status = poller.operationState?.status;
  if (status !== 'failed' && status !== 'canceled') return undefined;
  return error instanceof Error && error.name === 'RestError' ? undefined : failureFrom(exchange.at(-1), status);
}

function pending(call: string, state: string, exchange: Exchange): Answer {
  const pollAfterMs = Math.max(MIN_POLL_AFTER_MS, exchange.at(-1)?.retryAfterMs ?? 0);
  return { kind: 'pending', operation: { call, state }, pollAfterMs };
}

/** ARM's last answer of the exchange, as the answer to the call. */
export const answered = (exchange: Exchange): Answer => ({ kind: 'answered', body: exchange.at(-1)?.body ?? null });
