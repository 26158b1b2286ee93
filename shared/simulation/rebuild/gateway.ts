import { isIPv4 } from 'node:net';
import { nameOf, sameId } from '../../model/arm-id';
import { isSurely, wordOf } from '../../model/known';
import { applicationGateway } from '../../observations/application-gateway';
import { applicationGateways } from '../../observations/application-gateways';
import { backendHealth, type BackendServer } from '../../observations/backend-health';
import { guestPort } from '../../observations/guest-port';
import { networkInterface } from '../../observations/network-interface';
import { isPrivate } from '../../network/prefix';
import type { Draft } from './draft';
import { groupOf, type Networks } from './networks';
import type { Seen } from './seen';
import { silentService, type SilentService } from './silent-service';
import { standIn } from './stand-ins';

/** The port of every backend: observations do not name it, and nothing but the probe depends on it. */
export const probedPort = 80;

/** The gateway of this id, and behind it a server for each one that backend health named. `network` is where it is unless it was seen. */
export function addGateway(
  draft: Draft,
  networks: Networks,
  seen: Seen,
  target: string,
  network = `${groupOf(target)}/providers/Microsoft.Network/virtualNetworks/standin`,
): void {
  const gateway = seen.first(applicationGateway).find(({ answer }) => sameId(answer.id, target))?.answer;
  const subnet = gateway?.subnet ?? `${network}/subnets/gateway`;
  networks.home(subnet);
  const id = gateway?.id ?? target;
  const servers = serversOf(seen, id);
  const pools = [...new Set(servers.map(({ pool }) => pool))];
  const publicAddress = `${groupOf(id)}/providers/Microsoft.Network/publicIPAddresses/standin`;
  const tier = gateway?.tier ?? 'Standard_v2';
  draft.add(
    id,
    {
      provisioningState: 'Succeeded',
      operationalState: gateway ? wordOf(gateway.operationalState) : 'Running',
      sku: { name: tier, tier, capacity: 1 },
      gatewayIPConfigurations: [{ name: 'gateway', properties: { subnet: { id: subnet } } }],
      frontendIPConfigurations: [
        gateway?.managedBy === 'perhaps-inside'
          ? { name: 'frontend', properties: { subnet: { id: subnet } } }
          : { name: 'frontend', properties: { publicIPAddress: { id: publicAddress } } },
      ],
      backendAddressPools: pools.map((pool) => ({
        id: pool,
        name: nameOf(pool),
        properties: {
          backendAddresses: [
            ...new Set(servers.filter((each) => each.pool === pool).map(({ address }) => address)),
          ].map((address) => (isIPv4(address) ? { ipAddress: address } : { fqdn: address })),
        },
      })),
      backendHttpSettingsCollection: [...new Set(servers.map(({ settings }) => settings))].map((settings) => ({
        id: settings,
        name: nameOf(settings),
        properties: { port: probedPort, protocol: 'Http' },
      })),
      requestRoutingRules: pairsOf(servers).map(({ pool, settings }, index) => ({
        name: `rule-${index + 1}`,
        properties: {
          ruleType: 'Basic',
          priority: index + 1,
          backendAddressPool: { id: pool },
          backendHttpSettings: { id: settings },
        },
      })),
    },
    gateway ? { location: gateway.location, tags: gateway.tags } : {},
  );
  for (const server of healthOf(servers)) addServer(draft, networks, seen, subnet, server);
}

/** Every server behind a gateway that any look named. */
export function serversOf(seen: Seen, gateway: string): readonly BackendServer[] {
  const named = (server: BackendServer): BackendServer => ({
    ...server,
    pool: `${gateway}/backendAddressPools/${nameOf(server.pool) || 'pool'}`,
    settings: `${gateway}/backendHttpSettingsCollection/${nameOf(server.settings) || 'settings'}`,
  });
  const probed = seen.all(backendHealth).filter(({ params }) => sameId(params.gateway, gateway));
  if (probed.length > 0) return probed.flatMap(({ answer }) => answer.servers.map(named));
  const listed = seen.first(applicationGateways).flatMap(({ answer }) => answer.gateways);
  return (listed.find(({ id }) => sameId(id, gateway))?.addresses ?? []).map((address) =>
    named({ pool: '', settings: '', address, health: { known: 'healthy' }, log: '', class: 'ok' }),
  );
}

const pairsOf = (servers: readonly BackendServer[]) =>
  servers.filter(
    (each, index) =>
      servers.findIndex((other) => other.pool === each.pool && other.settings === each.settings) === index,
  );

/** By address, whether the server answers: as it was first seen. What Azure could not tell, a later look may. */
function healthOf(servers: readonly BackendServer[]): ReadonlyMap<string, boolean> {
  const health = new Map<string, boolean>();
  for (const { address, health: seen } of servers) {
    if ('known' in seen && seen.known !== 'unknown' && !health.has(address))
      health.set(address, !isSurely(seen, 'unhealthy'));
  }
  for (const { address } of servers) if (!health.has(address)) health.set(address, true);
  return health;
}

function addServer(
  draft: Draft,
  networks: Networks,
  seen: Seen,
  gatewaySubnet: string,
  [address, healthy]: readonly [string, boolean],
): void {
  if (!isIPv4(address) || !isPrivate(address)) {
    if (!healthy)
      draft.note(`${address} did not answer; the simulated Azure takes every address outside it to answer.`);
    return;
  }
  const { firewallDrops, firewallOutput, ...web } = healthy ? { state: 'active' as const } : silenceOf(seen, address);
  standIn(draft, networks, gatewaySubnet, address, {
    services: { ssh: { state: 'active', listens: [22] }, web: { ...web, listens: [probedPort] } },
    ...(firewallDrops && { firewallDrops }),
    ...(firewallOutput && { firewallOutput }),
  });
}

/** Why a server does not answer, as it told itself; where it did not, the simplest reason. */
function silenceOf(seen: Seen, address: string): SilentService {
  const vm = seen
    .first(networkInterface)
    .find(({ answer }) => answer.addresses.some(({ privateAddress }) => privateAddress === address))?.answer.vm;
  const told = seen.first(guestPort).find(({ params }) => vm !== undefined && sameId(params.vm, vm));
  return silentService(told?.answer, told?.params.port ?? probedPort, probedPort);
}
