import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** What an Application Gateway finds wrong with what a server presents. */
export type Flaw =
  | { readonly kind: 'leaf-missing' }
  | { readonly kind: 'leaf-not-first' }
  /** `only`: the leaf came alone. */
  | { readonly kind: 'intermediate-missing'; readonly came: 'leaf-only' | 'others' }
  | { readonly kind: 'unknown-authority'; readonly top: 'root' | 'intermediate' }
  | { readonly kind: 'root-mismatch'; readonly top: 'root' | 'intermediate' }
  | { readonly kind: 'not-in-its-dates' }
  /** OpenSSL's number of the error (`openssl verify`). */
  | { readonly kind: 'not-verified'; readonly code: number }
  | { readonly kind: 'not-for-this-name' }
  | { readonly kind: 'not-allowed-by-hand' };

/** What the gateway goes by. */
export interface Demands {
  readonly now: number;
  /** The name or address that the certificate must be for. `undefined`: any. */
  readonly name: string | undefined;
  /** Roots that were uploaded; where there is none, those that everybody trusts count. */
  readonly uploaded: readonly X509Certificate[];
  readonly wellKnown: readonly X509Certificate[];
}

/**
 * What a gateway of v2 finds wrong with a chain, in the order in which it looks: whether it is complete and in order, whom it
 * comes from, its dates and purpose, its name (Azure: troubleshoot backend health, certificates; TLS overview).
 */
export function judgeChain(chain: readonly X509Certificate[], demands: Demands): Flaw | undefined {
  return flawOfPath(chain, demands) ?? flawOfName(chain, demands);
}

/** What it finds but for the name. */
export function flawOfPath(chain: readonly X509Certificate[], demands: Demands): Flaw | undefined {
  const path = pathOf(chain);
  if ('kind' in path) return path;
  const anchor = anchorOf(path, demands);
  if (!anchor) return whyNoAnchor(path, chain, demands);
  if (![...path, anchor].every((one) => isValid(one, demands.now))) return { kind: 'not-in-its-dates' };
  return isForServers(path[0]) ? undefined : { kind: 'not-verified', code: INVALID_PURPOSE };
}

/** Where a certificate has names (SAN), only those count; its CN otherwise (RFC 6125). */
export function flawOfName([leaf]: readonly X509Certificate[], { name }: Demands): Flaw | undefined {
  if (name === undefined) return undefined;
  const fits = isIP(name) === 0 ? leaf?.checkHost(name) : leaf?.checkIP(name);
  return fits === undefined ? { kind: 'not-for-this-name' } : undefined;
}

/** A gateway of v1 knows a server by its very certificate, which was uploaded; a server of Azure's own needs none. */
export function judgeAsV1(chain: readonly X509Certificate[], demands: Demands): Flaw | undefined {
  const { uploaded, now } = demands;
  const [leaf] = chain;
  const isUploaded = uploaded.some((one) => one.fingerprint256 === leaf?.fingerprint256);
  const flaw = uploaded.length === 0 ? flawOfPath(chain, demands) : undefined;
  const isAllowed = isUploaded || (uploaded.length === 0 && (!flaw || flaw.kind === 'not-in-its-dates'));
  if (!isAllowed) return { kind: 'not-allowed-by-hand' };
  if (flaw || !isValid(leaf, now)) return { kind: 'not-in-its-dates' };
  return flawOfName(chain, demands);
}

const INVALID_PURPOSE = 26;

/** From the leaf upwards, as far as the presented certificates lead. A lone self-signed CA certificate is leaf and root. */
function pathOf(chain: readonly X509Certificate[]): readonly X509Certificate[] | Flaw {
  const [first, ...others] = chain;
  const leaf = chain.find((one) => !one.ca) ?? (chain.length === 1 && first && isSelfSigned(first) ? first : undefined);
  if (!leaf) return { kind: 'leaf-missing' };
  if (leaf !== first) return { kind: 'leaf-not-first' };
  const path = [leaf];
  for (let above = issuerOf(leaf, others); above && !path.includes(above); above = issuerOf(above, others))
    path.push(above);
  return path;
}

/** The root that the top of a path is or stands on. */
function anchorOf(path: readonly X509Certificate[], { uploaded, wellKnown }: Demands): X509Certificate | undefined {
  const roots = uploaded.length > 0 ? uploaded : wellKnown;
  const top = path.at(-1);
  return top && (roots.find((root) => root.fingerprint256 === top.fingerprint256) ?? issuerOf(top, roots));
}

/** A self-signed certificate that is no authority counts as a leaf whose intermediate is missing. */
function whyNoAnchor(path: readonly X509Certificate[], chain: readonly X509Certificate[], { uploaded }: Demands): Flaw {
  const top = path.at(-1);
  if (!top?.ca) return { kind: 'intermediate-missing', came: chain.length === 1 ? 'leaf-only' : 'others' };
  const kind = uploaded.length > 0 ? 'root-mismatch' : 'unknown-authority';
  return { kind, top: isSelfSigned(top) ? 'root' : 'intermediate' };
}

/** Who of these signed it; nobody where it signed itself. */
const issuerOf = (one: X509Certificate, others: readonly X509Certificate[]): X509Certificate | undefined =>
  isSelfSigned(one) ? undefined : others.find((other) => one.checkIssued(other) && one.verify(other.publicKey));

const isSelfSigned = (one: X509Certificate): boolean => one.subject === one.issuer && one.verify(one.publicKey);

const isValid = (one: X509Certificate | undefined, now: number): boolean =>
  one !== undefined && Date.parse(one.validFrom) <= now && now <= Date.parse(one.validTo);

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
/** Node gives the extended usage as `keyUsage`; its declared type leaves out that there may be none. */
const isForServers = (one: X509Certificate | undefined): boolean =>
  (one?.keyUsage as readonly string[] | undefined)?.includes(SERVER_AUTH) !== false;
