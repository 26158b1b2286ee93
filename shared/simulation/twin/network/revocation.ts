import { sameId } from '../../../model/arm-id';
import { properties, type ArmResource, type Child, type Estate } from '../walk/arm';
import { isPrivate } from '../walk/control-plane';
import { walk } from '../walk/walk';
import { resolveFor, type GatewayMemory } from './gateways';
import { generationOf } from './probe-settings';
import type { GatewayPlace } from '../walk/topology';

/** One of the hosts that a gateway must reach (Azure: troubleshoot backend health, CRL endpoints). */
const HOST = 'crl3.digicert.com';

/**
 * Whether a gateway can look certificates up in the lists of revoked ones. One of v2 that serves or asks by HTTPS must, or
 * Azure does not know the health of its servers: its DNS servers must know public names, and the way out must be open.
 */
export function findsRevocationLists(estate: Estate, memory: GatewayMemory, from: GatewayPlace): boolean {
  const { gateway } = from;
  if (generationOf(gateway) === 'v1' || isPrivate(gateway) || !usesCertificates(gateway)) return true;
  const found = resolveFor(estate, memory, from, HOST);
  if (found.kind !== 'address') return false;
  return walk(estate, { from, to: found.address, protocol: 'Tcp', port: 80 }).end.kind === 'answered';
}

function usesCertificates(gateway: ArmResource): boolean {
  const { backendHttpSettingsCollection = [], httpListeners = [] } = properties<{
    backendHttpSettingsCollection: readonly Child<{ protocol?: string }>[];
    httpListeners: readonly Child<{ protocol?: string }>[];
  }>(gateway);
  return [...backendHttpSettingsCollection, ...httpListeners].some(({ properties: own }) =>
    sameId(own.protocol ?? '', 'Https'),
  );
}
