import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { close, listen } from './loopback';

/** A stand-in for a tenant of Microsoft Entra: it publishes keys, and signs access tokens with them. */
export interface RunningEntra {
  /** What signs people in: `http://127.0.0.1:PORT` */
  readonly authority: string;
  /** An access token with these claims beside the usual ones, or instead of them. `signedBy`: the tenant, or somebody else. */
  token(claims: Readonly<Record<string, unknown>>, signedBy?: 'tenant' | 'stranger'): Promise<string>;
  close(): Promise<void>;
}

export async function startEntra(tenantId: string, appId: string): Promise<RunningEntra> {
  const [tenant, stranger] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const keys = [{ ...(await exportJWK(tenant.publicKey)), kid: 'entra', use: 'sig' }];
  const server = createServer((request, response) => {
    const found = request.url === `/${tenantId}/discovery/v2.0/keys`;
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  });
  const authority = `http://127.0.0.1:${await listen(server)}`;
  return {
    authority,
    token(claims, signedBy = 'tenant') {
      const now = Math.floor(Date.now() / 1000);
      const usual = { iss: `${authority}/${tenantId}/v2.0`, aud: appId, nbf: now, exp: now + 3600, ver: '2.0' };
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'entra', typ: 'JWT' })
        .sign((signedBy === 'tenant' ? tenant : stranger).privateKey);
    },
    close: () => close(server),
  };
}
