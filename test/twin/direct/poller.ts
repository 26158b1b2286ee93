import type { Poller } from '../../../shared/azure/operations';
import { ORIGIN, type Request, type Response, type Send } from './wire';

type Status = 'running' | 'succeeded' | 'failed' | 'canceled';

/** How an operation is followed: by its state, by its result, or by the resource itself. */
type Mode = 'OperationLocation' | 'ResourceLocation' | 'Body';

/** The state of the SDK's pollers, in the same shape. */
interface State {
  status: Status;
  readonly config: {
    readonly metadata?: { readonly mode: Mode };
    operationLocation?: string;
    readonly resourceLocation?: string;
    readonly initialRequestUrl?: string;
    readonly requestMethod?: string;
  };
}

/** Follows a long-running operation as the SDK's pollers do (ARM: "Asynchronous operations"). */
export function startPoller(send: Send, request: Request): Poller {
  return pollerOf(send, begin());

  async function begin(): Promise<State> {
    const response = await send(request);
    const config = configOf(request, response);
    return { status: statusAtFirst(config.metadata?.mode, response), config };
  }
}

/** Goes on with a serialised state. */
export const restorePoller = (send: Send, state: string): Poller =>
  pollerOf(send, Promise.resolve((JSON.parse(state) as { state: State }).state));

function pollerOf(send: Send, begun: Promise<State>): Poller {
  let state: State | undefined;
  const known = begun.then((first) => (state = first));
  // It is `submitted` that tells.
  known.catch(() => undefined);
  return {
    get operationState() {
      return state;
    },
    submitted: () => known.then(() => undefined),
    serialize: async () => JSON.stringify({ state: await known }),
    poll: async () => {
      const current = await known;
      const { config } = current;
      const mode = config.metadata?.mode;
      const response = await send({ method: 'GET', url: config.operationLocation ?? '' });
      const status = statusOf(mode, response);
      if (status === 'succeeded' && config.resourceLocation !== undefined)
        await send({ method: 'GET', url: config.resourceLocation });
      current.status = status;
      if (status === 'failed' || status === 'canceled') throw new Error(`The operation is ${status}.`);
      const next = mode === 'OperationLocation' ? response.headers['azure-asyncoperation'] : response.headers.location;
      if (mode !== 'Body' && next !== undefined) config.operationLocation = next;
      return current;
    },
  };
}

function configOf({ method, url }: Request, { headers }: Response): State['config'] {
  const { location, 'azure-asyncoperation': asyncOperation } = headers;
  const request = { initialRequestUrl: `${ORIGIN}${url}`, requestMethod: method };
  if (asyncOperation !== undefined) {
    // Where the result is, once the operation's state says that it succeeded.
    const result = { PUT: request.initialRequestUrl, POST: location, GET: undefined, DELETE: undefined }[method];
    return {
      metadata: { mode: 'OperationLocation' },
      operationLocation: asyncOperation,
      ...(result !== undefined && { resourceLocation: result }),
      ...request,
    };
  }
  if (location !== undefined)
    return { metadata: { mode: 'ResourceLocation' }, operationLocation: location, ...request };
  if (method !== 'PUT') return {};
  return { metadata: { mode: 'Body' }, operationLocation: request.initialRequestUrl, ...request };
}

const statusAtFirst = (mode: Mode | undefined, response: Response): Status =>
  mode === undefined ? byCode(response) : mode === 'Body' ? statusOf(mode, response) : 'running';

function statusOf(mode: Mode | undefined, response: Response): Status {
  const { status, properties } = (response.body ?? {}) as {
    status?: string;
    properties?: { provisioningState?: string };
  };
  if (mode === 'ResourceLocation') return byCode(response);
  const text = (mode === 'Body' ? properties?.provisioningState : status)?.toLowerCase();
  if (text === undefined) return byCode(response);
  if (text === 'succeeded' || text === 'failed' || text === 'canceled') return text;
  return 'running';
}

const byCode = ({ status }: Response): Status => (status === 202 ? 'running' : 'succeeded');
