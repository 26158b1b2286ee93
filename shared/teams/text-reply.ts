import type { Decision } from '../approvals/approval';
import { readCommand, type Command } from '../approvals/command';
import { oneLine } from '../model/one-line';
import { isDoubtful } from './doubt';

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
const help = /^(?:help|도움말|도움)[.!?]*$/i;
/** What Teams writes for characters that mean something in HTML. */
const entities = new Map(Object.entries({ nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }));

/** Most characters of a reason, as on the card. */
const longestReason = 500;

/**
 * Reads `approve A1B2`, `reject A1B2`, `승인 A1B2`, `거절 A1B2`, `반려 A1B2` and `A1B2 승인`, with a reason behind them or none, and the
 * commands, in any case. `mentions` are those of Reconnect itself, as they stand in the message. Nothing else may come before: a sentence
 * that merely contains such words does nothing, and what is said to somebody else is not said to Reconnect.
 */
export function readTextReply(message: string, mentions: readonly string[] = []): TextReply {
  const said = plain(mentions.reduce((left, mention) => left.replaceAll(mention, ' '), message));
  const { verb = '', code = '', reason } = answers.map((each) => each.exec(said)).find((match) => match)?.groups ?? {};
  const decision = verbs[verb.toLowerCase()];
  if (decision === 'approve' && reason !== undefined && isDoubtful(reason)) return { kind: 'doubtful' };
  if (decision) {
    const why = reason === undefined ? {} : { reason: oneLine(reason, longestReason) };
    return { kind: 'decision', decision, code: code.toUpperCase(), ...why };
  }
  if (help.test(said)) return { kind: 'help' };
  const command = readCommand(said);
  if (command && command !== 'unclear') return { kind: 'command', command };
  const isAddressed = mentions.some((mention) => message.includes(mention));
  return isAddressed || command === 'unclear' || attempt.test(said) ? { kind: 'unclear' } : { kind: 'other' };
}

/** A message as it is read: letters of one width and of one spelling, one kind of apostrophe, nothing invisible, and single spaces. */
const plain = (message: string): string =>
  message
    .replace(/&(?:#(\d{1,7})|(\w+));/g, (all: string, number: string | undefined, name: string) =>
      number === undefined ? (entities.get(name) ?? all) : String.fromCodePoint(Math.min(Number(number), 0x10ffff)),
    )
    .replace(/[’‘ʼ`´′＇｀]/g, "'")
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .normalize('NFKC')
    // An accent that stood by itself was given a space to stand on: it is no word of its own.
    .replace(/\s+(?=\p{M})/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
