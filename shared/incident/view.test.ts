import type { GuardResult } from '../model/guard';
import type { Plan } from '../model/plan';
import { Policy } from '../model/policy';
import type { Signal } from '../model/target';
import { text } from '../model/text';
import type { IncidentEvent, Proposal } from './events';
import { stateOf } from './state';
import { lookingCard, viewOf } from './view';

const at = '2026-11-21T09:00:00.000Z';
const until = '2026-11-21T09:30:00.000Z';
const vm =
  '/subscriptions/9d3f2b7e-41c8-4a6d-b0f5-6e8c1d2a7b94/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1';
const signal: Signal = {
  kind: 'alert',
  id: 'a',
  at,
  rule: 'unreachable',
  target: { kind: 'vm', id: vm, port: 22, from: { address: '10.0.0.4' } },
};
const plan: Plan = {
  fix: 'restart-vm',
  resource: vm,
  region: 'koreacentral',
  risk: 'high',
  changes: [{ kind: 'restart-vm', vm }],
  undo: [],
  opens: [],
  closes: [],
  effect: text('Restarts vm1.', 'vm1을 다시 시작합니다.'),
  proof: [],
  losses: [],
};
const because = text('A person stopped it.', '사람이 중지했습니다.');
const pass = { guard: 'mode', result: { kind: 'pass' } } as const;
const stopped = (result: GuardResult) => ({ guard: 'events-under-way', result });
const proposal = (...guards: Proposal['guards']): Proposal => ({
  cause: 'vm/guest-not-responding',
  blamed: vm,
  request: { fix: 'restart-vm', vm },
  plan,
  hash: 'hash',
  affectedResources: [vm],
  guards,
});
const opened: IncidentEvent = { at, kind: 'opened', signal };
const blocked: IncidentEvent = {
  at,
  kind: 'guarded',
  proposal: proposal(pass, stopped({ kind: 'block', because })),
};
const held: IncidentEvent = {
  at,
  kind: 'guarded',
  until,
  proposal: proposal(pass, stopped({ kind: 'hold', until, because })),
};
const closed: IncidentEvent = { at, kind: 'closed', outcome: 'reported', because };
const kim = { id: '22222222-2222-4222-8222-222222222222', name: 'Kim' };
const approval = { code: 'A2B3', planHash: 'hash', approvers: [kim], until };
const asked: readonly IncidentEvent[] = [
  { at, kind: 'planned', proposal: proposal(pass) },
  { at, kind: 'asked', approval },
];
const approved: IncidentEvent = { at, kind: 'answered', by: kim, decision: 'approve' };

const seen = (...events: readonly IncidentEvent[]) => viewOf(stateOf('i1', [opened, ...events]), [opened, ...events]);
const guard = text(
  '“Nobody else is working on it” (events-under-way)',
  '“다른 작업이 진행 중이 아님” (events-under-way)',
);

test('a guard that blocks is named on the closed incident, and in its history with its reason', () => {
  const { status, history } = seen(blocked, closed);

  expect(status).toMatchObject({ kind: 'closed', because, guard });
  expect(history.map(({ text: { en } }) => en)).toContain(`Guard ${guard.en}: ${because.en}`);
});

test('so is one that stops what was approved already', () => {
  const { status } = seen(...asked, approved, blocked, { at, kind: 'rechecked', result: 'guarded' }, closed);

  expect(status).toMatchObject({ kind: 'closed', guard, question: { code: 'A2B3' } });
});

test('a guard that holds is named with its reason and its time, before the question and after the approval', () => {
  expect(seen(held).status).toEqual({ kind: 'held', because, until, effect: plan.effect, guard });
  expect(seen(...asked, approved, held).status).toMatchObject({
    kind: 'decided',
    now: { en: `Held until 2026-11-21 09:30 UTC by ${guard.en}: ${because.en}` },
  });
});

test('a guard that only held for a while did not end the incident', () => {
  const { status } = seen(held, { at, kind: 'round-started', purpose: 'diagnose' }, ...asked, closed);

  expect(status).toMatchObject({ kind: 'closed', question: { code: 'A2B3' } });
  expect(status).not.toHaveProperty('guard');
});

test('what rules out several causes is told once', () => {
  const excluded = { kind: 'excluded', because: text('No probe says so.', '그런 프로브가 없습니다.') } as const;
  const judgements = ['a/x', 'a/y'].map((cause) => ({ cause, judgement: excluded }));
  const presence = { kind: 'present', symptom: 'ssh-unreachable', because } as const;

  const { shownBy, otherCauses } = seen({ at, kind: 'diagnosed', presence, judgements });
  expect(shownBy).toEqual([because]);
  expect(otherCauses).toEqual([{ ...excluded, causes: [text('a/x', 'a/x'), text('a/y', 'a/y')] }]);
});

test('a question names the guards that passed; one that is no longer known by its id', () => {
  const old = { guard: 'of-long-ago', result: { kind: 'pass' } } as const;
  const { status } = seen({ at, kind: 'planned', proposal: proposal(pass, old) }, { at, kind: 'asked', approval });

  expect(status.kind === 'asking' ? status.question.guards.map(({ title }) => title.en) : status).toEqual([
    expect.stringContaining('policy'),
    'of-long-ago',
  ]);
});

