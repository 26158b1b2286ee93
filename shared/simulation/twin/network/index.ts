import { notSimulated } from '../arm/errors';
import { backendHealth } from './backend-health';
import { ruleHealth } from './balancer-health';
import { connectivityCheck } from './connectivity-check';
import { effectiveNetworkSecurityGroups, effectiveRouteTable } from './effective';
import { ipFlowVerify } from './ip-flow-verify';
import { nextHop } from './next-hop';
import { backendHealthOnDemand } from './on-demand';
import { diagnosis, notFound, resultOrRefusal } from './replies';
import { heldBy } from './held-by';
import { show } from './show';
import { isRunning, startGateway, stopGateway } from './gateway-power';
import { deleteResource, patchResource, putResource } from './writes';
import type { Resource } from '../../scenarios/schema';
import type { Call, Model, Provider, Reply } from '../provider';

type Handler = (call: Call, model: Model) => Reply;

/** A POST on a resource that must exist. */
const on =
  (act: (model: Model, resource: Resource, body: unknown, apiVersion: string) => Reply): Handler =>
  (call, model) => {
    const resource = model.get(call.id);
    const apiVersion = call.query.get('api-version') ?? '2025-05-01';
    return resource ? act(model, resource, call.body, apiVersion) : notFound(call.id);
  };

const HANDLERS: Readonly<Record<string, Handler>> = {
  'POST microsoft.network/applicationgateways backendhealth': on((model, gateway, _, apiVersion) =>
    isRunning(gateway)
      ? diagnosis(model.times.backendHealth, () =>
          resultOrRefusal(backendHealth(model, model.get(gateway.id) ?? gateway, apiVersion)),
        )
      : notSimulated('the backend health of a gateway that does not run'),
  ),
  'POST microsoft.network/applicationgateways getbackendhealthondemand': on(backendHealthOnDemand),
  'POST microsoft.network/applicationgateways start': on(startGateway),
  'POST microsoft.network/applicationgateways stop': on(stopGateway),
  'POST microsoft.network/loadbalancers/loadbalancingrules health': ruleHealth,
  'POST microsoft.network/networkwatchers ipflowverify': on(ipFlowVerify),
  'POST microsoft.network/networkwatchers nexthop': on(nextHop),
  'POST microsoft.network/networkwatchers connectivitycheck': on(connectivityCheck),
  'POST microsoft.network/networkinterfaces effectivenetworksecuritygroups': on(effectiveNetworkSecurityGroups),
  'POST microsoft.network/networkinterfaces effectiveroutetable': on(effectiveRouteTable),
};

const WRITES: Partial<Record<Call['method'], (call: Call, model: Model) => Reply | undefined>> = {
  PUT: putResource,
  PATCH: patchResource,
  DELETE: deleteResource,
};

/** The twin's Microsoft.Network. Everything it observes comes from the packet walk. */
export const networkProvider: Provider = {
  namespace: 'Microsoft.Network',
  handle(call, model) {
    const key = [call.method, call.type, call.action].filter((part) => part !== undefined).join(' ');
    return (call.action === undefined ? WRITES[call.method] : HANDLERS[key])?.(call, model);
  },
  heldBy,
  show,
};
