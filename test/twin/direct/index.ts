import { connectivityBody, ipFlowBody, nextHopBody, runCommandBody } from '../../../shared/azure/bodies';
import { activity } from '../../../shared/azure/activity';
import { ask, askPageByPage } from '../../../shared/azure/calls';
import { begin } from '../../../shared/azure/operations';
import { CALLERS, poll, type Call } from '../../../shared/azure/poll';
import { preflight } from '../../../shared/azure/preflight';
import { resourceGraph } from '../../../shared/azure/resource-graph';
import type { Rest } from '../../../shared/azure/rest';
import type { Answer, Azure } from '../../../shared/model/azure';
import type { TwinOptions } from '../contract';
import { createTwin, type SilentTwin } from '../create';
import { requestOf } from './changes';
import { restorePoller, startPoller } from './poller';
import { ORIGIN, sendAs, type Send } from './wire';

/** The client ids of the two identities, for roles that are assigned. */
export const OBSERVER = 'observer';
export const REMEDIATOR = 'remediator';

const VERSION = 'api-version=2025-05-01';
const COMPUTE = 'api-version=2025-04-01';

/** The version of an id's provider. */
const versionOf = (id: string): string => (/\/providers\/Microsoft\.Compute\//i.test(id) ? COMPUTE : VERSION);

/** An Azure in this process and the twin behind it. */
export interface DirectAzure {
  readonly azure: Azure;
  readonly twin: SilentTwin;
}

/**
 * Azure as the adapter over the SDK answers it, straight on a twin: no HTTP, no tokens, no SDK. For simulations that ask a
 * great deal.
 */
export function directAzure(options: TwinOptions): DirectAzure {
  const twin = createTwin(options, { endpoint: () => ORIGIN, verdict: (client) => ({ kind: 'valid', client }) });
  return { twin, azure: azureOf(twin, options.clock) };
}

function azureOf(twin: SilentTwin, clock: () => number): Azure {
  const sends = { observer: sendAs(twin, clock, OBSERVER), remediator: sendAs(twin, clock, REMEDIATOR) };
  const observer = restOf(sends.observer);
  const get = (id: string, query = versionOf(id)) => ask(() => observer.get(`${id}?${query}`));
  const list = (subscription: string, type: string) =>
    askPageByPage(observer.get, `/subscriptions/${subscription}/providers/${type}?${VERSION}`);
  const post = (
    call: Exclude<Call, 'put-security-rule' | 'delete-security-rule' | 'put-vm-extension'>,
    url: string,
    body?: object,
  ): Promise<Answer> =>
    begin(call, () =>
      startPoller(sends[CALLERS[call]], { method: 'POST', url: `${url}?${versionOf(url)}`, ...(body && { body }) }),
    );

  return {
    ...resourceGraph(({ options, ...query }) =>
      observer.post('/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', {
        ...query,
        options: { $top: options?.top, $skipToken: options?.skipToken, resultFormat: options?.resultFormat },
      }),
    ),
    listApplicationGateways: (subscription) => list(subscription, 'Microsoft.Network/applicationGateways'),
    listNetworkWatchers: (subscription) => list(subscription, 'Microsoft.Network/networkWatchers'),
    getApplicationGateway: (id) => get(id),
    getVirtualNetwork: (id) => get(id),
    getSubnet: (id) => get(id),
    getNetworkSecurityGroup: (id) => get(id),
    getRouteTable: (id) => get(id),
    getNetworkInterface: (id) => get(id),
    getPublicIpAddress: (id) => get(id),
    getVirtualMachine: (id) => get(id, `${COMPUTE}&$expand=instanceView`),
    getVirtualMachineExtension: (id) => get(id),
    getResourceHealth: (id) => get(`${id}/providers/Microsoft.ResourceHealth/availabilityStatuses/current`, VERSION),
    ...activity(observer),
    ...preflight({ observer, remediator: restOf(sends.remediator) }),
    backendHealth: (gateway) => post('backendHealth', `${gateway}/backendhealth`),
    ipFlowVerify: (watcher, flow) => post('ipFlowVerify', `${watcher}/ipFlowVerify`, ipFlowBody(flow)),
    nextHop: (watcher, way) => post('nextHop', `${watcher}/nextHop`, nextHopBody(way)),
    checkConnectivity: (watcher, connection) =>
      post('checkConnectivity', `${watcher}/connectivityCheck`, connectivityBody(connection)),
    runCommand: (vm, script) => post('runCommand', `${vm}/runCommand`, runCommandBody(script)),
    poll: (operation) => poll(ORIGIN, operation, (call, _, state) => restorePoller(sends[CALLERS[call]], state)),
    submit: (change, requestId) =>
      begin(change.kind, () =>
        startPoller(sends.remediator, {
          ...requestOf(change, 'vm' in change ? COMPUTE : VERSION),
          headers: { 'x-ms-client-request-id': requestId },
        }),
      ),
  };
}

const restOf = (send: Send): Rest => ({
  get: (url) => send({ method: 'GET', url }),
  post: (url, body) => send({ method: 'POST', url, body }),
});
