import { nameOf } from '../model/arm-id';
import type { Change } from '../model/change';
import { gatewayEstate, vmEstate, type Estate, type VmIllness } from './testing/estates';
import { refusals, type Mishap } from './testing/scripted-azure';
import { calm, simulate, startsAt, type Answering } from './testing/simulation';
import type { IncidentEvent } from './events';
import { stateOf } from './state';

const approves: Answering = { who: 'kim', decision: 'approve', afterMs: 60_000, about: 'the-card' };
const minutes = (ms: number) => Math.ceil((ms - startsAt) / 60_000);

/** What became of the only incident. */
async function run(...[estate, chaos, options]: Parameters<typeof simulate>) {
  const ended = await simulate(estate, chaos, options);
  expect(ended.incidents).toHaveLength(1);
  const [{ id, events } = { id: '', events: [] }] = ended.incidents;
  const state = stateOf(id, events);
  return {
    ...ended,
    events,
    state,
    outcome: state.phase.kind === 'closed' ? state.phase.outcome : state.phase.kind,
    changes: ended.sent.map(({ change }) => change.kind),
    kinds: events.map(({ kind }) => kind),
  };
}

/** What a person does to the group meanwhile: the deny rule moves to another priority, so the plan must too. */
const earlierDeny: Change = {
  kind: 'put-security-rule',
  networkSecurityGroup: '',
  name: 'deny-high',
  rule: {
    description: '',
    direction: 'Inbound',
    access: 'Deny',
    protocol: '*',
    priority: 400,
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '60000-65535',
  },
};

/** The call of this name, the nth time (from 1). */
const nth = (name: string, n: number, mishap: Mishap) => {
  let count = 0;
  return (call: string) => (call === name && ++count === n ? mishap : undefined);
};

