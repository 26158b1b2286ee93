import { createHttpPoller, type RunningOperation } from '@azure/core-lro';
import * as z from 'zod';
import type { Poller } from './operations';
import type { Send, WireRequest } from './send';

/** Sends the request that begins a long-running operation, and follows the operation by the SDK's engine. */
export const startPoller = (send: Send, request: WireRequest): Poller =>
  createHttpPoller(operationOf(send, request), { resourceLocationConfig: 'location' });

const State = z.object({ state: z.object({ config: z.object({ initialRequestUrl: z.string() }) }) });

/** Goes on with an operation by its serialised state. */
export function restorePoller(send: Send, state: string): Poller {
  const { initialRequestUrl: url } = State.parse(JSON.parse(state)).state.config;
  return createHttpPoller(operationOf(send, { method: 'GET', url }), { restoreFrom: state });
}

function operationOf(send: Send, first: WireRequest): RunningOperation {
  const ask = async (request: WireRequest) => {
    const { status, headers, body } = await send(request);
    return { flatResponse: body, rawResponse: { statusCode: status, headers: { ...headers }, body, request } };
  };
  return {
    sendInitialRequest: () => ask(first),
    sendPollRequest: (url) => ask({ method: 'GET', url: inVersionOf(first.url, url) }),
  };
}

/** A URL with the API version of another, unless it has one of its own. */
function inVersionOf(first: string, url: string): string {
  const version = new URL(first).searchParams.get('api-version');
  const { search, searchParams } = new URL(url);
  return version === null || searchParams.has('api-version')
    ? url
    : `${url}${search ? '&' : '?'}api-version=${version}`;
}
