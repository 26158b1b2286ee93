import { controlPlane } from '../walk/control-plane';
import { placeOfGateway } from '../walk/topology';
import { walk } from '../walk/walk';
import { resolve } from './names';
import { probedPools } from './pools';
import type { ArmResource, Estate } from '../walk/arm';
import type { Estate as Given } from '../../scenarios/schema';
import type { GatewayPlace } from '../walk/topology';
import type { Server } from './pools';

interface Health {
  readonly health: 'Healthy' | 'Unhealthy' | 'Unknown' | 'Partial' | 'Draining';
  readonly healthProbeLog: string;
  readonly healthProbeErrorName?: string;
}

type Words = Partial<NonNullable<Given['backendHealth']>>;

const UNKNOWN: Health = {
  health: 'Unknown',
  healthProbeLog:
    'The backend health status could not be retrieved. This happens when an NSG/UDR/Firewall on the application gateway subnet is blocking traffic on ports 65503-65534 in case of v1 SKU, and ports 65200-65535 in case of the v2 SKU or if the FQDN configured in the backend pool could not be resolved to an IP address. To learn more visit - https://aka.ms/UnknownBackendHealth.',
};

const HEALTHY: Health = {
  health: 'Healthy',
  healthProbeLog: 'Success. Received 200 status code',
  healthProbeErrorName: 'SuccessWithStatusCode',
};

const CANNOT_CONNECT: Health = {
  health: 'Unhealthy',
  healthProbeLog:
    'Cannot connect to server. Check whether any NSG/UDR/Firewall is blocking access to server. Check if application is running on correct port.',
};

const NAME_NOT_RESOLVED: Health = {
  health: 'Unhealthy',
  healthProbeLog:
    'Application Gateway could not create a probe for this backend. This usually happens when the FQDN of the backend has not been entered correctly.',
};

/**
 * The body of `ApplicationGatewayBackendHealth` (Azure: Application Gateways - Backend Health). While Azure cannot manage the
 * gateway it knows nothing about any server. `words` are the rarer ones that the estate asks for.
 */
export function backendHealth(estate: Estate, gateway: ArmResource, words: Words = {}): unknown {
  const place = placeOfGateway(estate, gateway);
  if (!place) throw new Error(`${gateway.id} has no subnet: give it gatewayIPConfigurations.`);
  const managed = controlPlane(estate, place).kind === 'reachable';
  const healthOf = (server: Server, port: number): Health => {
    if (!managed) return { ...UNKNOWN, health: words.unmanaged ?? 'Unknown' };
    const found = probe(estate, place, server.address, port);
    const called = words.servers?.[server.address];
    return found === HEALTHY && called ? { ...HEALTHY, health: called } : found;
  };
  return {
    backendAddressPools: probedPools(estate, gateway).map((pool) => ({
      backendAddressPool: { id: pool.id },
      backendHttpSettingsCollection: pool.settings.map((setting) => ({
        backendHttpSettings: { id: setting.id },
        servers: pool.servers.map((server) => ({
          ...server,
          ...healthOf(server, setting.port),
          backendCertificateChainMetadata: { certificateChainMetadata: [] },
        })),
      })),
    })),
  };
}

function probe(estate: Estate, from: GatewayPlace, server: string, port: number): Health {
  const to = resolve(estate, server);
  if (to === undefined) return NAME_NOT_RESOLVED;
  return walk(estate, { from, to, protocol: 'Tcp', port }).end.kind === 'answered' ? HEALTHY : CANNOT_CONNECT;
}
