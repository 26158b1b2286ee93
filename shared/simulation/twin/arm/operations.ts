import { sameId } from '../../../model/arm-id';
import { guids } from '../guid';
import type { LoggedRequest } from '../contract';
import type { Completion, Later, Refused } from '../provider';
import type { Timeline } from '../timeline';

/** An answer of ARM before it is written to the wire. */
export interface ArmAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A refusal as ARM writes it. */
export function errorAnswer({ status, code, message, headers = {}, details }: Refused): ArmAnswer {
  return { status, headers, body: { error: { code, message, ...details } } };
}

/** A line of the log, while it may still learn what its operation came to. */
export type LogEntry = { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] };

/** Where an operation belongs: the path of its poll URLs and the resource whose polls are counted together. */
export interface OperationPlace {
  readonly endpoint: string;
  readonly subscription: string;
  readonly namespace: string;
  readonly location: string;
  readonly apiVersion: string;
  readonly resource: string;
}

interface Operation {
  readonly place: OperationPlace;
  readonly startedAt: number;
  readonly endsAt: number;
  readonly effect: LogEntry['effect'];
  completion?: Completion;
}

export interface Operations {
  begin(later: Later, place: OperationPlace, entry: LogEntry): ArmAnswer;
  /** The resource that an operation works on. */
  resourceOf(id: string): string | undefined;
  /** Whether a resource is being changed, or anything in it. */
  isChanging(root: string): boolean;
  /** Azure-AsyncOperation: how it is doing. */
  state(id: string): ArmAnswer | undefined;
  /** Location: 202 until it has ended, then its result. */
  result(id: string): ArmAnswer | undefined;
  /** ms until `now` during which at least one operation was under way. */
  ms(now: number): number;
}

/** Microsoft.Network asks its clients to come back after this many seconds, however long it will take; Compute does not ask. */
const RETRY_SECONDS = 10;

export function createOperations(timeline: Timeline): Operations {
  const operations = new Map<string, Operation>();
  const nextId = guids('0');

  function end(operation: Operation, later: Later, entry: LogEntry): void {
    const completion = later.complete();
    operation.completion = completion;
    const failed = 'error' in completion;
    entry.effect = completion.effect ?? (failed ? 'read' : entry.effect);
    entry.outcome = { at: operation.endsAt, status: failed ? 'Failed' : 'Succeeded' };
  }

  return {
    begin(later, place, entry) {
      const now = timeline.now();
      const operation: Operation = { place, startedAt: now, endsAt: now + later.ms, effect: entry.effect };
      if (later.ms === 0) end(operation, later, entry);
      else timeline.plan(operation.endsAt, () => end(operation, later, entry), entry.effect);
      const { completion } = operation;
      if (completion && 'status' in completion)
        return { status: completion.status, headers: {}, body: completion.body };
      const id = nextId();
      operations.set(id, operation);
      const headers = { ...retryAfter(place), ...pollHeaders(later.final, place, id) };
      return { status: later.status ?? 202, headers, body: later.body };
    },

    resourceOf: (id) => operations.get(id)?.place.resource,

    isChanging: (root) =>
      [...operations.values()].some(
        ({ place, completion, effect }) =>
          completion === undefined && effect === 'write' && sameId(rootOf(place.resource), root),
      ),

    state(id) {
      const operation = operations.get(id);
      if (!operation) return undefined;
      const running = operation.completion === undefined;
      return {
        status: 200,
        headers: running ? retryAfter(operation.place) : {},
        body: stateBody(id, operation),
      };
    },

    result(id) {
      const operation = operations.get(id);
      if (!operation) return undefined;
      const { completion, place } = operation;
      if (!completion) {
        return { status: 202, headers: { ...retryAfter(place), ...pollHeaders('location', place, id) } };
      }
      if ('status' in completion) return { status: completion.status, headers: {}, body: completion.body };
      const { error } = completion;
      return { status: statusOf(error.code), headers: {}, body: { error } };
    },

    ms: (now) => union([...operations.values()].map(({ startedAt, endsAt }) => [startedAt, Math.min(endsAt, now)])),
  };
}

/** `/subscriptions/s/resourceGroups/g/providers/P/type/name` of an id. */
export const rootOf = (id: string): string => id.split('/').slice(0, 9).join('/');

/** ARM gives an operation that failed inside Azure as a server error, and one that could not be done as a bad request. */
const statusOf = (code: string): number => (/^Internal|Timeout|TimedOut/i.test(code) ? 500 : 400);

/** Compute names itself, its times and its output in the state; Network only says how it is doing. */
function stateBody(id: string, { place, completion, startedAt, endsAt }: Operation): unknown {
  const failed = completion !== undefined && 'error' in completion;
  const status = completion === undefined ? 'InProgress' : failed ? 'Failed' : 'Succeeded';
  const error = failed ? { error: completion.error } : {};
  if (isOfNetwork(place)) return { status, ...error };
  const ended = completion === undefined ? {} : { endTime: offsetTime(endsAt) };
  const output = completion !== undefined &&
    !failed &&
    completion.body !== undefined && { properties: { output: completion.body } };
  return { startTime: offsetTime(startedAt), ...ended, status, ...error, ...output, name: id };
}

/** Compute writes times with an offset, not with `Z`. */
const offsetTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '+00:00');

const isOfNetwork = ({ namespace }: OperationPlace): boolean => sameId(namespace, 'Microsoft.Network');

const retryAfter = (place: OperationPlace): Record<string, string> =>
  isOfNetwork(place) ? { 'retry-after': String(RETRY_SECONDS) } : {};

function pollHeaders(final: Later['final'], place: OperationPlace, id: string): Record<string, string> {
  const { endpoint, subscription, namespace, location, apiVersion } = place;
  const base = `${endpoint}/subscriptions/${subscription}/providers/${namespace}/locations/${location}`;
  const version = `api-version=${apiVersion}`;
  const state = `${base}/operations/${id}?${version}`;
  const result = isOfNetwork(place)
    ? `${base}/operationResults/${id}?${version}`
    : `${base}/operations/${id}?monitor=true&${version}`;
  return {
    ...(final !== 'location' && { 'azure-asyncoperation': state }),
    ...(final !== 'azure-async-operation' && { location: result }),
  };
}

/** The length of the union of intervals. */
function union(intervals: readonly (readonly [number, number])[]): number {
  let total = 0;
  let covered = -Infinity;
  for (const [start, end] of [...intervals].sort(([a], [b]) => a - b)) {
    total += Math.max(0, end - Math.max(start, covered));
    covered = Math.max(covered, end);
  }
  return total;
}
