import { idKey } from '../model/arm-id';
import { ifSeen } from '../model/see';
import type { GatewayTarget } from '../model/target';
import { text } from '../model/text';
import { applicationGateway } from '../observations/application-gateway';
import { applicationGateways } from '../observations/application-gateways';
import { backendHealth } from '../observations/backend-health';
import type { TargetKind } from './target-kind';

/** An Application Gateway: every one in scope is watched, and it tells itself how its backends are. */
export const gateway: TargetKind<GatewayTarget> = {
  kind: 'gateway',
  key: ({ id }) => `gateway ${idKey(id)}`,
  resourceType: 'Microsoft.Network/applicationGateways',
  expected: (id) => [{ kind: 'gateway', id }],
  discovered: { called: text('gateways', '게이트웨이'), list: applicationGateways },
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
