import { X509Certificate } from 'node:crypto';
import { createCertificate } from './certificate';

test('the certificate vouches for itself and names the loopback addresses', () => {
  const certificate = new X509Certificate(createCertificate().certificate);
  expect(certificate.ca).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkHost('example.com')).toBeUndefined();
});
