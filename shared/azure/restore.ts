import { restorePoller as restoreComputePoller, type ComputeManagementClient } from '@azure/arm-compute';
import { restorePoller as restoreNetworkPoller, type NetworkManagementClient } from '@azure/arm-network';
import type { Clients } from './clients';
import type { Identities } from './identities';
import type { Poller } from './operations';
import { CALLERS, type Call } from './poll';

type Restore = (clients: Clients, subscription: string, state: string) => Poller;

type NetworkOperation = Parameters<typeof restoreNetworkPoller>[2];
type ComputeOperation = Parameters<typeof restoreComputePoller>[2];

const network =
  (operation: (client: NetworkManagementClient) => NetworkOperation): Restore =>
  (clients, subscription, state) => {
    const client = clients.network(subscription);
    return restoreNetworkPoller(client, state, operation(client));
  };

const compute =
  (operation: (client: ComputeManagementClient) => ComputeOperation): Restore =>
  (clients, subscription, state) => {
    const client = clients.compute(subscription);
    return restoreComputePoller(client, state, operation(client));
  };

const RESTORE: Record<Call, Restore> = {
  backendHealth: network((client) => client.applicationGateways.backendHealth),
  ipFlowVerify: network((client) => client.networkWatchers.verifyIPFlow),
  nextHop: network((client) => client.networkWatchers.getNextHop),
  checkConnectivity: network((client) => client.networkWatchers.checkConnectivity),
  runCommand: compute((client) => client.virtualMachines.runCommand),
  'put-security-rule': network((client) => client.securityRules.createOrUpdate),
  'delete-security-rule': network((client) => client.securityRules.delete),
  'put-vm-extension': compute((client) => client.virtualMachineExtensions.createOrUpdate),
  'run-command': compute((client) => client.virtualMachines.runCommand),
  'restart-vm': compute((client) => client.virtualMachines.restart),
  'redeploy-vm': compute((client) => client.virtualMachines.redeploy),
};

/** The SDK's poller of an operation that was begun earlier, with the identity that began it. */
export const restoreWith =
  (identities: Identities) =>
  (call: Call, subscription: string, state: string): Poller =>
    RESTORE[call](identities[CALLERS[call]], subscription, state);
