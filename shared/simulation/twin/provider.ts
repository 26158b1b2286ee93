import type { Estate, Guest, Load, Resource, Served } from '../scenarios/schema';
import type { Authorities } from './certificates/authorities';
import type { OperationTimes } from './contract';
import type { Power } from './guest/machine';
import type { Gateways } from './network/gateways';
import type { Outside } from './outside';

/** What the network and the providers may ask of the inside of a VM. `now` is in ms since the epoch. */
export interface GuestState {
  /** As Compute names it. */
  readonly power: Power;
  /** Whether the VM is powered on as Azure sees it, whatever becomes of what runs in it. */
  powered(): boolean;
  /** Whether the VM is powered on and its operating system runs: not stopped, not booting, not hung, not on a bad node. */
  running(now: number): boolean;
  /** Whether the Azure VM agent reports: the guest runs and the agent in it is installed and ready. */
  agentReady(now: number): boolean;
  /** How busy the VM is. */
  readonly load: Load;
  /** Whether an active service listens on the TCP port, `at` one address of the VM or where others reach it. False while the guest does not run. */
  listens(port: number, now: number, at?: string): boolean;
  /** What the service that listens on the port serves. `undefined`: whatever is asked for. */
  serves(port: number): Served | undefined;
  /** Whether the guest's own firewall drops inbound TCP from this address to the port. */
  firewallDrops(port: number, from: string): boolean;
  /** What the guest's own firewall lets out. */
  readonly output?: Guest['firewallOutput'] | undefined;
  /** What the serial console has shown before the last start that succeeded. */
  readonly console: string;
  /** What Network Watcher names at the VM itself. `undefined`: nothing. */
  readonly watcher?: Guest['watcher'] | undefined;
}

/**
 * The simulated Azure as a provider sees it.
 *
 * Children that ARM also shows inside their parent (security rules, subnets, peerings, routes) are found both ways,
 * whichever way the estate wrote them: `get` of the parent shows them in its properties, `get` and `list` find them alone.
 * Never change what `get` gave: `put` a new object.
 */
export interface Model {
  /** ms since the epoch. While an operation's result is worked out, this is the moment when the operation ends. */
  now(): number;
  readonly times: OperationTimes;
  /** Ids and types are compared without case. */
  get(id: string): Resource | undefined;
  list(type: string): readonly Resource[];
  /** Creates or replaces. Resources of Microsoft.Network get a new ETag, and their changed children and parents too. */
  put(resource: Resource): void;
  /** Deletes the resource and everything in it. */
  delete(id: string): void;
  /** The guest of a VM of the estate; `undefined` when there is no such VM. */
  guest(vmId: string): GuestState | undefined;
  /** Resource Health's `properties` of the resource where the estate names them. */
  health(id: string): Readonly<Record<string, unknown>> | undefined;
  /** The rarer words of backend health that the estate asks for. */
  readonly backendHealth?: Estate['backendHealth'] | undefined;
  readonly gateways: Gateways;
  /** Servers that are no VMs, and DNS. */
  readonly outside: Outside;
  readonly authorities?: Authorities | undefined;
  /** The prefixes that a VPN or ExpressRoute gateway has learned by BGP. */
  readonly learnedRoutes?: (gatewayId: string) => readonly string[];
}

/** One request on a resource, after authentication, api-version, RBAC, throttling, locks and `If-Match` were looked at. */
export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** The resource that the path names, without a trailing action, in the caller's case. */
  readonly id: string;
  /** Its type in lower case, for example `microsoft.network/networkwatchers`. */
  readonly type: string;
  /** The action of a POST in lower case, for example `backendhealth` or `ipflowverify`; GETs such as `instanceView` too. */
  readonly action: string | undefined;
  readonly query: URLSearchParams;
  /** The client id of the identity that asks. */
  readonly client: string;
  /** The parsed JSON body; `undefined` when there is none. */
  readonly body: unknown;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * What an operation comes to. `effect` says so when only the run shows whether anything was changed; without it, an
 * operation that fails has changed nothing.
 */
export type Completion =
  | { readonly status: number; readonly body?: unknown; readonly effect?: 'read' | 'write' }
  | { readonly error: { readonly code: string; readonly message: string }; readonly effect?: 'read' | 'write' };

/** An answer at once. A request that is not a GET counts as a write unless `effect` says otherwise. */
export interface Now {
  readonly kind: 'now';
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly effect?: 'read' | 'write';
}

/**
 * The start of a long-running operation of `ms` milliseconds. Nothing happens to the model until `complete` is called, once,
 * when the clock reaches the end; a provider that wants an effect at the start makes it before it replies.
 *
 * `status` and `body` are the first answer's (202 without a body unless given). `final` names the headers by which the
 * client follows it. An operation of 0 ms is answered with its completion at once.
 */
export interface Later {
  readonly kind: 'later';
  readonly ms: number;
  readonly effect?: 'read' | 'write';
  readonly status?: 200 | 201 | 202;
  readonly body?: unknown;
  readonly final: 'location' | 'azure-async-operation' | 'both';
  readonly complete: () => Completion;
  /** Called in place of `complete` when a fault of the scenario makes the operation fail: gives back what the start took. */
  readonly abandon?: () => void;
}

/** A refusal in ARM's error shape. */
export interface Refused {
  readonly kind: 'error';
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What else the error says: `target`, `additionalInfo`. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export type Reply = Now | Later | Refused;

/** A resource provider. */
export interface Provider {
  /** For example `Microsoft.Network`, compared without case. */
  readonly namespace: string;
  /**
   * Answers a call. `undefined`: nothing special. Then GETs and lists are answered from the store (404 when it is not
   * there), and anything else is refused as something that Azure does not know.
   * For a write below a parent that does not exist, ARM's 404 ParentResourceNotFound was already answered.
   */
  handle(call: Call, model: Model): Reply | undefined;
  /**
   * Answers a call on all resources of a type at a scope: its `id` is the scope. `undefined` or missing: GETs list what the
   * store has below the scope.
   */
  collection?(call: Call, model: Model): Reply | undefined;
  /** The resources that keep a resource from being changed while they are. */
  heldBy?(id: string, model: Model): readonly string[];
  /** How a stored resource is shown to a GET or in a list, where this is not how it is stored. */
  show?(resource: Resource, call: Call, model: Model): Resource;
}