describe('once it is approved', () => {
  const at5 = '2026-11-21T09:05:00.000Z';
  const begun: readonly IncidentEvent[] = [
    ...asked,
    approved,
    { at: at5, kind: 'rechecked', result: 'same', probes: [] },
  ];
  const step = { of: 'changes', index: 0 } as const;
  const landed: readonly IncidentEvent[] = [
    ...begun,
    { at: at5, kind: 'change-intended', step, requestId: 'r' },
    { at: '2026-11-21T09:07:00.000Z', kind: 'change-settled', step, result: { kind: 'landed' } },
  ];
  const well: IncidentEvent = {
    at: '2026-11-21T09:12:00.000Z',
    kind: 'verified',
    presence: { kind: 'absent', because },
    probes: { kind: 'well' },
  };
  const now = (...events: readonly IncidentEvent[]) => {
    const { status } = seen(...events);
    return status.kind === 'decided' ? status.now.en : status;
  };

  test('the card says which request of how many is on its way, since when, and how long the connection may take', () => {
    const applying = 'Applying the fix since 2026-11-21 09:05 UTC. Request 1/1: POST /virtualMachines/vm1/restart';
    expect(now(...begun)).toBe(applying);
    // It is not drawn again for each step on the way of one request.
    expect(now(...landed.slice(0, -1))).toBe(applying);
    expect(now(...landed)).toMatch(
      /^Applied at 2026-11-21 09:07 UTC. Trying the connection again; it may take up to \d+ min to come back.$/,
    );
  });

  test('its times are in the zone of the policy that it is judged by', () => {
    const policy = Policy.parse({ subscriptions: [vm.split('/')[2]], approvers: [kim], timeZone: 'Asia/Seoul' });
    const view = viewOf(...inZone(policy, ...begun));
    expect(view).toMatchObject({ timeZone: 'Asia/Seoul', openedAt: at, status: { kind: 'decided', at } });
    expect(JSON.stringify(view.status)).toContain('Applying the fix since 2026-11-21 18:05 KST.');
    expect(JSON.stringify(view)).not.toContain(' UTC');
  });

  test('the end says what was tried, what came of it, and how long it took', () => {
    const end = seen(...landed, well, { ...closed, outcome: 'resolved' }).status;
    expect(end).toMatchObject({
      took: { en: 'Seen to be well 12 min after the signal.' },
      tried: [{ title: { en: 'Restart the VM' }, result: 'helped' }],
    });
    const withheld = seen(
      ...asked,
      approved,
      { at, kind: 'rechecked', result: 'healed' },
      { ...closed, outcome: 'self-healed' },
    );
    expect(withheld.status).toMatchObject({ tried: [{ result: 'not-applied' }] });
    expect(seen(...asked, closed).status).toMatchObject({ tried: [{ result: 'unanswered' }] });
    expect(seen(closed).status).not.toHaveProperty('tried');
  });

  const inZone = (policy: Policy, ...events: readonly IncidentEvent[]) => {
    const all: readonly IncidentEvent[] = [opened, { at, kind: 'judging-by', policy }, ...events];
    return [stateOf('i1', all), all] as const;
  };
});

describe('the first word', () => {
  const waiting = (...events: readonly IncidentEvent[]) => stateOf('i1', [opened, ...events]);
  const twoMinutes = Date.parse(at) + 120_000;
  const shown = (card: string): IncidentEvent => ({
    at,
    kind: 'shown',
    card,
    message: { conversation: 'c', activity: card },
    hash: 'hash',
  });
  const said = (...events: readonly IncidentEvent[]) =>
    lookingCard(waiting(...events), [opened, ...events], twoMinutes)?.view.status.kind;

  test('says which alert came in, about what, and since when, after two minutes and not before', () => {
    expect(lookingCard(waiting(), [opened], twoMinutes - 1)).toBeUndefined();
    expect(lookingCard(waiting(), [opened], twoMinutes)).toMatchObject({
      key: 'looking',
      view: {
        openedAt: at,
        resource: { name: 'vm1' },
        broken: text('vm1 was reported to be in trouble', 'vm1에 문제가 보고됨'),
        status: { kind: 'looking' },
        history: [{ text: text('Alert received: unreachable', '경고 수신: unreachable') }],
      },
    });
  });

  test('is not needed where there is a question, a result, or a plan that is held or was', () => {
    const afterHold: IncidentEvent = { at, kind: 'round-started', purpose: 'diagnose' };
    for (const known of [asked, [closed], [held], [held, shown('report'), afterHold]])
      expect(said(...known)).toBeUndefined();
  });

  test('once said, points to the message that follows, and goes on doing so', () => {
    const again: IncidentEvent = { at, kind: 'round-started', purpose: 'diagnose' };
    expect(said(shown('looking'))).toBe('looking');
    expect(said(shown('looking'), ...asked)).toBe('looked');
    expect(said(shown('looking'), held, shown('report'), again)).toBe('looked');
    expect(said(shown('looking'), closed)).toBe('looked');
  });
});

test.each<[string, readonly IncidentEvent[], string]>([
  ['was rejected', [{ at, kind: 'answered', by: kim, decision: 'reject' }], 'Nothing was changed.'],
  [
    'Azure did not carry out',
    [
      { at, kind: 'answered', by: kim, decision: 'approve' },
      { at, kind: 'rechecked', result: 'same', probes: [] },
      { at, kind: 'change-intended', step: { of: 'changes', index: 0 }, requestId: 'r' },
      {
        at,
        kind: 'change-settled',
        step: { of: 'changes', index: 0 },
        result: { kind: 'withheld', because },
      },
    ],
    'It was not carried out. Looking again.',
  ],
])('a fix that %s is not said to have been of no help', (_, events, now) => {
  const all: readonly IncidentEvent[] = [
    opened,
    { at, kind: 'planned', proposal: proposal(pass) },
    { at, kind: 'asked', approval },
    ...events,
  ];
  expect(viewOf(stateOf('i1', all), all).status).toMatchObject({ kind: 'decided', now: { en: now } });
});
