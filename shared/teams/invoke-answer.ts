import type { IAdaptiveCard } from '@microsoft/teams.cards';

/** An HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly body?: unknown;
}

// Teams shows the outcome of a button only when HTTP says 200; the outcome itself is in the body
// (Adaptive Cards: "Response format", Universal Actions).
const invokeAnswer = (statusCode: 200 | 400 | 500, type: string, value: unknown): HttpAnswer => ({
  status: 200,
  body: { statusCode, type, value },
});

/** Replaces the card for the person who pressed the button. */
export const cardAnswer = (card: IAdaptiveCard): HttpAnswer =>
  invokeAnswer(200, 'application/vnd.microsoft.card.adaptive', card);

/** Shows the person who pressed the button why nothing came of it. */
export const refusalAnswer = (message: string): HttpAnswer =>
  invokeAnswer(400, 'application/vnd.microsoft.error', { code: 'Refused', message });

/** Tells the person who pressed the button to press it again. */
export const failureAnswer = (message: string): HttpAnswer =>
  invokeAnswer(500, 'application/vnd.microsoft.error', { code: 'TryAgain', message });

/** Tells the caller, not a person, what is wrong with the request. */
export const httpError = (status: 400 | 401 | 403 | 501 | 503, code: string, message: string): HttpAnswer => ({
  status,
  body: { error: { code, message } },
});
