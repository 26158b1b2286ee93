import * as z from 'zod';
import type { HttpResult, InvokeResult } from './contract';

const InvokeAnswer = z.discriminatedUnion('type', [
  z.object({
    statusCode: z.literal(200),
    type: z.literal('application/vnd.microsoft.card.adaptive'),
    value: z.record(z.string(), z.unknown()),
  }),
  z.object({
    statusCode: z.literal(200),
    type: z.literal('application/vnd.microsoft.activity.message'),
    value: z.string(),
  }),
  z.object({
    statusCode: z.union([z.literal(400), z.literal(500)]),
    type: z.literal('application/vnd.microsoft.error'),
    value: z.object({ code: z.string(), message: z.string() }),
  }),
]);

/** What Teams makes of a bot's answer to a press of a button (Adaptive Cards: "Response format", Universal Actions). */
export function invokeResult({ status, body }: HttpResult): InvokeResult {
  const answer = InvokeAnswer.safeParse(body);
  if (status !== 200 || !answer.success) return { kind: 'http', status, body };
  switch (answer.data.type) {
    case 'application/vnd.microsoft.card.adaptive':
      return { kind: 'card', card: answer.data.value };
    case 'application/vnd.microsoft.activity.message':
      return { kind: 'message', text: answer.data.value };
    case 'application/vnd.microsoft.error':
      return { kind: 'error', code: answer.data.value.code, text: answer.data.value.message };
  }
}