describe('a gateway whose NSG denies its management ports', () => {
  test('is repaired after approval, and checked', async () => {
    const { outcome, sent, state, posted, updated, kinds } = await run(gatewayEstate({ cure: true }), {
      ...calm,
      answers: [approves],
    });
    expect(outcome).toBe('resolved');
    expect(sent.map(({ change }) => change)).toEqual(state.attempts[0]?.proposal.plan.changes);
    expect(state.attempts).toMatchObject([{ applied: true, verified: true, undone: false }]);
    expect(posted.map(({ status }) => status.kind)).toEqual(['asking']);
    expect(updated.at(-1)?.status).toMatchObject({ kind: 'closed', outcome: 'resolved' });
    const quiet = ['observed', 'observation-pending', 'post-intended', 'shown', 'said'];
    expect(kinds.filter((kind) => !quiet.includes(kind))).toEqual([
      'opened',
      'judging-by',
      'diagnosed',
      'planned',
      'asked',
      'answered',
      'rechecked',
      'change-intended',
      'change-submitted',
      'change-settled',
      'verified',
      'closed',
    ]);
  });

  test('is left alone when somebody rejects, and the target is free again', async () => {
    const { outcome, sent, store } = await run(gatewayEstate({ cure: true }), {
      ...calm,
      answers: [{ ...approves, decision: 'reject' }],
    });
    expect(outcome).toBe('rejected');
    expect(sent).toEqual([]);
    expect(store.holders().size).toBe(0);
  });

  test('is left alone when nobody answers for as long as the policy says', async () => {
    const { outcome, sent, state, kinds } = await run(gatewayEstate({ cure: true }), calm);
    expect(outcome).toBe('expired');
    expect(sent).toEqual([]);
    expect(minutes(state.phase.kind === 'closed' ? state.phase.at : 0)).toBe(31);
    expect(kinds).toContain('expired');
  });

  test.each<[string, Answering]>([
    ['a stranger', { ...approves, who: 'stranger' }],
    ['somebody who looks at an earlier plan', { ...approves, about: 'another-plan' }],
  ])('is not changed by the word of %s', async (_, answering) => {
    const { sent, events } = await run(gatewayEstate({ cure: true }), { ...calm, answers: [answering] });
    expect(sent).toEqual([]);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'refused' }));
  });

  test('is not changed by the word of somebody who is late, and stays as it was told', async () => {
    const late = { ...approves, afterMs: 40 * 60_000 };
    const { sent, kinds, outcome } = await run(gatewayEstate({ cure: true }), { ...calm, answers: [late] });
    expect(sent).toEqual([]);
    expect(outcome).toBe('expired');
    expect(kinds).not.toContain('refused');
  });

  test('is decided once: the first of two answers counts', async () => {
    const { outcome, sent, events } = await run(gatewayEstate({ cure: true }), {
      ...calm,
      answers: [{ ...approves, decision: 'reject', afterMs: 5_000 }, approves],
    });
    expect(outcome).toBe('rejected');
    expect(sent).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'answered')).toHaveLength(1);
  });

  test('gets its rule back out when that did not help', async () => {
    const { outcome, changes, state } = await run(gatewayEstate({ cure: false }), { ...calm, answers: [approves] });
    expect(outcome).toBe('escalated');
    expect(changes).toEqual(['put-security-rule', 'delete-security-rule']);
    expect(state.attempts).toMatchObject([{ applied: true, verified: false, undone: true }]);
  });

  test('is not changed when it is healthy again by the time of the approval', async () => {
    const estate = gatewayEstate({ cure: true });
    let looks = 0;
    const healing: Estate = {
      ...estate,
      look: (call, id) =>
        call === 'backendhealth' && ++looks > 1 ? { backendAddressPools: [] } : estate.look(call, id),
    };
    const { outcome, sent } = await run(healing, { ...calm, answers: [approves] });
    expect(outcome).toBe('self-healed');
    expect(sent).toEqual([]);
  });

  test('is not changed when its rules are others by the time of the approval', async () => {
    const estate = gatewayEstate({ cure: true });
    let looks = 0;
    const changing: Estate = {
      ...estate,
      look: (call, id) => {
        if (call === 'networkSecurityGroups/*' && ++looks === 2) estate.apply(earlierDeny, '');
        return estate.look(call, id);
      },
    };
    const { outcome, sent, events } = await run(changing, { ...calm, answers: [approves] });
    expect(outcome).toBe('reported');
    expect(sent).toEqual([]);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'rechecked', result: 'changed' }));
  });

  test.each(['throttled', 'conflict'] as const)('waits where Azure is busy (%s), and sends again', async (kind) => {
    const { outcome, sent } = await run(
      gatewayEstate({ cure: true }),
      { ...calm, answers: [approves] },
      { script: nth('submit', 1, refusals[kind]) },
    );
    expect(outcome).toBe('resolved');
    expect(sent.map(({ landed }) => landed)).toEqual([false, true]);
  });

  test('looks before it sends again when the request got lost', async () => {
    const { outcome, sent, kinds } = await run(
      gatewayEstate({ cure: true }),
      { ...calm, answers: [approves] },
      { script: nth('submit', 1, refusals.unavailable) },
    );
    expect(outcome).toBe('resolved');
    expect(sent.map(({ landed }) => landed)).toEqual([false, true]);
    const first = kinds.indexOf('change-intended');
    expect(kinds.slice(first, kinds.indexOf('change-intended', first + 1))).toContain('observed');
  });

  test('does not send again when only the answer got lost', async () => {
    const { outcome, sent } = await run(
      gatewayEstate({ cure: true }),
      { ...calm, answers: [approves] },
      { script: nth('submit', 1, 'answer-lost') },
    );
    expect(outcome).toBe('resolved');
    expect(sent).toHaveLength(1);
  });

  test('is not tried again when Azure refuses it for good', async () => {
    const { outcome, sent, state } = await run(
      gatewayEstate({ cure: true }),
      { ...calm, answers: [approves] },
      { script: nth('submit', 1, refusals.forbidden) },
    );
    expect(outcome).toBe('escalated');
    expect(sent).toHaveLength(1);
    expect(state.attempts).toMatchObject([{ applied: false, undone: false }]);
  });

  test('is cleaned up after an operation that failed half-way', async () => {
    const { outcome, changes, state } = await run(
      gatewayEstate({ cure: true }),
      { ...calm, answers: [approves] },
      { script: nth('poll', 3, refusals.failed) },
    );
    expect(outcome).toBe('escalated');
    expect(changes).toEqual(['put-security-rule', 'delete-security-rule']);
    expect(state.attempts).toMatchObject([{ applied: false, undone: true }]);
  });

  test('comes to an end when Azure never answers a change', async () => {
    const { outcome, endedAt } = await run(
      gatewayEstate({ cure: true }),
      { ...calm, answers: [approves] },
      { script: (call) => (call === 'submit' ? refusals.unavailable : undefined) },
    );
    expect(outcome).toBe('escalated');
    expect(minutes(endedAt)).toBeLessThan(60);
  });

  test('comes to an end when Azure answers nothing at all', async () => {
    const { outcome, sent, endedAt } = await run(gatewayEstate({ cure: true }), calm, {
      script: () => refusals.unavailable,
    });
    expect(outcome).toBe('reported');
    expect(sent).toEqual([]);
    expect(minutes(endedAt)).toBeLessThan(120);
  });

  test('ends in people’s hands when nobody can ask how the change is doing', async () => {
    const { outcome, sent, events } = await run(
      gatewayEstate({ cure: true }),
      { ...calm, answers: [approves] },
      { script: nth('poll', 3, { kind: 'not-found', code: 'NotFound', message: 'There is no such operation.' }) },
    );
    expect(outcome).toBe('escalated');
    expect(sent).toHaveLength(1);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'change-settled', result: { kind: 'unknown' } }));
  });

  test('is asked about in the channel as soon as that can be reached', async () => {
    const { outcome, posted } = await run(gatewayEstate({ cure: true }), { ...calm, silences: 3, answers: [approves] });
    expect(outcome).toBe('resolved');
    expect(posted.length).toBeGreaterThan(0);
  });
});

