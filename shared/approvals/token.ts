import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import * as z from 'zod';

/** Whose tokens count, and for whom they must be meant. */
export interface Trust {
  /** Where the keys that sign are published (JWKS). */
  readonly keysUrl: string;
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
}

/**
 * What a bearer token is worth. `refused`: it is none of these issuers', not meant for us, over, or not signed by their keys;
 * `because` is a fixed code and holds nothing of the token. `unknown`: the keys could not be read, so nobody can tell.
 */
export type Checked =
  | { readonly kind: 'signed'; readonly claims: JWTPayload; readonly endorsements: readonly string[] }
  | { readonly kind: 'refused'; readonly because: string }
  | { readonly kind: 'unknown' };

/** Checks the value of an `Authorization` header. */
export type TokenCheck = (authorization: string | null | undefined) => Promise<Checked>;

/** How far the clocks of those who sign may be off, seconds (Bot Framework: "Authentication", five minutes). */
const clockToleranceS = 300;

/** The channels that a key may sign for: the Bot Framework's own addition to its keys. */
const Keys = z.looseObject({
  keys: z.array(z.looseObject({ kid: z.string().optional(), endorsements: z.array(z.string()).default([]) })),
});

/** What goes wrong with the keys, not with the token. */
const keysUnread = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'];

export function tokenCheck({ keysUrl, issuers, audiences }: Trust): TokenCheck {
  const keys = createRemoteJWKSet(new URL(keysUrl));
  const options = {
    algorithms: ['RS256'],
    issuer: [...issuers],
    audience: [...audiences],
    requiredClaims: ['exp'],
    clockTolerance: clockToleranceS,
  };
  return async (authorization) => {
    const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) return { kind: 'refused', because: 'NO_TOKEN' };
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, options);
      const signed = Keys.parse(keys.jwks()).keys.find(({ kid }) => kid !== undefined && kid === protectedHeader.kid);
      return { kind: 'signed', claims: payload, endorsements: signed?.endorsements ?? [] };
    } catch (error) {
      if (!(error instanceof errors.JOSEError) || keysUnread.includes(error.code)) return { kind: 'unknown' };
      return { kind: 'refused', because: error.code };
    }
  };
}
