import fc from 'fast-check';
import { readTextReply } from './text-reply';

test.each([
  ['approve A1B2', 'approve'],
  ['Approve a1b2', 'approve'],
  ['  APPROVE   A1B2 \n', 'approve'],
  ['reject A1B2', 'reject'],
  ['승인 A1B2', 'approve'],
  ['거절 a1b2', 'reject'],
  ['반려 A1B2', 'reject'],
  ['<at>Reconnect</at> approve A1B2', 'approve'],
  ['<at id="0">Reconnect</at>&nbsp;승인 A1B2', 'approve'],
  ['approve A1B2 <at>Reconnect</at>', 'approve'],
])('%j decides', (message, decision) => {
  expect(readTextReply(message)).toEqual({ kind: 'decision', decision, code: 'A1B2' });
});

test.each([
  'approve',
  'approve A1B2 please',
  'approve A1B23',
  'approve A1B2 and reject C3D4',
  '승인합니다 A1B2 <at>Reconnect</at>',
  '<at>Reconnect</at> what is going on?',
])('%j is meant for Reconnect but decides nothing', (message) => {
  expect(readTextReply(message)).toEqual({ kind: 'unclear' });
});

test.each(['', 'hello', 'please approve A1B2', 'I would not approve A1B2', 'disapprove A1B2', 'A1B2'])(
  '%j is none of our business',
  (message) => expect(readTextReply(message)).toEqual({ kind: 'other' }),
);

test('nothing but the two words decides, whatever is written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (message) => {
      fc.pre(!/^\s*(approve|reject|승인|거절|반려)\s+[a-z0-9]{4}\s*$/i.test(message));
      expect(readTextReply(message).kind).not.toBe('decision');
    }),
  );
});
