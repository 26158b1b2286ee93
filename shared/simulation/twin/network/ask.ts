import { networkProvider } from '.';
import type { Call, Completion, Model, Reply } from '../provider';

/** A call as the engine makes it. `to` is an id, with the action of a POST after it. */
export function call(method: Call['method'], id: string, action?: string, body?: unknown): Call {
  const type = id
    .slice(id.indexOf('/providers/') + '/providers/'.length)
    .split('/')
    .filter((_, index) => index === 0 || index % 2 === 1)
    .join('/')
    .toLowerCase();
  return {
    method,
    id,
    type,
    action: action?.toLowerCase(),
    query: new URLSearchParams(),
    client: '',
    body,
    headers: {},
  };
}

/** What the provider replies at first. */
export function reply(model: Model, ...parts: Parameters<typeof call>): Reply {
  const answer = networkProvider.handle(call(...parts), model);
  if (!answer) throw new Error(`The provider does not handle ${parts[0]} ${parts[1]} ${parts[2] ?? ''}.`);
  return answer;
}

/** Asks and waits for the end of the operation. */
export function outcome(model: Model, ...parts: Parameters<typeof call>): Completion {
  const answer = reply(model, ...parts);
  switch (answer.kind) {
    case 'later':
      return answer.complete();
    case 'now':
      return { status: answer.status, body: answer.body };
    case 'error':
      return { error: { code: answer.code, message: answer.message } };
  }
}

/** The body of a successful answer. The test says what it is. */
export function body<T>(model: Model, ...parts: Parameters<typeof call>): T {
  const completion = outcome(model, ...parts);
  if ('error' in completion) throw new Error(`${completion.error.code}: ${completion.error.message}`);
  return completion.body as T;
}

/** The code of a refusal. */
export function refusal(model: Model, ...parts: Parameters<typeof call>): string {
  const completion = outcome(model, ...parts);
  return 'error' in completion ? completion.error.code : `answered ${completion.status}`;
}
