import { createHash, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { bits, der, integer, isTrue, octets, oid, sequence, set, time, utf8 } from './der';

/** Who signs: by name, with which key. */
export interface Signer {
  readonly name: string;
  readonly key: KeyObject;
}

/** What a certificate says of somebody. */
export interface Statement {
  /** Their common name. */
  readonly name: string;
  readonly publicKey: KeyObject;
  /** 1 to 20 bytes. */
  readonly serial: Buffer;
  readonly from: Date;
  readonly until: Date;
  /** What the key may be used for; `server+authority` is both. */
  readonly use: 'server' | 'client' | 'authority' | 'server+authority';
  /** Host names and IPv4 addresses (subject alternative names). */
  readonly names: readonly string[];
}

const OID = {
  ecdsaWithSha256: '2a8648ce3d040302',
  ed25519: '2b6570',
  commonName: '550403',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
  extendedKeyUsage: '551d25',
  serverAuth: '2b06010505070301',
  clientAuth: '2b06010505070302',
  subjectAltName: '551d11',
  subjectKeyIdentifier: '551d0e',
};

/** A certificate (RFC 5280, version 3) in DER. Keys are of P-256 or, where the same bytes must come every time, Ed25519. */
export function certificate(statement: Statement, signer: Signer): Buffer {
  const isEd25519 = signer.key.asymmetricKeyType === 'ed25519';
  const algorithm = sequence(oid(isEd25519 ? OID.ed25519 : OID.ecdsaWithSha256));
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(statement.serial),
    algorithm,
    named(signer.name),
    sequence(time(statement.from), time(statement.until)),
    named(statement.name),
    spki(statement),
    der(0xa3, sequence(...extensions(statement))),
  );
  return sequence(body, algorithm, bits(sign(isEd25519 ? null : 'sha256', body, signer.key)));
}

/** A certificate as text (RFC 7468). */
export function pem(certificate: Buffer): string {
  const base64 = certificate.toString('base64').replace(/(.{64})(?!$)/g, '$1\n');
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

const named = (commonName: string): Buffer => sequence(set(sequence(oid(OID.commonName), utf8(commonName))));

const spki = ({ publicKey }: Statement): Buffer => publicKey.export({ type: 'spki', format: 'der' });

function extensions(statement: Statement): readonly Buffer[] {
  const { use, names } = statement;
  const isAuthority = use === 'authority' || use === 'server+authority';
  // digitalSignature, keyCertSign
  const usage = { server: 0x80, client: 0x80, authority: 0x04, 'server+authority': 0x84 }[use];
  const purpose = use === 'client' ? OID.clientAuth : OID.serverAuth;
  const digest = createHash('sha1').update(spki(statement)).digest();
  return [
    sequence(oid(OID.basicConstraints), isTrue, octets(isAuthority ? sequence(isTrue) : sequence())),
    sequence(oid(OID.keyUsage), isTrue, octets(bits(Buffer.from([usage]), usage === 0x80 ? 7 : 2))),
    ...(use === 'authority' ? [] : [sequence(oid(OID.extendedKeyUsage), octets(sequence(oid(purpose))))]),
    ...(names.length > 0 ? [sequence(oid(OID.subjectAltName), octets(sequence(...names.map(generalName))))] : []),
    sequence(oid(OID.subjectKeyIdentifier), octets(octets(digest))),
  ];
}

const generalName = (name: string): Buffer =>
  isIPv4(name) ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name));
