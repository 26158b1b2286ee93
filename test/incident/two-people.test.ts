import { advance } from '../../shared/incident/advance';
import type { IncidentEvent } from '../../shared/incident/events';
import { next } from '../../shared/incident/next';
import { open } from '../../shared/incident/open';
import { auditIncident } from '../../shared/incident/promises';
import { reply } from '../../shared/incident/reply';
import { stateOf } from '../../shared/incident/state';
import { replacedCards, viewOf } from '../../shared/incident/view';
import { isIncidentEvent } from '../../shared/incident/stored-event';
import { standing } from '../../shared/cards/format';
import type { Decision } from '../../shared/approvals/approval';
import type { Dependencies } from '../../shared/incident/dependencies';
import { gatewayEstate } from '../../shared/incident/testing/estates';
import { memoryStore } from '../../shared/incident/testing/memory-store';
import { scriptedAzure } from '../../shared/incident/testing/scripted-azure';
import type { Policy } from '../../shared/model/policy';
import { kim, policyFor, signalFor, startsAt } from '../../shared/incident/testing/simulation';

const lee = { id: '44444444-4444-4444-8444-444444444444', name: 'Lee' };
const park = { id: '55555555-5555-4555-8555-555555555555', name: 'Park' };

/** A gateway's incident whose question is open; two of three people must approve. */
async function asked(people: 1 | 2 = 2, escalation?: Policy['escalation']) {
  let now = startsAt;
  const estate = gatewayEstate({ cure: true });
  const store = memoryStore(
    () => undefined,
    () => now,
  );
  const { azure, sent } = scriptedAzure(estate, { now: () => now });
  const policy = {
    ...policyFor(estate),
    approvers: [kim, lee, park],
    approvals: [{ people }],
    ...(escalation ? { escalation } : {}),
  };
  const deps: Dependencies = {
    store,
    azure,
    messenger: {
      reply: () => Promise.resolve(),
      post: () => Promise.resolve({ conversation: 'c', activity: '1' }),
      update: () => Promise.resolve(),
    },
    policy,
    language: 'en',
    now: () => now,
    log: () => undefined,
    measure: () => undefined,
  };
  const id = await open(signalFor(estate), deps);
  const work = async (turns = 4): Promise<void> => {
    for (let turn = 0; turn < turns; turn++) {
      await advance(id, deps);
      now += 10_000;
    }
  };
  await work();
  const events = (): readonly IncidentEvent[] => store.all()[0]?.events ?? [];
  const state = () => stateOf(id, events());
  const view = () => viewOf(state(), events());
  /** Answers the newest question. */
  const say = (by: typeof kim, decision: Decision = 'approve') =>
    reply(id, { code: state().attempts.at(-1)?.approval.code ?? '', planHash: undefined, decision, by }, deps);
  const wait = (ms: number) => void (now += ms);
  return { id, policy, sent, store, work, events, state, view, say, wait, now: () => now };
}

test('the first approval is on the card, and changes nothing', async () => {
  const { say, state, view, work, sent } = await asked();
  expect((await say(kim)).kind).toBe('taken');
  await work();
  expect(state().phase.kind).toBe('asking');
  expect(sent).toEqual([]);
  expect(view().status).toMatchObject({ kind: 'asking', question: { people: 2, approvedBy: ['Kim'] } });
  expect(standing(view())).toEqual({
    en: 'Approved by Kim; a second approval is needed',
    ko: 'Kim 님이 승인했습니다. 두 번째 승인이 필요합니다',
  });
});

test('the second one, by somebody else, decides, and both are named', async () => {
  const { id, say, view, work, sent, events } = await asked();
  await say(kim);
  await say(lee);
  expect(view().status).toMatchObject({ kind: 'decided', decision: 'approve', by: 'Kim, Lee' });
  await work();
  expect(sent).toHaveLength(1);
  expect(auditIncident(id, events())).toEqual([]);
});

test('of two who approve at the same moment both count, and two is enough', async () => {
  const { say, state, events } = await asked();
  await Promise.all([say(kim), say(lee), say(park)]);
  expect(state().phase.kind).toBe('rechecking');
  expect(events().filter(({ kind }) => kind === 'answered')).toHaveLength(2);
});

test('one person who answers from two browsers at once is one person, and is told so', async () => {
  const { say, state } = await asked();
  const said = await Promise.all([say(kim), say({ ...kim, id: kim.id.toUpperCase() })]);
  expect(said.map(({ kind }) => kind).toSorted()).toEqual(['refused', 'taken']);
  expect(said).toContainEqual({
    kind: 'refused',
    because: expect.objectContaining({
      en: expect.stringContaining('You have approved this already') as string,
    }) as unknown,
  });
  expect(state().phase.kind).toBe('asking');
});

test.each([
  ['the other', lee],
  ['the same person, who has thought better of it', kim],
])('one no, by %s, ends it', async (_, who) => {
  const { say, state, work, sent } = await asked();
  await say(kim);
  await say(who, 'reject');
  await say(park);
  await work();
  expect(state().phase).toMatchObject({ kind: 'closed', outcome: 'rejected' });
  expect(sent).toEqual([]);
});

test('the time limit is for both', async () => {
  const { say, state, work, sent, wait } = await asked();
  await say(kim);
  wait(30 * 60_000);
  expect((await say(lee)).kind).toBe('refused');
  await work();
  const { phase } = state();
  expect(phase).toMatchObject({ kind: 'closed', outcome: 'expired' });
  expect(phase.kind === 'closed' && phase.because.en).toContain('Kim approved the fix, but nobody else did in time');
  expect(sent).toEqual([]);
});

