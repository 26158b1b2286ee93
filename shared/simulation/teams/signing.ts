import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import type { Forgery } from './contract';

/** Signs what Teams sends, as the Bot Framework does: RS256, issuer `https://api.botframework.com`, audience the bot. */
export interface Signer {
  readonly keys: { readonly keys: readonly JWK[] };
  /** A bearer token for one activity; `undefined` when the forgery is to send none. */
  tokenFor(serviceUrl: string, forge: Forgery | undefined): Promise<string | undefined>;
}

/** The keys, and the channels that each of them signs for. */
const endorsements = { 'stand-in': ['directline', 'msteams', 'webchat'], 'stand-in-web': ['directline', 'webchat'] };
const issuer = 'https://api.botframework.com';

export async function signerFor(appId: string, tenantId: string): Promise<Signer> {
  const [teams, web, forged] = await Promise.all([1, 2, 3].map(() => generateKeyPair('RS256')));
  if (!teams || !web || !forged) throw new Error('No keys.');
  const pairs = { 'stand-in': teams, 'stand-in-web': web };
  const published = async (kid: keyof typeof pairs): Promise<JWK> => {
    const key = { ...(await exportJWK(pairs[kid].publicKey)), kid, use: 'sig', alg: 'RS256' };
    return Object.assign(key, { endorsements: endorsements[kid] });
  };
  return {
    keys: { keys: [await published('stand-in'), await published('stand-in-web')] },
    tokenFor(serviceUrl, forge) {
      if (forge === 'no-token') return Promise.resolve(undefined);
      if (forge === 'garbage-token') return Promise.resolve('not.a.token');
      const seconds = Math.floor(Date.now() / 1000);
      const age = forge === 'expired' ? 7200 : forge === 'not-yet' ? -7200 : 0;
      const kid = forge === 'key-of-another-channel' ? 'stand-in-web' : 'stand-in';
      return new SignJWT({
        ...serviceUrlClaim(serviceUrl, forge),
        ...(forge === 'entra-issuer' ? { tid: tenantId } : {}),
      })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
        .setIssuer(issuerFor(forge, tenantId))
        .setAudience(forge === 'wrong-audience' ? '00000000-0000-4000-8000-00000000dead' : appId)
        .setIssuedAt(seconds - age)
        .setNotBefore(seconds - age)
        .setExpirationTime(seconds - age + 3600)
        .sign(forge === 'bad-signature' ? forged.privateKey : pairs[kid].privateKey);
    },
  };
}

function issuerFor(forge: Forgery | undefined, tenantId: string): string {
  if (forge === 'entra-issuer') return `https://login.microsoftonline.com/${tenantId}/v2.0`;
  return forge === 'unknown-issuer' ? 'https://issuer.example' : issuer;
}

function serviceUrlClaim(serviceUrl: string, forge: Forgery | undefined): Record<string, string> {
  if (forge === 'no-service-url') return {};
  return { serviceurl: forge === 'other-service-url' ? 'https://elsewhere.example/teams' : serviceUrl };
}
