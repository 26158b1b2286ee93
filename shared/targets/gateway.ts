import { idKey } from '../model/arm-id';
import { isSurely } from '../model/known';
import { ifSeen, soFar } from '../model/see';
import { stationAt, stationKinds, type Station } from '../model/station';
import type { GatewayTarget } from '../model/target';
import { text } from '../model/text';
import { applicationGateway } from '../observations/application-gateway';
import { applicationGateways } from '../observations/application-gateways';
import { backendHealth, type BackendServer } from '../observations/backend-health';
import { subnet } from '../observations/subnet';
import type { TargetKind } from './target-kind';

/** An Application Gateway: every one in scope is watched, and it tells itself how its backends are. */
export const gateway: TargetKind<GatewayTarget> = {
  kind: 'gateway',
  key: ({ id }) => `gateway ${idKey(id)}`,
  resourceType: 'Microsoft.Network/applicationGateways',
  expected: (id) => [{ kind: 'gateway', id }],
  discovered: { called: text('gateways', '게이트웨이'), list: applicationGateways },
  stations(see, { id }) {
    const home = soFar(() => see(subnet, { id: see(applicationGateway, { id }).subnet }));
    const servers = soFar(() => see(backendHealth, { gateway: id }).servers) ?? [];
    return [
      stationAt(stationKinds.routes, home?.routeTable),
      stationAt(stationKinds.rules, home?.networkSecurityGroup),
      stationAt(stationKinds.gateway, id),
      [...Map.groupBy(servers, ({ address }) => address)].map(([name, its]) => ({
        what: stationKinds.backend,
        name,
        seen: howAre(its),
      })),
    ];
  },
  host: () => undefined,
  asked: [backendHealth],
  tags: (see, { id }) => see(applicationGateway, { id }).tags,
  gateways: (_see, { id }) => [id],
  probes(see, { id }) {
    const servers = ifSeen(() => see(backendHealth, { gateway: id }).servers) ?? [];
    const addresses = [...new Set(servers.map(({ address }) => address))];
    return addresses.map((address) => ({ kind: 'backend', gateway: id, address }));
  },
  notVerifiable(see, { id }) {
    see(backendHealth, { gateway: id });
    return undefined;
  },
};

/** How a server is under all settings that use it, where that is certain. */
function howAre(its: readonly BackendServer[]): Station['seen'] {
  if (its.every(({ health }) => isSurely(health, 'healthy'))) return 'well';
  return its.some(({ health }) => isSurely(health, 'unhealthy')) ? 'unwell' : undefined;
}
