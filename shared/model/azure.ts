import type { Change } from './change';
import type { Json } from './observation';

/** An Azure RBAC action, for example `Microsoft.Compute/virtualMachines/restart/action`. */
export type AzureAction = `Microsoft.${string}/${string}`;

/**
 * A long-running operation as data: `state` is the SDK poller's own serialised state. It holds absolute poll URLs, so it
 * is only ever polled when their origin is the configured ARM endpoint.
 */
export interface Operation {
  readonly call: string;
  readonly state: string;
}

/**
 * Why Azure gave no answer, in the few kinds that call for different behaviour:
 *
 * - `forbidden`: a right is missing; `action` names it.
 * - `not-found`, `invalid`: asking again will not help.
 * - `conflict`: another operation holds the resource, or it changed meanwhile; ask again later.
 * - `throttled`: too many requests; ask again after `retryAfterMs`.
 * - `unavailable`: no answer arrived, or Azure failed. A change that was sent may or may not have landed.
 * - `failed`: the operation ran and Azure reports that it failed.
 *
 * `message` is Azure's own sentence with secrets and URLs taken out; `code` is Azure's error code.
 */
export type Refusal =
  | { kind: 'forbidden'; action: string; code: string; message: string }
  | { kind: 'throttled'; retryAfterMs: number; code: string; message: string }
  | { kind: 'not-found' | 'invalid' | 'conflict' | 'unavailable' | 'failed'; code: string; message: string };

/** What became of a call. `body` is ARM's own JSON, as it came: unlike the SDK's models it keeps what the SDK does not know. */
export type Answer =
  | { kind: 'answered'; body: unknown }
  | { kind: 'pending'; operation: Operation; pollAfterMs: number }
  | { kind: 'refused'; refusal: Refusal };

/** Where Resource Graph looks. Its clients send one kind of place at a time, so it is not asked for both at once. */
export type Places = { readonly subscriptions: readonly string[] } | { readonly managementGroups: readonly string[] };

/**
 * The Azure that Reconnect sees. Every method makes exactly one call, never waits for a long-running operation beyond the
 * first poll, never retries, and never throws for anything that Azure or the network did.
 * All ids are full resource ids.
 */
export interface Azure {
  /**
   * The ids of the Application Gateways in these places, as `{ value: { id }[] }`, by Azure Resource Graph. It lags minutes behind,
   * and leaves out in silence what the caller may not read: of several subscriptions one that it may not read looks empty.
   */
  findApplicationGateways(places: Places): Promise<Answer>;
  /** Every Application Gateway in the subscription, as `{ value: ApplicationGateway[] }`. */
  listApplicationGateways(subscription: string): Promise<Answer>;
  /** Every Network Watcher in the subscription, as `{ value: NetworkWatcher[] }`. */
  listNetworkWatchers(subscription: string): Promise<Answer>;
  getApplicationGateway(id: string): Promise<Answer>;
  getVirtualNetwork(id: string): Promise<Answer>;
  getSubnet(id: string): Promise<Answer>;
  getNetworkSecurityGroup(id: string): Promise<Answer>;
  getRouteTable(id: string): Promise<Answer>;
  getNetworkInterface(id: string): Promise<Answer>;
  getPublicIpAddress(id: string): Promise<Answer>;
  /** The VM with its instance view. */
  getVirtualMachine(id: string): Promise<Answer>;
  getVirtualMachineExtension(id: string): Promise<Answer>;
  getResourceHealth(resourceId: string): Promise<Answer>;
  /** What Azure's activity log tells of a resource between two times (ISO 8601 UTC), as `{ value: EventData[] }`. */
  listActivity(resourceId: string, from: string, to: string): Promise<Answer>;
  /** What the identity that sends changes may do at a scope, as `{ value: Permission[] }`. Asked as that identity. */
  listPermissions(scope: string): Promise<Answer>;
  /** The management locks that hold at a scope, inherited ones too, as `{ value: ManagementLock[] }`. */
  listLocks(scope: string): Promise<Answer>;
  /** The deny assignments that hold at a scope, as `{ value: DenyAssignment[] }`. */
  listDenyAssignments(scope: string): Promise<Answer>;
  /** What Azure Policy would say to this resource, without creating it. */
  checkPolicyRestrictions(resourceGroup: string, parameters: PolicyCheckParameters): Promise<Answer>;
  backendHealth(gatewayId: string): Promise<Answer>;
  ipFlowVerify(watcherId: string, parameters: IpFlowParameters): Promise<Answer>;
  nextHop(watcherId: string, parameters: NextHopParameters): Promise<Answer>;
  checkConnectivity(watcherId: string, parameters: ConnectivityParameters): Promise<Answer>;
  /** Runs a shell script as root inside a Linux VM. Only for scripts that change nothing; changes go through {@link submit}. */
  runCommand(vmId: string, script: readonly string[]): Promise<Answer>;

  /** Asks once how a long-running operation is doing. Refuses a state whose origin is not the ARM endpoint. */
  poll(operation: Operation): Promise<Answer>;

  /**
   * Sends one approved change, once. `requestId` becomes `x-ms-client-request-id`. After `unavailable` nobody knows
   * whether it landed: inspect before anything else.
   */
  submit(change: Change, requestId: string): Promise<Answer>;
}

// Types, not interfaces, so that they are the JSON parameters of observations as they stand.

export type IpFlowParameters = {
  readonly vm: string;
  readonly nic: string;
  readonly direction: 'Inbound' | 'Outbound';
  readonly protocol: 'TCP' | 'UDP';
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
};

/** A resource as it would be sent: `content` is its whole ARM body with `type` and `name`; `scope` its parent's id where it has one. */
export type PolicyCheckParameters = {
  readonly apiVersion: string;
  readonly scope?: string;
  readonly content: Readonly<Record<string, Json | undefined>>;
};

export type NextHopParameters = {
  readonly vm: string;
  readonly nic: string;
  readonly sourceAddress: string;
  readonly destinationAddress: string;
};

export type ConnectivityParameters = {
  readonly sourceVm: string;
  readonly destination: { readonly vm: string } | { readonly address: string };
  readonly port: number;
};
