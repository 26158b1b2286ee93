import { idKey, sameId } from '../../../model/arm-id';
import { properties, untilChanged } from '../walk/arm';
import { placesOfNics } from '../walk/topology';
import { settingsOf } from './probe-settings';
import type { ArmResource, Child, Estate, Reference } from '../walk/arm';
import type { NicPlace } from '../walk/topology';
import type { Settings } from './probe-settings';

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
  requestRoutingRules: readonly Child<Target>[];
  urlPathMaps: readonly Child<PathMap>[];
}

/** One server of a pool. `ipConfiguration` is there when the pool names a network interface and not just an address. */
export interface Server {
  readonly address: string;
  readonly ipConfiguration?: { readonly id: string };
}

export interface ProbedPool {
  readonly id: string;
  readonly servers: readonly Server[];
  readonly settings: readonly Settings[];
}

/**
 * The pools of an Application Gateway as it probes them: with the settings that its routing rules pair them with. An estate
 * without any routing rule gets every pairing.
 */
export function probedPools(estate: Estate, gateway: ArmResource): readonly ProbedPool[] {
  const pairs = pairings(gateway);
  const settings = settingsOf(gateway);
  return poolsOf(estate, gateway).map((pool) => ({
    ...pool,
    settings: settings.filter(
      ({ id }) => pairs.length === 0 || pairs.some((pair) => sameId(pair.pool, pool.id) && sameId(pair.settings, id)),
    ),
  }));
}

/** Every pool with its servers. */
export const poolsOf = (estate: Estate, gateway: ArmResource): readonly Omit<ProbedPool, 'settings'>[] =>
  (properties<GatewayProperties>(gateway).backendAddressPools ?? []).map(({ name, properties: pool }) => {
    const id = `${gateway.id}/backendAddressPools/${name}`;
    return { id, servers: serversOf(estate, id, pool) };
  });

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
export const membersOf = (estate: Estate, poolId: string): readonly NicPlace[] =>
  membersByPool(estate, 'Microsoft.Network/networkInterfaces').get(idKey(poolId)) ?? [];

const membersByPool = untilChanged((_, estate) => {
  const members = new Map<string, NicPlace[]>();
  for (const place of placesOfNics(estate))
    for (const { id } of place.ipConfiguration.properties.applicationGatewayBackendAddressPools ?? [])
      members.set(idKey(id), [...(members.get(idKey(id)) ?? []), place]);
  return members;
});
