import type { Estate, Fault, Happening, Resource } from '../scenarios/schema';
import type { Provider } from './provider';

/** Milliseconds since the epoch. The twin never reads another clock. */
export type Clock = () => number;

/** How long operations take, in ms of the twin's clock. All zero for benchmarks. */
export interface OperationTimes {
  readonly backendHealth: number;
  readonly networkWatcher: number;
  readonly securityRule: number;
  /** An update of an Application Gateway, and stopping or starting one. */
  readonly gatewayUpdate: number;
  readonly gatewayPower: number;
  readonly extension: number;
  readonly runCommand: number;
  readonly restart: number;
  readonly redeploy: number;
  /** From the end of a restart or redeploy until the guest listens and its agent reports. */
  readonly boot: number;
  /** From an event until the activity log shows it. */
  readonly activityLog: number;
}

/** One request as the twin saw it, for counting and for expectations. */
export interface LoggedRequest {
  readonly at: number;
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Path without query. */
  readonly url: string;
  /** The RBAC action it needs, for example `Microsoft.Compute/virtualMachines/restart/action`. */
  readonly operation: string;
  readonly status: number;
  /** `write`: it changed an ARM resource or the state of a guest. Everything else, diagnostic POSTs and polls too, is `read`. */
  readonly effect: 'read' | 'write';
  readonly clientRequestId: string | undefined;
  /** The id that all of the activity log's events of the request share. */
  readonly correlationId: string;
  /** What it came to, once it has. */
  readonly outcome?: { readonly at: number; readonly status: 'Succeeded' | 'Failed' } | undefined;
}

/** The estate as it is now. Resources are kept in ARM's own shape, keyed without case. */
export interface TwinState {
  get(id: string): Resource | undefined;
  /** Every resource of a type, for example `Microsoft.Network/networkWatchers`. */
  list(type: string): readonly Resource[];
}

export interface Role {
  readonly name?: string | undefined;
  readonly roleName?: string | undefined;
  readonly description?: string | undefined;
  readonly permissions: readonly { readonly actions: readonly string[]; readonly notActions: readonly string[] }[];
  /** The client id of the identity that has the role. Without it, every identity has it. */
  readonly assignedTo?: string;
  /** Where it is assigned: subscriptions, resource groups or resources. Without them, everywhere. */
  readonly scopes?: readonly string[];
}

export interface TwinOptions {
  readonly estate: Estate;
  readonly faults: readonly Fault[];
  readonly happenings: readonly Happening[];
  readonly clock: Clock;
  /** Whom the identity endpoint takes those for who ask without a client id: the app, or somebody with every right. */
  readonly as?: 'app' | 'owner';
  /** Where ARM listens; by default a free port. */
  readonly port?: number;
  readonly times: OperationTimes;
  /** With a seed, Network Watcher gives some of its answers at once, always the same ones; without, none. */
  readonly seed?: string;
  /** The role definitions that are assigned (`infra/roles/*.json`). */
  readonly roles: readonly Role[];
  /** Resource providers in place of the twin's own, by namespace; for tests of the twin. */
  readonly providers?: readonly Provider[];
}

/** A simulated Azure. */
export interface Twin {
  readonly state: TwinState;
  readonly log: readonly LoggedRequest[];
  /** ms of the twin's clock during which at least one operation was under way. */
  operationMs(): number;
}

/** A twin that is listening. */
export interface RunningTwin extends Twin {
  /** `https://127.0.0.1:PORT` */
  readonly armEndpoint: string;
  /** The managed-identity endpoint, `http://127.0.0.1:PORT/msi/token`, and the header value that it wants. */
  readonly identityEndpoint: string;
  readonly identityHeader: string;
  /** PEM of the certificate that clients must trust, and the path of a file that holds it. */
  readonly certificate: string;
  readonly certificateFile: string;
  close(): Promise<void>;
}
