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
    "[?？]|n[’']t\\b|^stop\\b",
    '\\b(?:not?|nope|never|cannot|dont|cant|wont|hold|cancel|wait|but|only|except|without|approve|reject)\\b',
    '\\b(?:if|unless|provided|assuming|subject to|pending|maybe|perhaps|ask|first|until|till|after|before|when|once)\\b',
    '\\b(?:later|tomorrow|tonight|next|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\\b',
    '(?:^|\\s)(?:안|못)(?:\\s|되|돼|됨|함)|않|말(?:고|아|라|자|기)|마세요|마라|아니|아님|금지|취소|보류|하지만|다만',
    '만약|조건|하면|되면|으면|면(?=[\\s,.!]|$)|아직|기다|잠깐|잠시|나중|내일|다음|이후|[후전]에|까지',
    '승인|거절|반려',
  ].join('|'),
  'i',
);
/**
 * What has such a word in it and turns nothing around: that nothing speaks against it, that it is to be done at once, that somebody else has
 * approved it too, and, where that is all that is said, before when it is to be done: it is done now.
 */
const harmless = new RegExp(
  [
    '\\bno (?:impact|objections?|concerns?|downtime|issues?|problems?|risks?)(?=\\s*(?:$|[,.;!]))',
    '\\bat once\\b',
    '승인\\s?(?:받음|받았음|받았습니다|완료)(?=\\s*(?:$|[,.;!]))',
    '^before (?:(?:the|this|our) )?(?:weekend|holidays?|meeting|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[.!]*$',
    '^(?:이번 )?(?:주말|연휴|휴일|명절|회의|퇴근) ?전에[.!]*$',
  ].join('|'),
  'gi',
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
  if (decision === 'approve' && reason !== undefined && doubt.test(reason.replace(harmless, ';')))
    return { kind: 'doubtful' };
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
