import { rule, type Reply, type Standing } from './decide';

const kim = { id: 'AAAAAAAA-2222-4222-8222-222222222222', name: 'Kim' };
const lee = { id: 'bbbbbbbb-2222-4222-8222-222222222222', name: 'Lee' };
const until = '2026-11-21T10:00:00.000Z';
const before = Date.parse(until) - 1;
const pending: Standing = {
  kind: 'pending',
  approval: { code: 'A2B3', planHash: 'hash', approvers: [kim, lee], until },
  approvedBy: [],
};
const approve: Reply = { code: 'A2B3', planHash: 'hash', decision: 'approve', by: kim };

test.each<[string, Partial<Reply>]>([
  ['a named person', {}],
  ['another named person', { by: lee }],
  ['a named person whose id comes in another case', { by: { ...kim, id: kim.id.toLowerCase() } }],
  ['a named person under another name', { by: { ...kim, name: 'K.' } }],
  ['a code in small letters', { code: 'a2b3' }],
  ['a text without a plan hash', { planHash: undefined }],
  ['a rejection', { decision: 'reject' }],
])('%s decides', (_, differs) => {
  expect(rule(pending, { ...approve, ...differs }, before)).toEqual({ kind: 'accepted' });
});

test.each<[string, Partial<Reply>, RegExp]>([
  ['somebody else', { by: { ...kim, id: 'cccccccc-2222-4222-8222-222222222222' } }, /Only Kim, Lee may answer/],
  ['somebody without an id', { by: { ...kim, id: '' } }, /Only Kim, Lee/],
  ['a card about another plan', { planHash: 'other' }, /earlier plan/],
  ['an empty plan hash', { planHash: '' }, /earlier plan/],
  ['another code', { code: 'Z9Z9' }, /earlier plan/],
])('%s does not decide', (_, differs, because) => {
  expect(rule(pending, { ...approve, ...differs }, before)).toMatchObject({
    kind: 'refused',
    because: { en: expect.stringMatching(because) as string },
  });
});

test('one of two who has approved is told so, and may still say no; the other one counts', () => {
  const half: Standing = { ...pending, approvedBy: [{ ...kim, id: kim.id.toLowerCase() }] };
  expect(rule(half, approve, before)).toMatchObject({
    kind: 'refused',
    because: {
      en: expect.stringContaining('somebody else') as string,
      ko: expect.stringContaining('다른 사람') as string,
    },
  });
  expect(rule(half, { ...approve, decision: 'reject' }, before)).toEqual({ kind: 'accepted' });
  expect(rule(half, { ...approve, by: lee }, before)).toEqual({ kind: 'accepted' });
});

test('who asked for it is told why others must answer', () => {
  const approval = { code: 'A2B3', planHash: 'hash', approvers: [lee], people: 2, requestedBy: 'Kim', until } as const;
  expect(rule({ kind: 'pending', approval, approvedBy: [] }, approve, before)).toMatchObject({
    kind: 'refused',
    because: { en: 'Only Lee may answer this question, because Kim asked for it.' },
  });
});

test('silence means no from the very moment on', () => {
  expect(rule(pending, approve, Date.parse(until))).toMatchObject({ kind: 'refused' });
});

test('nothing decides what is closed', () => {
  expect(rule({ kind: 'none' }, approve, before)).toMatchObject({ kind: 'refused' });
});
