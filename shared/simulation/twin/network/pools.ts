import { sameId } from '../../../model/arm-id';
import { properties } from '../walk/arm';
import { placesOfNic } from '../walk/topology';
import type { ArmResource, Child, Estate, Reference } from '../walk/arm';
import type { NicPlace } from '../walk/topology';

interface Pool {
  backendAddresses?: readonly { ipAddress?: string; fqdn?: string }[];
}

interface Target {
  backendAddressPool?: Reference;
  backendHttpSettings?: Reference;
}

interface PathMap {
  defaultBackendAddressPool?: Reference;
  defaultBackendHttpSettings?: Reference;
  pathRules?: readonly Child<Target>[];
}

interface GatewayProperties {
  backendAddressPools: readonly Child<Pool>[];
  backendHttpSettingsCollection: readonly Child<{ port?: number; probe?: Reference }>[];
  probes: readonly Child<{ port?: number }>[];
  requestRoutingRules: readonly Child<Target>[];
  urlPathMaps: readonly Child<PathMap>[];
}

/** One server of a pool. `ipConfiguration` is there when the pool names a network interface and not just an address. */
export interface Server {
  readonly address: string;
  readonly ipConfiguration?: { readonly id: string };
}

/** A pool with the ways in which the gateway talks to it; each way has its own probe port. */
export interface ProbedPool {
  readonly id: string;
  readonly servers: readonly Server[];
  readonly settings: readonly { readonly id: string; readonly port: number }[];
}

/**
 * The pools of an Application Gateway as it probes them: with the settings that its routing rules pair them with. An estate
 * without any routing rule gets every pairing.
 */
export function probedPools(estate: Estate, gateway: ArmResource): readonly ProbedPool[] {
  const { backendAddressPools = [], backendHttpSettingsCollection = [] } = properties<GatewayProperties>(gateway);
  const pairs = pairings(gateway);
  return backendAddressPools.map((pool) => {
    const id = `${gateway.id}/backendAddressPools/${pool.name}`;
    const settings = backendHttpSettingsCollection
      .map((setting) => ({
        id: `${gateway.id}/backendHttpSettingsCollection/${setting.name}`,
        port: probePort(gateway, setting.properties),
      }))
      .filter(
        (setting) =>
          pairs.length === 0 || pairs.some((pair) => sameId(pair.pool, id) && sameId(pair.settings, setting.id)),
      );
    return { id, servers: serversOf(estate, id, pool.properties), settings };
  });
}

function probePort(gateway: ArmResource, setting: { port?: number; probe?: Reference }): number {
  const probe = (properties<GatewayProperties>(gateway).probes ?? []).find(
    ({ name }) => setting.probe && sameId(setting.probe.id, `${gateway.id}/probes/${name}`),
  );
  return probe?.properties.port ?? setting.port ?? 80;
}

function pairings(gateway: ArmResource): readonly { readonly pool: string; readonly settings: string }[] {
  const { requestRoutingRules = [], urlPathMaps = [] } = properties<GatewayProperties>(gateway);
  const targets: readonly Target[] = [
    ...requestRoutingRules.map((rule) => rule.properties),
    ...urlPathMaps.flatMap(({ properties: map }) => [
      {
        ...(map.defaultBackendAddressPool && { backendAddressPool: map.defaultBackendAddressPool }),
        ...(map.defaultBackendHttpSettings && { backendHttpSettings: map.defaultBackendHttpSettings }),
      },
      ...(map.pathRules ?? []).map((rule) => rule.properties),
    ]),
  ];
  return targets.flatMap(({ backendAddressPool: pool, backendHttpSettings: settings }) =>
    pool && settings ? [{ pool: pool.id, settings: settings.id }] : [],
  );
}

function serversOf(estate: Estate, id: string, pool: Pool): readonly Server[] {
  const named = (pool.backendAddresses ?? []).flatMap(({ ipAddress, fqdn }) => ipAddress ?? fqdn ?? []);
  return [
    ...named.map((address) => ({ address })),
    ...membersOf(estate, id).map((place) => ({
      address: place.address,
      ipConfiguration: { id: place.ipConfiguration.id },
    })),
  ];
}

/** The network interface addresses that were put into a pool. */
export function membersOf(estate: Estate, poolId: string): readonly NicPlace[] {
  return estate
    .list('Microsoft.Network/networkInterfaces')
    .flatMap((nic) => placesOfNic(estate, nic))
    .filter((place) =>
      (place.ipConfiguration.properties.applicationGatewayBackendAddressPools ?? []).some((pool) =>
        sameId(pool.id, poolId),
      ),
    );
}
