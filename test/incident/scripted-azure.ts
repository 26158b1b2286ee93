import { resourceOf } from '../../shared/changes/where';
import type { Answer, Azure, Operation, Refusal } from '../../shared/model/azure';
import type { Change } from '../../shared/model/change';
import type { Estate } from './estates';

/** What goes wrong with a call: Azure refuses it, or carries a change out and its answer gets lost. */
export type Mishap = Refusal | 'answer-lost' | undefined;

export type Script = (call: string) => Mishap;

export const refusals = {
  throttled: { kind: 'throttled', retryAfterMs: 7_000, code: 'TooManyRequests', message: 'Slow down.' },
  conflict: { kind: 'conflict', code: 'AnotherOperationInProgress', message: 'Another operation is in progress.' },
  unavailable: { kind: 'unavailable', code: 'ETIMEDOUT', message: 'No answer.' },
  failed: { kind: 'failed', code: 'OperationFailed', message: 'The operation failed.' },
  forbidden: { kind: 'forbidden', action: 'Microsoft.X/y', code: 'AuthorizationFailed', message: 'No right.' },
} as const satisfies Record<string, Refusal>;

const slow = ['backendHealth', 'ipFlowVerify', 'nextHop', 'checkConnectivity', 'runCommand'];
const pollAfterMs = 10_000;

/** A change that reached Azure. */
export interface Sent {
  readonly change: Change;
  readonly requestId: string;
  /** Whether it is carried out. */
  readonly landed: boolean;
  /** What Azure says instead of an answer. */
  readonly refusal?: Refusal;
}

/** An Azure that answers from an estate, with mishaps as scripted. `onSend` is told of every change before it is carried out. */
export function scriptedAzure(
  estate: Estate,
  options: {
    readonly now: () => number;
    readonly script?: Script;
    readonly onSend?: (sent: Sent) => void;
  },
): { readonly azure: Azure; readonly sent: readonly Sent[]; readonly calls: readonly string[] } {
  const sent: Sent[] = [];
  const calls: string[] = [];
  const mishap = (call: string): Mishap => {
    calls.push(call);
    return options.script?.(call);
  };
  const submit = (change: Change, requestId: string): Answer => {
    const wrong = mishap('submit');
    const landed = wrong === undefined || wrong === 'answer-lost';
    const refusal = wrong === 'answer-lost' ? refusals.unavailable : wrong;
    const record = { change, requestId, landed, ...(refusal ? { refusal } : {}) };
    options.onSend?.(record);
    sent.push(record);
    const body = landed ? estate.apply(change, new Date(options.now()).toISOString()) : undefined;
    return refusal ? { kind: 'refused', refusal } : pending('submit', body);
  };
  const poll = (operation: Operation): Answer => {
    const wrong = mishap('poll');
    if (wrong !== undefined && wrong !== 'answer-lost') return { kind: 'refused', refusal: wrong };
    return { kind: 'answered', body: JSON.parse(operation.state) as unknown };
  };
  /** What the activity log tells: every change that was carried out, at once. */
  const told = (id: string) => ({
    value: sent
      .filter(({ landed, change }) => landed && resourceOf(change) === id)
      .map(({ requestId }) => ({
        correlationId: requestId,
        httpRequest: { clientRequestId: requestId },
        status: { value: 'Succeeded' },
      })),
  });
  const look = (call: string, id: string): Answer => {
    const wrong = mishap(call);
    if (wrong !== undefined)
      return { kind: 'refused', refusal: wrong === 'answer-lost' ? refusals.unavailable : wrong };
    const body = call === 'listActivity' ? told(id) : estate.look(call, id);
    if (body === undefined)
      return { kind: 'refused', refusal: { kind: 'not-found', code: 'NotFound', message: 'There is none.' } };
    return slow.includes(call) ? pending(call, body) : { kind: 'answered', body };
  };
  const handler = {
    get: (_: object, call: string) => {
      if (call === 'submit') return (change: Change, requestId: string) => Promise.resolve(submit(change, requestId));
      if (call === 'poll') return (operation: Operation) => Promise.resolve(poll(operation));
      return (id: string) => Promise.resolve(look(call, id));
    },
  };
  return { azure: new Proxy({}, handler) as Azure, sent, calls };
}

const pending = (call: string, body: unknown): Answer => ({
  kind: 'pending',
  operation: { call, state: JSON.stringify(body) },
  pollAfterMs,
});
