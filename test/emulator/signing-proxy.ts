import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { close, listen } from '../../shared/simulation/loopback';
import { signerFor } from '../../shared/simulation/teams/signing';

/** What the Bot Framework does between Teams and a bot: signs each activity, and publishes the keys. */
export interface SigningProxy {
  /** Where activities are taken. */
  readonly endpoint: string;
  readonly openIdMetadataUrl: string;
  close(): Promise<void>;
}

const Activity = z.looseObject({ serviceUrl: z.string() });

/** The emulator signs nothing, and the bot takes nothing that is not signed: what comes is signed here, and passed on as it is. */
export async function startSigningProxy(
  { appId, tenantId }: { readonly appId: string; readonly tenantId: string },
  bot: () => string,
): Promise<SigningProxy> {
  const signer = await signerFor(appId, tenantId);
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(body === undefined ? '' : JSON.stringify(body));
    };
    const pass = async (): Promise<void> => {
      const activity = Activity.parse(await json(request));
      const token = await signer.tokenFor(activity.serviceUrl, undefined);
      const said = await fetch(bot(), {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token ?? ''}` },
        body: JSON.stringify(activity),
      });
      const text = await said.text();
      answer(said.status, text === '' ? undefined : JSON.parse(text));
    };
    const { url } = request;
    if (url === '/v1/.well-known/openidconfiguration')
      answer(200, { issuer: 'https://api.botframework.com', jwks_uri: `${origin}/v1/.well-known/keys` });
    else if (url === '/v1/.well-known/keys') answer(200, signer.keys);
    else if (request.method === 'POST') void pass().catch((error: unknown) => answer(502, { error: String(error) }));
    else answer(200, undefined);
  });
  const origin = `http://127.0.0.1:${await listen(server)}`;
  return {
    endpoint: `${origin}/api/messages`,
    openIdMetadataUrl: `${origin}/v1/.well-known/openidconfiguration`,
    close: () => close(server),
  };
}
