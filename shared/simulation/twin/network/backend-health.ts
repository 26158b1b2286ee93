import { allOrRefusal, isRefused } from './replies';
import { controlPlane, controlPorts } from '../walk/control-plane';
import { placeOfGateway } from '../walk/topology';
import { estateOf } from './estate';
import { isRunning } from './gateway-power';
import { wordsFor } from './health-words';
import { resolveFor } from './gateways';
import { probedPools } from './pools';
import { followed } from './probe-history';
import { probe } from './probe';
import { findsRevocationLists } from './revocation';
import { generationOf } from './probe-settings';
import type { X509Certificate } from 'node:crypto';
import type { Resource } from '../../scenarios/schema';
import type { Model, Refused } from '../provider';
import type { ArmResource } from '../walk/arm';
import type { GatewayPlace } from '../walk/topology';
import type { ProbedPool, Server } from './pools';
import type { Finding, Probed, Surroundings } from './probe';
import type { Settings } from './probe-settings';

/** The first version of the API in which names of errors and certificates were seen. */
const NAMES_SINCE = '2025-03-01';

/**
 * The body of `ApplicationGatewayBackendHealth` (Azure: Application Gateways - Backend Health), or that it is not simulated.
 * While Azure cannot manage the gateway it knows nothing about any server.
 */
export function backendHealth(model: Model, gateway: Resource, apiVersion: string): object | Refused {
  const health = healthOf(model, gateway);
  if (isRefused(health)) return health;
  const tell = telling(model, gateway, apiVersion);
  return {
    backendAddressPools: health.map(({ id, settings }) => ({
      backendAddressPool: { id },
      backendHttpSettingsCollection: settings.map((setting) => ({
        backendHttpSettings: { id: setting.id },
        servers: setting.servers.map(tell),
      })),
    })),
  };
}

/** Lets the probes of every gateway find what there is to find now. */
export function noticeBackends(model: Model): void {
  for (const gateway of model.list('Microsoft.Network/applicationGateways'))
    if (isRunning(gateway) && placeOfGateway(estateOf(model), gateway)) healthOf(model, gateway);
}

interface PoolHealth {
  readonly id: string;
  readonly settings: readonly { readonly id: string; readonly servers: readonly ServerHealth[] }[];
}

/** What the gateway holds of a server. */
export interface ServerHealth {
  readonly server: Server;
  readonly finding: Finding;
  readonly chain: readonly X509Certificate[];
}

export function healthOf(model: Model, gateway: Resource): readonly PoolHealth[] | Refused {
  const ask = asking(model, gateway);
  const isManaged = isManageable(model, gateway);
  const { probes } = model.gateways.of(gateway.id);
  const generation = generationOf(gateway);
  const held = (pool: ProbedPool, settings: Settings, server: Server): ServerHealth | Refused => {
    const probed = ask(server, settings);
    if (isRefused(probed)) return probed;
    const key = `${pool.id} ${settings.id} ${server.address}`.toLowerCase();
    // The first generation repeats a probe that failed at once.
    const beat = { interval: settings.probe.interval, threshold: generation === 'v1' ? 1 : settings.probe.threshold };
    const history = followed(probes.get(key), probed.finding, model.now(), beat);
    probes.set(key, history);
    return isManaged ? { server, finding: history.held, chain: probed.chain } : { server, ...UNTOLD };
  };
  const ofSettings = (pool: ProbedPool, settings: Settings) => {
    const servers = allOrRefusal(pool.servers.map((server) => held(pool, settings, server)));
    return isRefused(servers) ? servers : { id: settings.id, servers };
  };
  return allOrRefusal(
    probedPools(estateOf(model), gateway).map((pool) => {
      const settings = allOrRefusal(pool.settings.map((one) => ofSettings(pool, one)));
      return isRefused(settings) ? settings : { id: pool.id, settings };
    }),
  );
}

/** What Azure has to say of a server while it cannot manage the gateway. */
export const UNTOLD = { finding: { kind: 'unknown' }, chain: [] } as const satisfies Partial<ServerHealth>;

/** Whether Azure has the gateway in hand: it is well, Azure reaches it, and it reaches what it must. */
export function isManageable(model: Model, gateway: ArmResource): boolean {
  const estate = estateOf(model);
  const place = gatewayPlace(model, gateway);
  return (
    model.health(gateway.id)?.availabilityState !== 'Unavailable' &&
    controlPlane(estate, place).kind === 'reachable' &&
    findsRevocationLists(estate, model.gateways.of(gateway.id), place)
  );
}

/** How the gateway's probes see a server at this moment. */
export function asking(model: Model, gateway: ArmResource): (server: Server, settings: Settings) => Probed | Refused {
  const estate = estateOf(model);
  const from = gatewayPlace(model, gateway);
  const memory = model.gateways.of(gateway.id);
  const around: Surroundings = {
    estate,
    authorities: model.authorities ?? {},
    now: model.now(),
    resolve: (name) => resolveFor(estate, memory, from, name),
  };
  return (server, settings) => probe(around, from, server, settings);
}

function gatewayPlace(model: Model, gateway: ArmResource): GatewayPlace {
  const place = placeOfGateway(estateOf(model), gateway);
  if (!place) throw new Error(`${gateway.id} has no subnet: give it gatewayIPConfigurations.`);
  return place;
}

/** How a server is shown to whoever asks. */
export function telling(model: Model, gateway: ArmResource, apiVersion: string) {
  const { words: dialect } = model.gateways.of(gateway.id);
  const isNew = dialect === 'newer' && apiVersion >= NAMES_SINCE;
  return ({ server, finding, chain }: ServerHealth) => {
    const { log, name } = wordsFor(finding, dialect, controlPorts(gateway));
    return {
      ...server,
      health: called(finding, server, model.backendHealth),
      healthProbeLog: log,
      ...(isNew && name !== undefined && { healthProbeErrorName: name }),
      ...(isNew && { backendCertificateChainMetadata: { certificateChainMetadata: chain.map(metadata) } }),
    };
  };
}

/** `words` are the rarer ones that the estate asks for. */
function called(
  finding: Finding,
  { address }: Server,
  words: Partial<NonNullable<Model['backendHealth']>> = {},
): string {
  if (finding.kind === 'unknown') return words.unmanaged ?? 'Unknown';
  return finding.kind === 'well' ? (words.servers?.[address] ?? 'Healthy') : 'Unhealthy';
}

/** Azure does not publish what it says of a certificate; these are the names of OpenSSL. */
const metadata = (certificate: X509Certificate) => ({
  subject: certificate.subject,
  issuer: certificate.issuer,
  serialNumber: certificate.serialNumber,
  thumbprint: certificate.fingerprint.replaceAll(':', ''),
  notBefore: new Date(certificate.validFrom).toISOString(),
  notAfter: new Date(certificate.validTo).toISOString(),
});
