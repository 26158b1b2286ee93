import type { Change } from './change';
import type { Json, Params } from './observation';

/** An Azure RBAC action, for example `Microsoft.Compute/virtualMachines/restart/action`. */
export type AzureAction = `Microsoft.${string}/${string}`;

/**
 * A long-running operation as data: `state` is the SDK poller's own serialised state. It holds absolute poll URLs, so it
 * is only ever polled when their origin is the configured ARM endpoint.
 */
export interface Operation {
  /** The identity that began it, and follows it. */
  readonly call: string;
  readonly state: string;
}

/**
 * Why Azure gave no answer, in the few kinds that call for different behaviour:
 *
 * - `forbidden`: a right is missing; `action` names it.
 * - `not-found`: what was asked for is not there. `invalid`: asking again will not help.
 * - `conflict`: another operation holds the resource, or it changed meanwhile; ask again later.
 * - `throttled`: too many requests; ask again after `retryAfterMs`.
 * - `unavailable`: no answer arrived, or Azure failed. A change that was sent may or may not have landed.
 * - `failed`: the operation ran and Azure reports that it failed.
 * - `unexported`: there is no Azure to ask, but an export of it that does not tell this. `command` prints it; without one only Azure
 *   itself can tell.
 *
 * `message` is Azure's own sentence with secrets and URLs taken out; `code` is Azure's error code.
 */
export type Refusal =
  | { kind: 'forbidden'; action: string; code: string; message: string }
  | { kind: 'throttled'; retryAfterMs: number; code: string; message: string }
  | { kind: 'unexported'; what: string; command?: string | undefined; code: string; message: string }
  | { kind: 'not-found' | 'invalid' | 'conflict' | 'unavailable' | 'failed'; code: string; message: string };

/** What became of a call. `body` is ARM's own JSON, as it came: unlike the SDK's models it keeps what the SDK does not know. */
export type Answer =
  | { kind: 'answered'; body: unknown }
  | { kind: 'pending'; operation: Operation; pollAfterMs: number }
  | { kind: 'refused'; refusal: Refusal };

/** Reconnect's identities: the one that looks and can change nothing, and the one that sends what was approved. */
export type Identity = 'observer' | 'remediator';

/** One request to ARM, as data. */
interface ArmRequest {
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>> & { readonly 'api-version': string };
}

/**
 * The answer is a link to a text in Azure's storage. Only the end of that is read, where it is read it is looked through, and only
 * what was recognised is the answer: `{ found: [names] }`, in the order in which they occur last. Neither the link nor the text is kept.
 */
export interface LinkedText {
  /** Where the link is in ARM's response. */
  readonly linkedAs: string;
  /** What is looked for, by name: regular expressions, for any case, with `^` and `$` for lines. */
  readonly patterns: Readonly<Record<string, string>>;
}

/** One question to ARM. */
export interface AzureRequest extends ArmRequest {
  readonly method: 'GET' | 'POST';
  readonly body?: Json | undefined;
  /**
   * How the answer comes: by one response; by a list in pages (of ARM or of Resource Graph), which is read to its end and answered as
   * `{ value: [...] }`; by a long-running operation; or by what a text shows to which it links.
   */
  readonly answers: 'at-once' | 'in-pages' | 'later' | LinkedText;
  /** Who asks; the observer, unless said otherwise. */
  readonly as?: Identity | undefined;
}

/**
 * One value in a part of a resource that ARM takes only as a whole: what lies at `at` in the part `name` of the list `list` of its
 * properties. Everything else is sent as ARM has it at that moment.
 */
export interface Amendment {
  readonly list: string;
  readonly name: string;
  /** The names along the way: `['match', 'statusCodes']`. */
  readonly at: readonly [string, ...string[]];
  /** Only what is there still is replaced. */
  readonly from: Json;
  readonly to: Json;
  /** What ARM goes by where it has nothing there. */
  readonly byDefault?: Json | undefined;
}

/** One request that changes Azure. It answers by a long-running operation. */
export interface ChangeRequest extends ArmRequest {
  /** A POST acts on the resource in whose path it is; the others make, alter or delete what is at their path. */
  readonly method: 'PUT' | 'POST' | 'DELETE';
  readonly body?: Params | undefined;
  /** In place of a body: read, amended and sent, and refused by ARM where somebody changes the resource in between. */
  readonly amends?: Amendment | undefined;
}

/** How many more requests of a kind ARM said it takes, and when (ms since the epoch). */
export interface Left {
  readonly count: number;
  readonly at: number;
}

/** The Azure that Reconnect sees. It never waits for a long-running operation beyond the first poll, never retries, and never throws for anything that Azure or the network did. */
export interface AzureReader {
  ask(request: AzureRequest): Promise<Answer>;

  /** Asks once how a long-running operation is doing. Refuses a state whose origin is not the ARM endpoint. */
  poll(operation: Operation): Promise<Answer>;
}

/** The same, and the one way to change anything. */
export interface Azure extends AzureReader {
  /**
   * Sends one approved change, once. `requestId` becomes `x-ms-client-request-id`. After `unavailable` nobody knows
   * whether it landed: inspect before anything else.
   */
  submit(change: Change, requestId: string): Promise<Answer>;

  /** How many more requests like this one ARM takes in its subscription, where it has said so. Asks nothing. */
  left(request: AzureRequest): Left | undefined;
}
