import { text, type Language, type Text } from '../../model/text';

const words = {
  standIn: text('Local stand-in for a Microsoft Teams channel', '로컬에서 Microsoft Teams 채널을 대신하는 화면'),
  you: text('You are', '나'),
  bot: text('Reconnect', 'Reconnect'),
  app: text('App', '앱'),
  edited: text('Updated', '업데이트됨'),
  empty: text(
    'Nothing here yet. Cards appear as soon as Reconnect has something to say.',
    '아직 메시지가 없습니다. Reconnect가 알릴 것이 생기면 카드가 나타납니다.',
  ),
  write: text('Write to the channel', '채널에 메시지 쓰기'),
  hint: text('For example: approve A1B2', '예: 승인 A1B2'),
  send: text('Send', '보내기'),
  sending: text('Sending your answer…', '답변을 보내는 중…'),
  lost: text('Connection to the stand-in lost. Trying again…', '연결이 끊어졌습니다. 다시 연결하는 중…'),
  failed: text(
    'Teams would show nothing here: the bot answered HTTP',
    'Teams라면 아무것도 표시되지 않습니다. 봇의 응답: HTTP',
  ),
  messages: text('Messages in the channel', '채널 메시지'),
  theme: text('Switch between light, dark and high contrast', '밝은 화면, 어두운 화면, 고대비 전환'),
  phone: text('As wide as on a phone', '휴대폰 너비로 보기'),
} as const satisfies Record<string, Text>;

export type PageWords = Readonly<Record<keyof typeof words, string>>;

/** The fixed words of the channel page. */
export const pageWords = (language: Language): PageWords => {
  const entries = Object.entries(words).map(([key, value]) => [key, value[language]]);
  return Object.fromEntries(entries) as PageWords;
};
