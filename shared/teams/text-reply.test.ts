import fc from 'fast-check';
import { readTextReply } from './text-reply';

/** What is read of a message to Reconnect. */
const read = (message: string) => readTextReply(message, ['<at>Reconnect</at>']);

test.each([
  ['approve A1B2', 'approve'],
  ['Approve a1b2', 'approve'],
  ['  APPROVE   A1B2 \n', 'approve'],
  ['reject A1B2', 'reject'],
  ['승인 A1B2', 'approve'],
  ['거절 a1b2', 'reject'],
  ['반려 A1B2', 'reject'],
  ['<at>Reconnect</at> approve A1B2', 'approve'],
  ['<at>Reconnect</at>&nbsp;승인 A1B2', 'approve'],
  ['<at>Reconnect</at>&#160;approve\u00a0A1B2', 'approve'],
  ['\u200bapprove\u200e A1B2\ufeff', 'approve'],
  ['ａｐｐｒｏｖｅ　Ａ１Ｂ２', 'approve'],
  ['승인 A1B2'.normalize('NFD'), 'approve'],
  ['approve A1B2 <at>Reconnect</at>', 'approve'],
  ['approve A1B2!', 'approve'],
  ['A1B2 승인', 'approve'],
  ['a1b2 승인합니다.', 'approve'],
  ['A1B2 반려', 'reject'],
])('%j decides', (message, decision) => {
  expect(read(message)).toEqual({ kind: 'decision', decision, code: 'A1B2' });
});

test.each([
  ['approve A1B2 known change', 'approve', 'known change'],
  ['<at>Reconnect</at> Approve a1b2:  agreed\non the phone', 'approve', 'agreed on the phone'],
  ['approve A1B2 — CHG-1234', 'approve', 'CHG-1234'],
  ['approve A1B2 before the holidays', 'approve', 'before the holidays'],
  ['approve A1B2 before Monday', 'approve', 'before Monday'],
  ['approve A1B2 no objections', 'approve', 'no objections'],
  ['approve A1B2 no impact, CHG-1234', 'approve', 'no impact, CHG-1234'],
  ['approve A1B2 at once', 'approve', 'at once'],
  ['approve A1B2 to stop the outage', 'approve', 'to stop the outage'],
  ['approve A1B2 approved by Kim', 'approve', 'approved by Kim'],
  ['approve A1B2 Kim&#39;s change, R&amp;D asked', 'approve', "Kim's change, R&D asked"],
  ['승인 A1B2 위험 없음, 확인 완료', 'approve', '위험 없음, 확인 완료'],
  ['승인 A1B2 서비스 중단 해결을 위해', 'approve', '서비스 중단 해결을 위해'],
  ['승인 A1B2 연휴 전에', 'approve', '연휴 전에'],
  ['승인 A1B2 팀장 승인 받음', 'approve', '팀장 승인 받음'],
  ['승인 A1B2, 보안 점검 완료', 'approve', '보안 점검 완료'],
  ['승인 A1B2 주말 작업', 'approve', '주말 작업'],
  ['reject A1B2 not now, approve it later?', 'reject', 'not now, approve it later?'],
  ['거절 A1B2 아직 확인하지 않음', 'reject', '아직 확인하지 않음'],
  [`approve A1B2 ${'x'.repeat(600)}`, 'approve', `${'x'.repeat(499)}…`],
])('%j decides, with its reason', (message, decision, reason) => {
  expect(read(message)).toEqual({ kind: 'decision', decision, code: 'A1B2', reason });
});

