import { restorePoller as restoreComputePoller, type ComputeManagementClient } from '@azure/arm-compute';
import { restorePoller as restoreNetworkPoller, type NetworkManagementClient } from '@azure/arm-network';
import { z } from 'zod';
import type { Answer, Operation } from '../model/azure';
import type { ChangeKind } from '../model/change';
import type { Clients } from './clients';
import { isWithin, readJson } from './exchange';
import { resume, type Poller } from './operations';

/** The identities that calls are made with: who began an operation also polls it. */
export interface Identities {
  readonly observer: Clients;
  readonly remediator: Clients;
}

type Restore = (identities: Identities, subscription: string, state: string) => Poller;

type NetworkOperation = Parameters<typeof restoreNetworkPoller>[2];
type ComputeOperation = Parameters<typeof restoreComputePoller>[2];

const network =
  (who: keyof Identities, operation: (client: NetworkManagementClient) => NetworkOperation): Restore =>
  (identities, subscription, state) => {
    const client = identities[who].network(subscription);
    return restoreNetworkPoller(client, state, operation(client));
  };

const compute =
  (who: keyof Identities, operation: (client: ComputeManagementClient) => ComputeOperation): Restore =>
  (identities, subscription, state) => {
    const client = identities[who].compute(subscription);
    return restoreComputePoller(client, state, operation(client));
  };

type Call = 'backendHealth' | 'ipFlowVerify' | 'nextHop' | 'checkConnectivity' | 'runCommand' | ChangeKind;

const RESTORE: Record<Call, Restore> = {
  backendHealth: network('observer', (client) => client.applicationGateways.backendHealth),
  ipFlowVerify: network('observer', (client) => client.networkWatchers.verifyIPFlow),
  nextHop: network('observer', (client) => client.networkWatchers.getNextHop),
  checkConnectivity: network('observer', (client) => client.networkWatchers.checkConnectivity),
  runCommand: compute('observer', (client) => client.virtualMachines.runCommand),
  'put-security-rule': network('remediator', (client) => client.securityRules.createOrUpdate),
  'delete-security-rule': network('remediator', (client) => client.securityRules.delete),
  'put-vm-extension': compute('remediator', (client) => client.virtualMachineExtensions.createOrUpdate),
  'run-command': compute('remediator', (client) => client.virtualMachines.runCommand),
  'restart-vm': compute('remediator', (client) => client.virtualMachines.restart),
  'redeploy-vm': compute('remediator', (client) => client.virtualMachines.redeploy),
};

const isCall = (call: string): call is Call => Object.hasOwn(RESTORE, call);

const Url = z.string().includes('://');

/** The serialised state of the SDK's pollers, as far as it says whom they will ask. */
const PollerState = z.object({
  state: z.object({
    config: z.object({ operationLocation: Url, resourceLocation: Url.optional(), initialRequestUrl: Url }),
  }),
});

/** Asks once how a stored operation is doing; refuses a state that would send a token to anybody but the ARM endpoint. */
export async function poll(origin: string, identities: Identities, operation: Operation): Promise<Answer> {
  const { call, state } = operation;
  const stored = readJson(state);
  const parsed = PollerState.safeParse(stored);
  if (!isCall(call) || !parsed.success) {
    return refuse('POLL_STATE', 'This is not the stored state of a long-running operation; start the operation again.');
  }
  if (!urlsIn(stored).every((url) => isWithin(origin, url))) {
    return refuse('POLL_URL_ORIGIN', 'The stored operation points away from the ARM endpoint, so it was not polled.');
  }
  const { initialRequestUrl } = parsed.data.state.config;
  const [, subscription = ''] = /\/subscriptions\/([^/]+)/i.exec(initialRequestUrl) ?? [];
  return resume(call, () => RESTORE[call](identities, subscription, state));
}

/** Every absolute URL in a JSON value. */
function urlsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.includes('://') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(urlsIn) : [];
}

const refuse = (code: string, message: string): Answer => ({
  kind: 'refused',
  refusal: { kind: 'invalid', code, message },
});
