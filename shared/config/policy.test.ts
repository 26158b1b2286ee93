import { Policy } from './policy';

const least = {
  subscriptions: ['11111111-1111-4111-8111-111111111111'],
  approvers: [{ id: '22222222-2222-4222-8222-222222222222', name: 'Kim' }],
};

test('the least policy asks about everything, for an hour', () => {
  expect(Policy.parse(least)).toEqual({ ...least, targets: [], approvalMinutes: 60, modes: {} });
});

test.each<[string, object]>([
  ['no subscription', { subscriptions: [] }],
  ['nobody who may approve', { approvers: [] }],
  ['a person named by something else than an Entra id', { approvers: [{ id: 'kim@example.com', name: 'Kim' }] }],
  ['a word that it does not know', { aprovalMinutes: 30 }],
  ['a fix that it does not know', { modes: { 'restart-everything': 'approve' } }],
  ['a mode that it does not know', { modes: { 'restart-vm': 'auto' } }],
  ['less than five minutes to answer', { approvalMinutes: 4 }],
  ['more than a day to answer', { approvalMinutes: 1441 }],
  ['a target that is no resource', { targets: [{ kind: 'gateway', id: 'gw1' }] }],
])('is not understood with %s', (_, differs) => {
  expect(Policy.safeParse({ ...least, ...differs }).success).toBe(false);
});