const doubted = [
  'approve A1B2?',
  'approve A1B2 is a bad idea',
  'approve A1B2 &constructor;',
  'approve A1B2 was a mistake',
  'approve A1B2 looks risky',
  'approve A1B2 denied',
  'approve A1B2 I disagree',
  'approve A1B2 I object',
  'approve A1B2 refused by Kim',
  'approve A1B2 nvm',
  'approve A1B2 sorry wrong one',
  'approve A1B2 undo',
  'approve A1B2 scratch that',
  'approve A1B2 isnt safe',
  'approve A1B2 would be nice',
  'approve A1B2 why',
  'approve A1B2 or C3D4',
  'approve A1B2 at 22:00',
  'approve A1B2 in 10 minutes',
  'approve A1B2 in an hour',
  'approve A1B2 this evening',
  'approve A1B2 eod',
  'approve A1B2 <s>now</s>',
  'approve A1B2 don&#39;t',
  'approve A1B2 don&rsquo;t',
  'approve A1B2 don`t',
  'approve A1B2 donʼt',
  'approve A1B2 do n\u200bot',
  'approve A1B2 ｎｏｔ now',
  'approve A1B2 now？',
  'approve A1B2 👎',
  'approve A1B2 ❌',
  'approve A1B2 cc <at>Kim</at>',
  '승인 A1B2 반대합니다',
  '승인 A1B2 불가',
  '승인 A1B2 거부',
  '승인 A1B2 철회',
  '승인 A1B2 실수',
  '승인 A1B2 위험합니다',
  '승인 A1B2 연기',
  '승인 A1B2 멈춰',
  '승인 A1B2 22시에',
  '승인 A1B2 10분 뒤',
  '승인 A1B2 저녁에',
  '승인 A1B2 해도 될까요',
  '승인 A1B2 괜찮나요',
  '승인 A1B2 반려',
  '승인 A1B2 하지 마세요'.normalize('NFD'),
  'approve A1B2 but not now',
  'approve A1B2 not before the holidays',
  'approve A1B2 call me before the meeting',
  'approve A1B2 before the holidays if Kim agrees',
  'approve A1B2 before you apply it ask Kim',
  'approve A1B2 no, risk',
  'approve A1B2 no risk assessment',
  'approve A1B2 no impact?',
  'approve A1B2 no risk, wait',
  'approve A1B2 no longer needed',
  'approve A1B2 not at once',
  'approve A1B2 dont',
  'approve A1B2 tomorrow',
  'approve A1B2 on Monday',
  'approve A1B2 next week',
  'approve A1B2 hold',
  'approve A1B2 stop',
  '승인 A1B2 담당자가 오면',
  'approve A1B2 ask Kim first',
  'approve A1B2 subject to review',
  '승인 A1B2 지금 아님',
  '승인 A1B2 안됨',
  '승인 A1B2 보류',
  '승인 A1B2 잠시만요',
  '승인 A1B2 내일 진행',
  '승인 A1B2 적용 전에 연락 주세요',
  '승인 A1B2 팀장 승인 받은 다음',
  '승인 A1B2 팀장 승인 받으면',
  '승인 A1B2 팀장 승인 필요',
  'approve A1B2 if Kim agrees',
  'approve A1B2 - not',
  'approve A1B2 and reject C3D4',
  "approve A1B2, don't",
  'approve A1B2 don’t',
  'Approve A1B2 after lunch',
  'approve A1B2 no wait',
  '승인 A1B2 하지 마세요',
  '승인 A1B2 안 됨',
  '승인 A1B2 확인되면',
  '승인 A1B2 거절 C3D4',
];
test.each(doubted)('%j is no approval', (message) => {
  expect(['doubtful', 'unclear']).toContain(read(message).kind);
});

test('no way of writing it makes an approval of what is none', () => {
  const invisible = fc.constantFrom('\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u202e');
  const wide = (said: string) => said.replace(/[!-~]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0));
  const coded = (said: string) => said.replace(/[^\w\s]/gu, (each) => `&#${each.codePointAt(0)};`);
  const ways = fc.constantFrom(
    (said: string) => said.normalize('NFD'),
    (said: string) => said.toUpperCase(),
    (said: string) => said.replaceAll(' ', '\u00a0'),
    (said: string) => said.replaceAll(' ', ' &nbsp;\n'),
    (said: string) => said.replaceAll("'", '’'),
    (said: string) => said.replace(/(?<=A1B2 ).*/, wide),
    (said: string) => said.replace(/(?<=A1B2 ).*/, coded),
  );
  fc.assert(
    fc.property(fc.constantFrom(...doubted), ways, invisible, fc.nat(), (said, way, hidden, at) => {
      const written = way(said);
      const place = at % (written.length + 1);
      // Into a character that is written as a name nothing can be put.
      const cut = /&[^;]*$/.test(written.slice(0, place)) ? 0 : place;
      expect(read(`${written.slice(0, cut)}${hidden}${written.slice(cut)}`).kind).not.toBe('decision');
    }),
    { seed: 20_261_128, numRuns: 3000 },
  );
});

