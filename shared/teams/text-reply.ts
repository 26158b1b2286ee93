import type { Decision } from '../approvals/approval';
import { readCommand, type Command } from '../approvals/command';

/** What a message in the channel asks for. `unclear`: meant for Reconnect, but neither an answer to a question nor a command. */
export type TextReply =
  | { readonly kind: 'decision'; readonly decision: Decision; readonly code: string }
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'unclear' }
  | { readonly kind: 'other' };

const verbs: Readonly<Record<string, Decision>> = {
  approve: 'approve',
  reject: 'reject',
  승인: 'approve',
  거절: 'reject',
  반려: 'reject',
};
const answer = new RegExp(`^(${Object.keys(verbs).join('|')})\\s+([a-z0-9]{4})$`, 'i');
const attempt = new RegExp(`^(${Object.keys(verbs).join('|')})(\\s|$)`, 'i');
const mention = /<at\b[^>]*>[^<]*<\/at>/gi;
const space = /(?:\s|&nbsp;)+/g;

/**
 * Reads `approve A1B2`, `reject A1B2`, `승인 A1B2`, `거절 A1B2` and `반려 A1B2`, and the commands, in any case, with or without a
 * mention, and with nothing else in the message: a sentence that merely contains such words does nothing.
 */
export function readTextReply(message: string): TextReply {
  const said = message.replace(mention, ' ').replace(space, ' ').trim();
  const [, verb = '', code = ''] = answer.exec(said) ?? [];
  const decision = verbs[verb.toLowerCase()];
  if (decision) return { kind: 'decision', decision, code: code.toUpperCase() };
  const command = readCommand(said);
  if (command && command !== 'unclear') return { kind: 'command', command };
  // The pattern is global, so .test would remember where it stopped.
  const addressed = said !== message.replace(space, ' ').trim();
  return addressed || command === 'unclear' || attempt.test(said) ? { kind: 'unclear' } : { kind: 'other' };
}
