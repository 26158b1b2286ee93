import type { Allowance } from '../../../azure/allowance';
import { ForeignOriginError, isWithin, note, readRetryAfter } from '../../../azure/exchange';
import type { Send } from '../../../azure/send';
import type { Clock } from '../contract';
import type { SilentTwin } from '../create';

/** ARM's origin for whoever asks without a wire. */
export const ORIGIN = 'https://management.azure.com';

/** What an SDK client throws where the request failed: an error of this name. */
class RestError extends Error {
  override readonly name = 'RestError';

  constructor(
    message: string,
    readonly code?: string,
  ) {
    super(message);
  }
}

/**
 * Asks a twin in this process as one of its identities. Answers are noted in the exchange of the call under way, as the
 * SDK's pipeline does; a refusal is thrown, and so is a dropped connection.
 */
export const sendAs =
  ({ face }: SilentTwin, clock: Clock, client: string, allowance: Allowance): Send =>
  // Async: whoever calls sees what it throws as a rejection.
  // eslint-disable-next-line @typescript-eslint/require-await
  async ({ method, url, body, headers }) => {
    if (!isWithin(ORIGIN, url)) throw new ForeignOriginError('This request would leave the ARM endpoint.');
    const { pathname, searchParams } = new URL(url);
    const answer = face({
      method,
      path: decodeURIComponent(pathname),
      query: searchParams,
      headers: { authorization: `Bearer ${client}`, ...headers },
      body: body === undefined ? '' : JSON.stringify(body),
    });
    if (answer === 'drop') throw new RestError('socket hang up', 'ECONNRESET');
    const { status } = answer;
    allowance.hear(url, (name) => answer.headers[name]);
    const response = { status, headers: answer.headers, body: status === 204 ? null : asJson(answer.body) };
    note({ status, retryAfterMs: readRetryAfter(answer.headers['retry-after'], clock()), body: response.body });
    if (status >= 400) throw new RestError(`Status ${status}.`);
    return response;
  };

/** As it would arrive: nobody may hold on to the twin's own objects. */
const asJson = (body: unknown): unknown => JSON.parse(JSON.stringify(body ?? null)) as unknown;
