import type { Decision } from '../approvals/approval';
import { readCommand, type Command } from '../approvals/command';
import { oneLine } from '../model/one-line';

/**
 * What a message in the channel asks for. `doubtful`: an approval with a condition, a question or a second thought, which is none.
 * `unclear`: meant for Reconnect, but neither an answer to a question nor a command.
 */
export type TextReply =
  | { readonly kind: 'decision'; readonly decision: Decision; readonly code: string; readonly reason?: string }
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'doubtful' | 'help' | 'unclear' | 'other' };

const verbs: Readonly<Record<string, Decision>> = {
  approve: 'approve',
  reject: 'reject',
  승인: 'approve',
  거절: 'reject',
  반려: 'reject',
};
const verb = Object.keys(verbs).join('|');
const answers = [
  new RegExp(`^(?<verb>${verb})\\s+(?<code>[a-z0-9]{4})(?:[.!]*$|(?:\\s*[,:;–—]\\s*|\\s+)(?<reason>.+)$)`, 'i'),
  /^(?<code>[a-z0-9]{4})\s+(?<verb>승인|거절|반려)(?:합니다|해요|함)?[.!]*$/i,
];
const attempt = new RegExp(`^(${verb})(\\s|$)`, 'i');
/** What takes an approval back, puts it off or ties it to something. Better once too often than a change that nobody wanted. */
const doubt = new RegExp(
  [
    "[?？]|n[’']t\\b",
    '\\b(?:not?|never|cannot|if|unless|until|till|after|before|when|once|wait|later|but|only|except|approve|reject)\\b',
    '(?:^|\\s)(?:안|못)\\s|않|말(?:고|아|라|자|기)|마세요|마라|만약|하면|되면|으면|아니|아직|나중|후에|전에|까지|하지만|다만',
    '승인|거절|반려',
  ].join('|'),
  'i',
);
const help = /^(?:help|도움말|도움)[.!?]*$/i;
const mention = /<at\b[^>]*>[^<]*<\/at>/gi;
const space = /(?:\s|&nbsp;)+/g;

/** Most characters of a reason, as on the card. */
const longestReason = 500;

/**
 * Reads `approve A1B2`, `reject A1B2`, `승인 A1B2`, `거절 A1B2`, `반려 A1B2` and `A1B2 승인`, with a reason behind them or none, and the
 * commands, in any case, with or without a mention. Nothing may come before: a sentence that merely contains such words does nothing.
 */
export function readTextReply(message: string): TextReply {
  const said = message.replace(mention, ' ').replace(space, ' ').trim();
  const { verb = '', code = '', reason } = answers.map((each) => each.exec(said)).find((match) => match)?.groups ?? {};
  const decision = verbs[verb.toLowerCase()];
  if (decision === 'approve' && reason !== undefined && doubt.test(reason)) return { kind: 'doubtful' };
  if (decision) {
    const why = reason === undefined ? {} : { reason: oneLine(reason, longestReason) };
    return { kind: 'decision', decision, code: code.toUpperCase(), ...why };
  }
  if (help.test(said)) return { kind: 'help' };
  const command = readCommand(said);
  if (command && command !== 'unclear') return { kind: 'command', command };
  // The pattern is global, so .test would remember where it stopped.
  const addressed = said !== message.replace(space, ' ').trim();
  return addressed || command === 'unclear' || attempt.test(said) ? { kind: 'unclear' } : { kind: 'other' };
}
