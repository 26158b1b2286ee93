import { approvalMinutesOf, Policy } from './policy';

const least = {
  subscriptions: ['11111111-1111-4111-8111-111111111111'],
  approvers: [{ id: '22222222-2222-4222-8222-222222222222', name: 'Kim' }],
};

const saturdays = { kind: 'weekly', scope: '/subscriptions/s', days: ['sat'], from: '22:00', to: '02:00' };

test('the least policy asks about everything, for an hour, and holds itself to limits', () => {
  expect(Policy.parse(least)).toEqual({
    ...least,
    managementGroups: [],
    approvals: [],
    except: [],
    targets: [],
    services: [],
    approvalMinutes: 60,
    askAgainAfterHours: 24,
    modes: {},
    tagged: [],
    timeZone: 'UTC',
    maintenance: [],
    severeWindows: [],
    limits: {
      cooldownMinutes: 30,
      recurrence: { times: 3, withinHours: 24 },
      perHour: { total: 10, resourceGroup: 3, subscription: 6, region: 6 },
      atOnce: 3,
      breaker: { failures: 3, withinHours: 6 },
      healthyInPool: 1,
      echoMinutes: 15,
    },
    regressionProbes: [],
    stopped: false,
  });
});

test.each<[string, object]>([
  ['no subscription', { subscriptions: [] }],
  ['nobody who may approve', { approvers: [] }],
  ['a person named by something else than an Entra id', { approvers: [{ id: 'kim@example.com', name: 'Kim' }] }],
  ['a word that it does not know', { aprovalMinutes: 30 }],
  ['a fix that it does not know', { modes: { 'restart-everything': 'approve' } }],
  ['a time zone that nobody knows', { timeZone: 'Asia/Busan' }],
  ['a mode that it does not know', { modes: { 'restart-vm': 'auto' } }],
  ['a rule that names somebody else', { approvals: [{ approvers: ['Lee'] }] }],
  [
    'a rule whose name two have',
    {
      approvers: [...least.approvers, { id: '11111111-1111-4111-8111-111111111111', name: 'Kim' }],
      approvals: [{ approvers: ['Kim'] }],
    },
  ],
  ['a second group that names nobody', { escalation: { afterMinutes: 5, approvers: ['Lee'] } }],
  ['a rule that wants three people', { approvals: [{ people: 3 }] }],
  ['a rule about no risk', { approvals: [{ risk: [] }] }],
  ['less than five minutes to answer', { approvalMinutes: 4 }],
  ['less than five minutes to answer for a risk', { approvalMinutes: { severe: 4 } }],
  ['minutes for a risk that there is not', { approvalMinutes: { grave: 30 } }],
  ['more than a day to answer', { approvalMinutes: 1441 }],
  ['a scope that is no id', { except: ['rg-web'] }],
  ['a limit of nothing', { limits: { atOnce: 0 } }],
  ['a limit that it does not know', { limits: { perDay: 3 } }],
  ['a maintenance window at no time of day', { maintenance: [{ ...saturdays, from: '24:00' }] }],
  ['a maintenance window without a day', { maintenance: [{ ...saturdays, days: [] }] }],
  ['rules that last shorter than a check takes', { allowForMinutes: 1 }],
  ['a service whose name is a command', { services: [{ name: 'nginx; reboot', port: 443 }] }],
  ['a service whose name is an option', { services: [{ name: '--now', port: 443 }] }],
  ['a service with a quote in its name', { services: [{ name: "a'b", port: 443 }] }],
  ['a service with a line in its name', { services: [{ name: 'nginx\nreboot', port: 443 }] }],
  ['a target that is no resource', { targets: [{ kind: 'gateway', id: 'gw1' }] }],
])('is not understood with %s', (_, differs) => {
  expect(Policy.safeParse({ ...least, ...differs }).success).toBe(false);
});

test.each([
  [30, 30, 30],
  [{ severe: 15 }, 15, 60],
  [{ severe: 15, low: 120 }, 15, 120],
])('%j: so long is what is severe asked about, and what is not', (approvalMinutes, severe, low) => {
  const policy = Policy.parse({ ...least, approvalMinutes });
  expect([approvalMinutesOf(policy, 'severe'), approvalMinutesOf(policy, 'low')]).toEqual([severe, low]);
});
