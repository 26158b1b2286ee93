import { resourceOf } from '../../changes';
import type { Answer, Azure, AzureRequest, Operation, Refusal } from '../../model/azure';
import type { Change } from '../../model/change';
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
  const told = ({ query }: AzureRequest) => ({
    value: sent
      .filter(({ landed, change }) => landed && query['$filter']?.includes(`resourceUri eq '${resourceOf(change)}'`))
      .map(({ requestId }) => ({
        correlationId: requestId,
        httpRequest: { clientRequestId: requestId },
        status: { value: 'Succeeded' },
      })),
  });
  const ask = (request: AzureRequest): Answer => {
    const asked = askedIn(request);
    const wrong = mishap(asked);
    if (wrong !== undefined)
      return { kind: 'refused', refusal: wrong === 'answer-lost' ? refusals.unavailable : wrong };
    const body = asked === 'values' ? told(request) : estate.look(asked, request.path);
    if (body === undefined)
      return { kind: 'refused', refusal: { kind: 'not-found', code: 'NotFound', message: 'There is none.' } };
    return request.answers === 'later' ? pending(asked, body) : { kind: 'answered', body };
  };
  const azure: Azure = {
    ask: (request) => Promise.resolve(ask(request)),
    poll: (operation) => Promise.resolve(poll(operation)),
    submit: (change, requestId) => Promise.resolve(submit(change, requestId)),
    left: () => undefined,
  };
  return { azure, sent, calls };
}

/** What a request asks for: a resource (`subnets/*`), a list (`locks`) or something else by its name (`ipFlowVerify`). */
function askedIn({ path }: AzureRequest): string {
  const [, ...types] = path.slice(path.lastIndexOf('/providers/') + '/providers/'.length).split('/');
  return types.length % 2 === 0 ? `${types.at(-2)}/*` : (types.at(-1) ?? '');
}

const pending = (call: string, body: unknown): Answer => ({
  kind: 'pending',
  operation: { call, state: JSON.stringify(body) },
  pollAfterMs,
});
