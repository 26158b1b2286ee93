import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock } from '../contract';
import { readBody } from './wire';

/** Whom the twin's tokens name. */
export const TENANT = '72f988bf-0000-4000-8000-000000000001';
export const CLIENT = '11111111-0000-4000-8000-000000000001';
export const PRINCIPAL = '22222222-0000-4000-8000-000000000001';

/** Somebody who may do everything; a person at a command line. */
export const OWNER = '11111111-0000-4000-8000-000000000002';

/** Azure: tokens of managed identities are valid for 24 hours. */
const LIFETIME_MS = 24 * 3_600_000;

/**
 * One key for all twins: the SDK keeps a managed identity's token for the whole process, so a second twin must know the
 * tokens of the first one, as every ARM endpoint knows the tokens of its tenant.
 */
const SIGNING_KEY = 'twin';

/** What ARM thinks of a token. `client` is the client id of the identity that it was given to. */
export type TokenVerdict =
  { readonly kind: 'valid'; readonly client: string } | { readonly kind: 'invalid' | 'expired' | 'wrong-audience' };

/** The object id of an identity. Only the one that asks without a client id has another id there. */
export const principalOf = (client: string): string => (client === CLIENT ? PRINCIPAL : client);

export interface Identity {
  /** The value that `X-IDENTITY-HEADER` must have. */
  readonly header: string;
  readonly server: Server;
  /** Of a token for ARM, or for another audience. */
  readonly verdict: (token: string, audience?: string) => TokenVerdict;
}

const AUDIENCES = ['https://management.azure.com', 'https://management.core.windows.net'];

/**
 * The token endpoint of a managed identity, in the two forms that clients use: App Service's GET with
 * `X-IDENTITY-HEADER` (api-version 2019-08-01), and the VM extension's form POST with `Metadata: true`, which old `az` sends.
 */
export function createIdentity(clock: Clock, usual: string = CLIENT): Identity {
  const header = randomBytes(16).toString('hex');
  const sign = (content: string): string => createHmac('sha256', SIGNING_KEY).update(content).digest('base64url');

  function issue(resource: string, clientId: string): Record<string, string> {
    const now = clock();
    const expires = Math.floor((now + LIFETIME_MS) / 1000);
    const claims = {
      aud: resource,
      iss: `https://sts.windows.net/${TENANT}/`,
      iat: Math.floor(now / 1000),
      nbf: Math.floor(now / 1000),
      exp: expires,
      appid: clientId,
      oid: principalOf(clientId),
      sub: principalOf(clientId),
      tid: TENANT,
      idtyp: 'app',
      ver: '1.0',
    };
    const content = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`;
    return {
      access_token: `${content}.${sign(content)}`,
      client_id: clientId,
      expires_in: String(LIFETIME_MS / 1000),
      expires_on: String(expires),
      ext_expires_in: String(LIFETIME_MS / 1000),
      not_before: String(claims.nbf),
      resource,
      token_type: 'Bearer',
    };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const isPost = request.method === 'POST';
    const query = isPost ? new URLSearchParams(await readBody(request)) : url.searchParams;
    const known = isPost ? request.headers.metadata === 'true' : request.headers['x-identity-header'] === header;
    const resource = query.get('resource');
    if (url.pathname !== '/msi/token') reply(response, 404, { error: 'not_found' });
    else if (!known)
      reply(response, 401, { error: 'unauthorized', error_description: 'The identity header is wrong.' });
    else if (!resource) reply(response, 400, { error: 'invalid_request', error_description: 'resource is required' });
    else reply(response, 200, issue(resource, query.get('client_id') ?? usual));
  }

  return {
    header,
    server: createServer((request, response) => void answer(request, response)),
    verdict: (token, audience) => {
      const [head = '', payload = '', signature = ''] = token.split('.');
      if (!sameText(signature, sign(`${head}.${payload}`))) return { kind: 'invalid' };
      const { aud, exp, appid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<
        'aud' | 'appid',
        string
      > & { exp: number };
      const audiences = audience === undefined ? AUDIENCES : [audience];
      if (!audiences.includes(aud.replace(/\/$/, ''))) return { kind: 'wrong-audience' };
      return exp * 1000 <= clock() ? { kind: 'expired' } : { kind: 'valid', client: appid };
    },
  };
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const sameText = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
