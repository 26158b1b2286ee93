import { toldCard } from '../cards/card';
import type { Teller } from '../incident/ports';
import { ReconnectError } from '../model/errors';

/** Where it is posted. */
export interface Webhook {
  /** `https`, with the secret in it that lets whoever knows it post: nothing of it goes into an error or a log. */
  readonly url: string;
}

const timeoutMs = 10_000;
/** Whatever it says, it is spoken to again after this long, ms. */
const longestPauseMs = 10 * 60_000;

/** The answers that say that nothing was taken. */
const busy = [429, 503];

/**
 * Posts incidents to a webhook of Teams Workflows (its trigger "When a Teams webhook request is received", whose flow posts the card).
 * What is posted there cannot be changed or answered. Each call is one attempt.
 */
export const webhookTeller = ({ url }: Webhook): Teller => ({
  name: 'webhook',
  async tell(view, language) {
    const content = toldCard(view, language);
    const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
    const answer = await post(url, JSON.stringify({ type: 'message', attachments: [attachment] }));
    if (answer?.ok !== true) throw refusalOf(answer);
  },
});

/** `undefined` where there was no answer. What fetch throws names the host, and is left behind. */
async function post(url: string, body: string): Promise<Response | undefined> {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    // Whoever redirects could have it sent in the clear.
    const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    await answer.body?.cancel();
    return answer;
  } catch {
    return undefined;
  }
}

function refusalOf(answer: Response | undefined): ReconnectError {
  if (!answer)
    return new ReconnectError(
      'WEBHOOK_UNREACHABLE',
      'The webhook did not answer.',
      'Check that the app can reach it, and that its address is right.',
    );
  const { status, headers } = answer;
  const next = 'Check that the flow behind the webhook is there and switched on, and that its address is right.';
  if (!busy.includes(status))
    return new ReconnectError('WEBHOOK_REFUSED', `The webhook refused (HTTP ${status}).`, next);
  const seconds = /^\d{1,5}$/.exec(headers.get('retry-after') ?? '')?.[0] ?? 0;
  return new ReconnectError(
    'WEBHOOK_BUSY',
    `The webhook is busy (HTTP ${status}).`,
    'It is tried again later.',
    Math.min(Number(seconds) * 1000, longestPauseMs),
  );
}
