import { backendHealth } from './backend-health';
import { connectivityCheck } from './connectivity-check';
import { effectiveNetworkSecurityGroups, effectiveRouteTable } from './effective';
import { estateOf } from './estate';
import { ipFlowVerify } from './ip-flow-verify';
import { nextHop } from './next-hop';
import { diagnosis, notFound, result } from './replies';
import { deleteSecurityRule, putSecurityRule } from './security-rules';
import { show } from './show';
import type { Resource } from '../../scenarios/schema';
import type { Call, Model, Provider, Reply } from '../provider';

type Handler = (call: Call, model: Model) => Reply;

/** A POST on a resource that must exist. */
const on =
  (act: (model: Model, resource: Resource, body: unknown) => Reply): Handler =>
  (call, model) => {
    const resource = model.get(call.id);
    return resource ? act(model, resource, call.body) : notFound(call.id);
  };

const HANDLERS: Readonly<Record<string, Handler>> = {
  'PUT microsoft.network/networksecuritygroups/securityrules': putSecurityRule,
  'DELETE microsoft.network/networksecuritygroups/securityrules': deleteSecurityRule,
  'POST microsoft.network/applicationgateways backendhealth': on((model, gateway) =>
    diagnosis(model.times.backendHealth, () => {
      const estate = estateOf(model);
      return result(backendHealth(estate, estate.get(gateway.id) ?? gateway, model.backendHealth));
    }),
  ),
  'POST microsoft.network/networkwatchers ipflowverify': on(ipFlowVerify),
  'POST microsoft.network/networkwatchers nexthop': on(nextHop),
  'POST microsoft.network/networkwatchers connectivitycheck': on(connectivityCheck),
  'POST microsoft.network/networkinterfaces effectivenetworksecuritygroups': on(effectiveNetworkSecurityGroups),
  'POST microsoft.network/networkinterfaces effectiveroutetable': on(effectiveRouteTable),
};

/** The twin's Microsoft.Network. Everything it observes comes from the packet walk. */
export const networkProvider: Provider = {
  namespace: 'Microsoft.Network',
  handle(call, model) {
    const key = [call.method, call.type, call.action].filter((part) => part !== undefined).join(' ');
    return HANDLERS[key]?.(call, model);
  },
  show,
};