describe('a VM that does not answer SSH', () => {
  test.each<[VmIllness, string, readonly string[]]>([
    ['hung-guest', 'resolved', ['restart-vm']],
    ['bad-node', 'resolved', ['restart-vm', 'redeploy-vm']],
    ['incurable', 'escalated', ['restart-vm', 'redeploy-vm']],
    ['sshd-broken', 'resolved', ['run-command', 'put-vm-extension']],
    ['incurable-sshd', 'escalated', ['run-command', 'put-vm-extension', 'run-command', 'restart-vm', 'redeploy-vm']],
  ])('%s: the documented fixes in order, each approved and checked', async (illness, expected, changes) => {
    const ended = await run(vmEstate({ illness }), { ...calm, answers: [approves] });
    expect(ended.outcome).toBe(expected);
    expect(ended.changes).toEqual(changes);
    expect(ended.posted.filter(({ status }) => status.kind === 'asking')).toHaveLength(ended.state.attempts.length);
    for (const { decision } of ended.state.attempts) expect(decision?.decision).toBe('approve');
  });

  test('gets back what a half-applied fix changed', async () => {
    const { changes, state } = await run(
      vmEstate({ illness: 'sshd-broken' }),
      { ...calm, answers: [{ ...approves, afterMs: 0 }] },
      { script: nth('submit', 2, refusals.failed) },
    );
    expect(changes.slice(0, 3)).toEqual(['run-command', 'put-vm-extension', 'run-command']);
    expect(state.attempts[0]).toMatchObject({ applied: false, undone: true });
  });

  test('restart is not sent again when its answer got lost', async () => {
    const { outcome, changes } = await run(
      vmEstate({ illness: 'hung-guest' }),
      { ...calm, answers: [approves] },
      { script: nth('submit', 1, 'answer-lost') },
    );
    expect(outcome).toBe('resolved');
    expect(changes).toEqual(['restart-vm']);
  });

  test('restart whose answer got lost names the right that it takes to find out what became of it', async () => {
    const action = 'Microsoft.Insights/eventtypes/values/read';
    const mishaps: Partial<Record<string, Mishap>> = {
      submit: 'answer-lost',
      values: { kind: 'forbidden', action, code: 'AuthorizationFailed', message: 'Not allowed.' },
    };
    const { outcome, changes, updated } = await run(
      vmEstate({ illness: 'hung-guest' }),
      { ...calm, answers: [approves] },
      { script: (call) => mishaps[call] },
    );
    expect(outcome).toBe('escalated');
    expect(changes).toEqual(['restart-vm']);
    const status = updated.at(-1)?.status;
    expect(status).toMatchObject({ kind: 'closed' });
    const told = status?.kind === 'closed' ? status.because : undefined;
    expect(told?.en).toContain(action);
    expect(told?.ko).toContain(action);
  });
});

describe('looks that do not depend on each other', () => {
  const asked = (events: readonly IncidentEvent[]) =>
    events.flatMap((event) => (event.kind === 'observation-pending' ? [[event.at, event.pending.request.kind]] : []));

  test('are under way at the same time, and their answers are committed together', async () => {
    const { events } = await run(vmEstate({ illness: 'sshd-broken' }), calm);
    const [first, second] = asked(events);
    expect([first?.[1], second?.[1]]).toEqual(['ipFlow', 'nextHop']);
    expect(first?.[0]).toBe(second?.[0]);
    const answered = ['ipFlow', 'nextHop'].map((kind) =>
      events.find((event) => event.kind === 'observed' && event.observation.kind === kind),
    );
    expect(answered[0]?.at).toBe(answered[1]?.at);
  });

  test('do not wait for one that Azure puts off, and only that one is asked again', async () => {
    const { events, calls } = await run(vmEstate({ illness: 'sshd-broken' }), calm, {
      script: nth('ipFlowVerify', 1, refusals.throttled),
    });
    const putOff = events.find((event) => event.kind === 'deferred');
    expect(putOff).toMatchObject({ request: { kind: 'ipFlow' }, refusal: { kind: 'throttled' } });
    expect(
      asked(events)
        .slice(0, 2)
        .map(([, kind]) => kind),
    ).toEqual(['nextHop', 'ipFlow']);
    // Once for the way there, once for the way back.
    expect(calls.filter((call) => call === 'nextHop')).toHaveLength(2);
  });
});

test('two alerts about one target are one incident', async () => {
  const { outcome } = await run(gatewayEstate({ cure: true }), { ...calm, signals: 2, answers: [approves] });
  expect(outcome).toBe('resolved');
});

test('people see the name of what is broken', async () => {
  const { posted, state } = await run(gatewayEstate({ cure: true }), calm);
  expect(posted[0]?.resource.name).toBe(nameOf(state.target.id));
});
