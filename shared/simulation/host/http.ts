import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { listen as listenOnLoopback } from '../loopback';
import type { HttpData } from './core-api';
import { resolveSettings } from './host-json';
import { inFlight, type InFlight } from './in-flight';
import { matchRoute } from './routes';
import type { AppFunction } from './worker';

/** The HTTP side of the host. */
export interface HttpListener {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Takes no more requests, and waits until those that were taken are answered. */
  close(): Promise<void>;
}

/**
 * Serves the HTTP functions on a free loopback port. Functions whose `authLevel` is not `anonymous` want `functionKey`, when
 * one is given, in `?code=` or the header `x-functions-key`.
 */
export async function listen(
  functions: readonly AppFunction[],
  options: { readonly routePrefix: string; readonly functionKey: string | undefined },
  all: InFlight,
  log: (line: string) => void,
): Promise<HttpListener> {
  const routes = functions.map((target) => {
    const { route = target.name, methods } = target.trigger as { route?: string; methods?: readonly string[] };
    return { template: `${options.routePrefix}/${resolveSettings(route)}`, methods: methods ?? [], target };
  });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
    const { method = 'GET' } = request;
    const match = matchRoute(routes, method, url.pathname);
    if (!match) return void response.writeHead(404).end();
    const key = url.searchParams.get('code') ?? request.headers['x-functions-key'];
    const isOpen = match.target.trigger.authLevel === 'anonymous' || options.functionKey === undefined;
    if (!isOpen && key !== options.functionKey) return void response.writeHead(401).end();

    const http: HttpData = {
      method,
      url: url.href,
      nullableHeaders: nullable(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      nullableQuery: nullable(url.searchParams),
      nullableParams: nullable(Object.entries(match.params)),
      body: { bytes: await buffer(request) },
    };
    try {
      answer(response, (await match.target.invoke({ http })).returnValue?.http);
    } catch (error) {
      log(`error: [${match.target.name}] ${String(error)}`);
      response.writeHead(500).end();
    }
  };

  const requests = inFlight(all);
  const server = createServer((request, response) => {
    // A client that went away does not matter here: the function has run.
    const sent = handle(request, response).then(() => finished(response));
    void requests.track(sent.catch(() => undefined));
  });
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      await requests.atMost(0);
      server.closeAllConnections();
      await closed;
    },
  };
}

const nullable = (entries: Iterable<[string, string]>) =>
  Object.fromEntries(Array.from(entries, ([name, value]) => [name, { value }]));

/** A function that returns nothing answers 204, as on the Functions host. */
function answer(response: ServerResponse, http: HttpData | undefined): void {
  response.writeHead(Number(http?.statusCode ?? 204), { ...http?.headers });
  response.end(http?.body?.bytes ?? http?.body?.string);
}
