import { isIP } from 'node:net';
import { properties } from '../walk/arm';
import type { Estate } from '../walk/arm';

/** The address that every name outside the estate resolves to. It belongs to nobody and answers. */
const SOME_SITE = '20.221.42.11';

/**
 * The address that a name stands for: that of the public IP address with this name, any site's otherwise. Names under
 * `.invalid` never resolve (RFC 2606).
 */
export function resolve(estate: Estate, name: string): string | undefined {
  if (isIP(name) !== 0) return name;
  if (/\.invalid\.?$/i.test(name)) return undefined;
  const named = estate
    .list('Microsoft.Network/publicIPAddresses')
    .map((address) => properties<{ ipAddress: string; dnsSettings: { fqdn?: string } }>(address))
    .find(({ dnsSettings }) => dnsSettings?.fqdn?.toLowerCase() === name.toLowerCase());
  return named?.ipAddress ?? SOME_SITE;
}
