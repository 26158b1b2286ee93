import { createHash, createPrivateKey, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

/** A key and the certificate that vouches for itself, both as PEM. */
export interface Certificate {
  readonly key: string;
  readonly certificate: string;
}

/** Wide, because a process that runs on a simulated clock may see any date. */
const NOT_BEFORE = '20200101000000Z';
const NOT_AFTER = '20491231235959Z';

const OID = {
  ecPublicKeySha256: '2a8648ce3d040302',
  commonName: '550403',
  basicConstraints: '551d13',
  keyUsage: '551d0f',
  extendedKeyUsage: '551d25',
  serverAuth: '2b06010505070301',
  subjectAltName: '551d11',
  subjectKeyIdentifier: '551d0e',
};

/** A self-signed CA certificate of `localhost` and 127.0.0.1 (RFC 5280, P-256 and SHA-256). */
export function createCertificate(): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const body = toBeSigned(publicKey);
  const signature = createSign('sha256').update(body).sign(createPrivateKey(privateKey));
  const whole = sequence(body, algorithm(), bits(signature));
  const base64 = whole.toString('base64').replace(/(.{64})(?!$)/g, '$1\n');
  return { key: privateKey, certificate: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n` };
}

function toBeSigned(publicKey: Buffer): Buffer {
  const name = sequence(der(0x31, sequence(oid(OID.commonName), der(0x0c, Buffer.from('localhost')))));
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(15)]);
  return sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm(),
    name,
    sequence(der(0x18, Buffer.from(NOT_BEFORE)), der(0x18, Buffer.from(NOT_AFTER))),
    name,
    publicKey,
    der(0xa3, sequence(...extensions(publicKey))),
  );
}

function extensions(publicKey: Buffer): readonly Buffer[] {
  const isTrue = der(0x01, Buffer.from([0xff]));
  const names = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
  const digest = createHash('sha1').update(publicKey).digest();
  return [
    sequence(oid(OID.basicConstraints), isTrue, der(0x04, sequence(isTrue))),
    // digitalSignature, keyCertSign
    sequence(oid(OID.keyUsage), isTrue, der(0x04, der(0x03, Buffer.from([0x02, 0x84])))),
    sequence(oid(OID.extendedKeyUsage), der(0x04, sequence(oid(OID.serverAuth)))),
    sequence(oid(OID.subjectAltName), der(0x04, names)),
    sequence(oid(OID.subjectKeyIdentifier), der(0x04, der(0x04, digest))),
  ];
}

const algorithm = (): Buffer => sequence(oid(OID.ecPublicKeySha256));
const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const bits = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content);

/** Tag, length, content (X.690, distinguished encoding). */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}