test('one person of whom two approvals are stored is still one', async () => {
  const { id, say, events } = await asked();
  await say(kim);
  const again = { ...events().find(({ kind }) => kind === 'answered')!, by: { ...kim, id: kim.id.toUpperCase() } };
  expect(stateOf(id, [...events(), again]).phase.kind).toBe('asking');
});

test('an approval of a question does not count for one that is asked after it', async () => {
  const { id, say, events } = await asked();
  await say(kim);
  const of = (kind: IncidentEvent['kind']) => events().find((event) => event.kind === kind)!;
  const again = [...events(), of('planned'), of('asked')];
  expect(stateOf(id, again).attempts).toMatchObject([{ approvedBy: [], decision: undefined }]);
  const by = { at: events().at(-1)!.at, kind: 'answered', by: lee, decision: 'approve' } as const;
  expect(stateOf(id, [...again, by]).phase.kind).toBe('asking');
});

test('nothing that is written behind a no makes it a yes', async () => {
  const { id, say, events } = await asked(1);
  await say(kim, 'reject');
  const yes = { at: events().at(-1)!.at, kind: 'answered', by: lee, decision: 'approve' } as const;
  expect(stateOf(id, [...events(), yes]).phase.kind).toBe('asking');
});

describe('where nobody answers', () => {
  const escalation = { afterMinutes: 10, approvers: ['Park'] };
  const minute = 60_000;

  test('more people are asked in a message of its own, within the same time', async () => {
    const { id, state, work, wait, events, view } = await asked(1, escalation);
    const [first] = state().attempts;
    expect(first?.approval.approvers).toEqual([kim, lee]);
    wait(9 * minute);
    await work(1);
    expect(state().attempts).toHaveLength(1);
    wait(minute);
    await work();
    const newest = state().attempts.at(-1)?.approval;
    expect(newest).toMatchObject({ approvers: [kim, lee, park], until: first?.approval.until });
    expect(newest?.code).not.toBe(first?.approval.code);
    expect(Object.keys(state().cards)).toEqual([first?.approval.code, newest?.code]);
    expect(replacedCards(state(), events())).toMatchObject([{ key: first?.approval.code }]);
    expect(view().status).toMatchObject({ kind: 'asking', question: { approvers: ['Kim', 'Lee', 'Park'] } });
    expect(auditIncident(id, events())).toEqual([]);
  });

  test('after one of two has approved, the others are asked too, and that approval still counts', async () => {
    const { id, say, state, view, work, wait, events, sent, store } = await asked(2, escalation);
    await say(kim);
    wait(10 * minute);
    await work();
    const { approval } = state().attempts.at(-1)!;
    expect(approval.approvers).toEqual([kim, lee, park]);
    expect(view().status).toMatchObject({ kind: 'asking', question: { approvedBy: ['Kim'] } });
    expect((await store.ledger()).interventions).toMatchObject([{ incident: id, code: approval.code }]);
    expect(await say(kim)).toMatchObject({ kind: 'refused' });
    expect(sent).toEqual([]);
    await say(park);
    await work();
    expect(view().status).toMatchObject({ kind: 'closed', outcome: 'resolved' });
    expect(sent).toHaveLength(1);
    expect(auditIncident(id, events())).toEqual([]);
  });

  test('a code that came to be taken meanwhile is not drawn for the others either', async () => {
    const first = await asked(1, escalation);
    first.wait(10 * minute);
    await first.work();
    const taken = first.state().attempts.at(-1)!.approval.code;
    const second = await asked(1, escalation);
    second.wait(9 * minute);
    const { version } = await second.store.ledger();
    const booked = (await first.store.ledger()).interventions[0]!;
    await second.store.book({ ...booked, incident: 'i-elsewhere', planHash: 'other', code: taken }, version);
    second.wait(minute);
    await second.work();
    expect(second.state().attempts).toHaveLength(2);
    expect(second.state().attempts.at(-1)?.approval.code).not.toBe(taken);
  });

  test('nobody else is asked where time is over by then', async () => {
    const late = await asked(1, { ...escalation, afterMinutes: 30 });
    late.wait(30 * minute);
    await late.work();
    expect(late.state().attempts).toHaveLength(1);
    expect(late.state().phase).toMatchObject({ kind: 'closed', outcome: 'expired' });
  });
});

test('what an older version asked is read, and one person decides it', async () => {
  const { id, say, events } = await asked(1);
  const older = events().map((event) => {
    if (event.kind !== 'planned') return event;
    const { asks: _, ...proposal } = event.proposal;
    return { ...event, proposal };
  });
  for (const event of older) expect(isIncidentEvent(JSON.parse(JSON.stringify(event)))).toBe(true);
  await say(kim);
  const answered = events().find(({ kind }) => kind === 'answered')!;
  expect(stateOf(id, [...older, answered]).phase.kind).toBe('rechecking');
});

test('what an older version planned and did not ask about yet is planned anew', async () => {
  const { id, events, policy, now } = await asked();
  const older = events()
    .slice(0, events().findIndex(({ kind }) => kind === 'planned') + 1)
    .map((event) => {
      if (event.kind !== 'planned') return event;
      const { asks: _, ...proposal } = event.proposal;
      return { ...event, proposal };
    });
  expect(next(stateOf(id, older), policy, now())).toMatchObject({
    do: 'record',
    events: [{ kind: 'round-started', purpose: 'diagnose' }],
  });
});
