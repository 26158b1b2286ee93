import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { certificate, pem } from '../certificates/x509';

/** A key and the certificate that vouches for itself, both as PEM. */
export interface Certificate {
  readonly key: string;
  readonly certificate: string;
}

/** A self-signed CA certificate of `localhost` and 127.0.0.1. Its time is wide: a process on a simulated clock may see any date. */
export function createCertificate(): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = 'localhost';
  const made = certificate(
    {
      name,
      publicKey,
      serial: Buffer.concat([Buffer.from([0x01]), randomBytes(15)]),
      from: new Date('2020-01-01'),
      until: new Date('2149-12-31'),
      use: 'server+authority',
      names: [name, '127.0.0.1'],
    },
    { name, key: privateKey },
  );
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, certificate: pem(made) };
}
