import {
  RestError,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';
import type { AzureRequest, ChangeRequest } from '../model/azure';
import type { Clients } from './clients';

/** A request as it goes to ARM. `url` is absolute. */
export interface WireRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As it goes to ARM at this origin. */
export function wireOf(origin: string, { method, path, query, body }: AzureRequest | ChangeRequest): WireRequest {
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const place = path.split('/').map(encodeURIComponent).join('/');
  return { method, url: `${origin}${place}?${parameters.join('&')}`, body };
}

/** ARM's answer, as far as operations are followed by it. The names of headers are in lower case. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Sends one request, once; what is no success is thrown as a `RestError`. */
export type Send = (request: WireRequest) => Promise<WireResponse>;

/** Sends through the pipelines of the SDK's clients: their tokens, their exchange policy, their no retries. */
export function sendThrough(clients: Clients): Send {
  const http = createDefaultHttpClient();
  return async ({ method, url, body, headers }) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const request = createPipelineRequest({
      method,
      url,
      headers: createHttpHeaders({ accept: 'application/json', ...type, ...headers }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const response = await clientOf(clients, url).pipeline.sendRequest(http, request);
    const { status, bodyAsText } = response;
    if (status < 200 || status >= 300)
      throw new RestError(`Status ${status}.`, { statusCode: status, request, response });
    return {
      status,
      headers: response.headers.toJSON(),
      body: bodyAsText ? (JSON.parse(bodyAsText) as unknown) : null,
    };
  };
}

/** The client that the SDK has for a provider; that of resource health for those that it has none for. */
function clientOf({ network, compute, resourceHealth }: Clients, url: string) {
  const { pathname } = new URL(url);
  const [, subscription = ''] = /^\/subscriptions\/([^/]+)/i.exec(pathname) ?? [];
  const [, provider = ''] = /.*\/providers\/([^/]+)/i.exec(pathname) ?? [];
  switch (provider.toLowerCase()) {
    case 'microsoft.network':
      return network(subscription);
    case 'microsoft.compute':
      return compute(subscription);
    default:
      return resourceHealth(subscription);
  }
}
