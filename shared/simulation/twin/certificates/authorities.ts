import { createHash, createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { Authority, type Certificate } from '../../scenarios/schema';
import { certificate, type Signer } from './x509';

/** The certificate authorities of an estate, by name. */
export type Authorities = Readonly<Record<string, Authority>>;

/** A server's certificate, and the certificates that it presents in their order. */
export interface Presented {
  readonly leaf: X509Certificate;
  readonly chain: readonly X509Certificate[];
}

/** What a server presents. The same words make the same bytes, so that two runs of a scenario see the same certificates. */
export function presented(spec: Certificate, authorities: Authorities): Presented {
  const { signedBy, authority, sends } = spec;
  const leaf = leafOf(spec, signedBy === 'itself' ? undefined : signerOf(authority, signedBy));
  const chain = sends.flatMap((part): readonly X509Certificate[] => {
    if (part === 'leaf') return [leaf];
    if (signedBy === 'itself' || (part === 'intermediate' && signedBy === 'root')) return [];
    return [authorityCertificate(part, authority, authorityNamed(authority, authorities))];
  });
  return { leaf, chain };
}

/** The root of one of the authorities. */
export const rootOf = (name: string, authorities: Authorities): X509Certificate =>
  authorityCertificate('root', name, authorityNamed(name, authorities));

/** The roots that everybody trusts. */
export const wellKnownRoots = (authorities: Authorities): readonly X509Certificate[] =>
  Object.entries({ ...BUILT_IN, ...authorities })
    .filter(([, { kind }]) => kind === 'well-known')
    .map(([name]) => rootOf(name, authorities));

const BUILT_IN: Authorities = { 'well-known': Authority.parse({ kind: 'well-known' }) };

function authorityNamed(name: string, authorities: Authorities): Authority {
  const found = authorities[name] ?? BUILT_IN[name];
  if (!found) throw new Error(`There is no authority ${name} in estate.authorities.`);
  return found;
}

/** Made once for each thing that they say. */
const made = new Map<string, X509Certificate>();

function once(say: readonly unknown[], make: (serial: Buffer) => Buffer): X509Certificate {
  const key = JSON.stringify(say);
  const known = made.get(key) ?? new X509Certificate(make(Buffer.from([1, ...digest(key).subarray(0, 15)])));
  made.set(key, known);
  return known;
}

function leafOf(spec: Certificate, signer: Signer | undefined): X509Certificate {
  const { names, commonName: name = names[0] ?? 'server', from, until, use } = spec;
  return once([name, names, from, until, use, signer?.name], (serial) => {
    const key = keyOf(`server ${name}`);
    const statement = { name, publicKey: createPublicKey(key), serial, ...dates({ from, until }), use, names };
    return certificate(statement, signer ?? { name, key });
  });
}

function authorityCertificate(part: 'root' | 'intermediate', authority: string, spec: Authority): X509Certificate {
  const { name, key } = signerOf(authority, part);
  return once([name, spec[part]], (serial) =>
    certificate(
      { name, publicKey: createPublicKey(key), serial, ...dates(spec[part]), use: 'authority', names: [] },
      signerOf(authority, 'root'),
    ),
  );
}

function signerOf(authority: string, part: 'root' | 'intermediate'): Signer {
  const name = `${authority} ${part}`;
  return { name, key: keyOf(name) };
}

const dates = ({ from, until }: { from: string; until: string }) => ({
  from: new Date(from),
  until: new Date(Date.parse(until) - 1000),
});

const keys = new Map<string, KeyObject>();

/** The private key of somebody; the same for the same name. */
function keyOf(owner: string): KeyObject {
  const known =
    keys.get(owner) ?? createPrivateKey({ key: Buffer.concat([ED25519, digest(owner)]), format: 'der', type: 'pkcs8' });
  keys.set(owner, known);
  return known;
}

/** RFC 8410: what comes before the 32 bytes of an Ed25519 key. */
const ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