test.each(['help', 'Help!', '도움말', '<at>Reconnect</at> help'])('%j asks for help', (message) => {
  expect(read(message)).toEqual({ kind: 'help' });
});

test.each([
  ['stop', { kind: 'stop' }],
  ['<at>Reconnect</at>&nbsp;STOP  Reconnect!', { kind: 'stop' }],
  ['<at>Reconnect</at> 재개', { kind: 'resume' }],
  ['상태 <at>Reconnect</at>', { kind: 'status' }],
  ['<at>Reconnect</at> mute 2h', { kind: 'mute-this', minutes: 120 }],
  ['음소거 2시간', { kind: 'mute-this', minutes: 120 }],
  [' mute\nvm-files  2h ', { kind: 'mute', what: 'vm-files', minutes: 120 }],
  ['음소거  해제 vm-files', { kind: 'unmute', what: 'vm-files' }],
])('%j is a command', (message, command) => {
  expect(read(message)).toEqual({ kind: 'command', command });
});

test.each([
  'approve',
  'mute vm-files',
  '<at>Reconnect</at> stop vm-files',
  '<at>Reconnect</at> please stop',
  'approve A1B23',
  'approve A1B2/C3D4',
  '<at>Reconnect</at> <at>Kim</at> approve A1B2',
  '<at>Reconnect</at> <at>Kim</at> resume',
  '<at>Reconnect</at> “approve A1B2”',
  '<at>Reconnect</at> &gt; approve A1B2',
  '<at>Reconnect</at> do not approve A1B2',
  '<at>Reconnect</at> A1B2 승인하지 마세요',
  '승인합니다 A1B2 <at>Reconnect</at>',
  '<at>Reconnect</at> what is going on?',
])('%j is meant for Reconnect but decides nothing', (message) => {
  expect(read(message)).toEqual({ kind: 'unclear' });
});

test.each([
  '',
  'hello',
  'please stop',
  'stop it',
  'resume tomorrow',
  'the status',
  '정지합니다',
  'please approve A1B2',
  '<at>Kim</at> approve A1B2',
  '<at>Kim</at> resume',
  'I would not approve A1B2',
  'disapprove A1B2',
  'A1B2',
  'A1B2 승인하지 마세요',
  'helpful',
  'recheck‾',
  'mute ¨2h',
])('%j is none of our business', (message) => expect(read(message)).toEqual({ kind: 'other' }));

test('nothing but the words themselves does anything, whatever is written around them', () => {
  const spoken = fc.constantFrom(
    ...[
      'approve',
      'reject',
      '승인',
      '거절',
      '반려',
      'stop',
      'resume',
      'status',
      'reconnect',
      'mute',
      'unmute',
      'recheck',
    ],
    ...['정지', '중지', '재개', '상태', '음소거', '해제', 'A1B2', 'vm-files', '2h', '30분', 'not', '?', '!', '"', '\n'],
  );
  const sentence = fc.array(fc.oneof({ weight: 3, arbitrary: spoken }, fc.string({ unit: 'grapheme' })), {
    maxLength: 6,
  });
  const meant = new RegExp(
    [
      '^\\s*(?:(?:approve|reject|승인|거절|반려)\\s+[a-z0-9]{4}(?:[.!\\s]*$|[\\s,:;–—].+)',
      '[a-z0-9]{4}\\s+(?:승인|거절|반려)(?:합니다|해요|함)?[.!]*',
      '(?:stop(?:\\s+reconnect)?|정지|중지)[.!]*|resume(?:\\s+reconnect)?|재개|status|상태',
      '(?:mute|음소거)\\s+(?:\\S+\\s+)?\\d+(?:h|m|시간|분)',
      '(?:unmute|음소거\\s+해제|recheck|재점검)\\s+\\S+)\\s*$',
    ].join('|'),
    'is',
  );
  fc.assert(
    fc.property(sentence, fc.constantFrom(' ', ''), (words, space) => {
      const message = words.join(space);
      fc.pre(!meant.test(message.replace(/&nbsp;|<at\b[^>]*>[^<]*<\/at>/gi, ' ')));
      expect(['help', 'unclear', 'other']).toContain(read(message).kind);
    }),
    { numRuns: 2000 },
  );
});
