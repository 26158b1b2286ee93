import { text, type Text } from '../model/text';
import { outcomes } from './words';
import type { Outcome } from './view';

/** What is said in the thread of a card, one line for each change. Times are ISO 8601 UTC; what people wrote is plain text. */
export const threadWords = {
  halfApproved: (by: string, until: string): Text =>
    text(
      `${by} approved. A second person must approve by ${until}.`,
      `${by}님이 승인했습니다. ${until}까지 한 사람이 더 승인해야 합니다.`,
    ),
  approved: (by: string, reason: string | undefined): Text => {
    const why = reason === undefined ? '' : `: ${reason}`;
    return text(`Approved by ${by}${why}`, `${by}님이 승인했습니다${why}`);
  },
  askedElsewhere: (code: string): Text =>
    text(`A newer message asks, with the code ${code}.`, `새 메시지에서 묻습니다. 코드: ${code}`),
  muted: (by: string, until: string): Text =>
    text(`Muted by ${by} until ${until}.`, `${by}님이 ${until}까지 음소거했습니다.`),
  applied: text('The fix is applied. Trying the connection again.', '조치를 적용했습니다. 연결을 다시 확인합니다.'),
  timeLimited: (until: string): Text =>
    text(
      `The connection is back. The fix is undone at ${until}.`,
      `연결이 복구되었습니다. 조치는 ${until}에 되돌립니다.`,
    ),
  undoing: {
    'no-help': text('The fix did not help. Undoing it.', '조치가 도움이 되지 않아 되돌립니다.'),
    'broke-something': text(
      'The fix broke a connection that worked before. Undoing it.',
      '조치로 전에 되던 연결이 끊겨 되돌립니다.',
    ),
    'failed-halfway': text('The fix failed half-way. Undoing it.', '조치가 중간에 실패하여 되돌립니다.'),
    'time-is-up': text('The time of the fix is up. Undoing it.', '조치의 시간이 다 되어 되돌립니다.'),
  },
  undone: text('Undone, and Azure shows it.', '되돌렸고 Azure에서 확인되었습니다.'),
  ended: (outcome: Outcome, because: Text): Text =>
    text(`${outcomes[outcome].en}. ${because.en}`, `${outcomes[outcome].ko}. ${because.ko}`),
} as const;
