import { advance } from '../../shared/incident/advance';
import { commit, read } from '../../shared/incident/commit';
import { open } from '../../shared/incident/open';
import { reply } from '../../shared/incident/reply';
import { stateOf } from '../../shared/incident/state';
import type { Dependencies } from '../../shared/incident/dependencies';
import type { Answer } from '../../shared/model/azure';
import { gatewayEstate, type Estate } from '../../shared/incident/testing/estates';
import { memoryStore } from '../../shared/incident/testing/memory-store';
import { refusals, scriptedAzure } from '../../shared/incident/testing/scripted-azure';
import {
  calm,
  kim,
  policyFor,
  signalFor,
  simulate,
  startsAt,
  type Answering,
} from '../../shared/incident/testing/simulation';

const approves: Answering = { who: 'kim', decision: 'approve', afterMs: 60_000, about: 'the-card' };

/** What is the same outside of all of them: a channel that takes every card. */
const others = (estate: Estate, now: () => number): Omit<Dependencies, 'store' | 'azure'> => ({
  messenger: {
    reply: () => Promise.resolve(),
    post: () => Promise.resolve({ conversation: 'c', activity: '1' }),
    update: () => Promise.resolve(),
  },
  policy: policyFor(estate),
  language: 'en',
  now,
  log: () => undefined,
  measure: () => undefined,
});

/** A gateway's incident just before its change is sent: `submit` sends it, and `look` is asked whether changes are off. */
async function sending(
  submit: (deps: Dependencies, id: string) => Promise<Answer>,
  look: (wait: (ms: number) => void) => void,
) {
  let now = startsAt;
  const estate = gatewayEstate({ cure: true });
  const store = memoryStore(
    () => undefined,
    () => now,
  );
  let intended = false;
  const scripted = scriptedAzure(estate, { now: () => now }).azure;
  const deps: Dependencies = {
    store: {
      ...store,
      append: (id, version, events, ...rest) => {
        intended ||= events.some(({ kind }) => kind === 'change-intended');
        return store.append(id, version, events, ...rest);
      },
      ledger: (since) => {
        if (intended) look((ms) => (now += ms));
        return store.ledger(since);
      },
    },
    azure: { ...scripted, submit: () => submit(deps, id) },
    ...others(estate, () => now),
  };
  const state = () => stateOf(id, store.all()[0]?.events ?? []);
  const work = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn++) {
      await advance(id, deps);
      now += 10_000;
    }
  };

  const id = await open(signalFor(estate), deps);
  await work();
  const code = state().attempts[0]?.approval.code ?? '';
  await reply(id, { code, planHash: undefined, decision: 'approve', by: kim }, deps);
  await work();
  return state().phase;
}

test('who was overtaken while sending says nothing about the request of the other', async () => {
  const phase = await sending(
    // While the first request is on its way, somebody else has found that it never arrived, and has set out to send another.
    async (deps, id) => {
      const before = await read(id, deps);
      if (before?.state.phase.kind !== 'changing') throw new Error('Nothing is being changed.');
      const { step } = before.state.phase;
      const absent = await commit(deps, before, { kind: 'change-settled', step, result: { kind: 'absent' } });
      if (absent) await commit(deps, absent, { kind: 'change-intended', step, requestId: 'the-other' });
      return { kind: 'refused', refusal: refusals.forbidden };
    },
    () => undefined,
  );
  expect(phase).toMatchObject({ kind: 'changing', progress: { kind: 'intended', requestId: 'the-other' } });
});

test('who took too long to look whether changes are off sends nothing: others may already be inspecting', async () => {
  let sent = 0;
  const phase = await sending(
    () => {
      sent += 1;
      return Promise.resolve({ kind: 'refused', refusal: refusals.forbidden });
    },
    (wait) => wait(31_000),
  );
  expect(sent).toBe(0);
  expect(phase).toMatchObject({ kind: 'changing', progress: { kind: 'intended' } });
});

test('while somebody posts the first card, nobody else posts one', async () => {
  let now = startsAt;
  let posts = 0;
  const estate = gatewayEstate({ cure: true });
  const deps: Dependencies = {
    store: memoryStore(
      () => undefined,
      () => now,
    ),
    azure: scriptedAzure(estate, { now: () => now }).azure,
    ...others(estate, () => now),
    messenger: {
      reply: () => Promise.resolve(),
      post: async () => {
        posts += 1;
        if (posts === 1) await advance(id, deps);
        return { conversation: 'c', activity: String(posts) };
      },
      update: () => Promise.resolve(),
    },
  };
  const id = await open(signalFor(estate), deps);
  for (let turn = 0; turn < 4; turn++, now += 10_000) await advance(id, deps);
  expect(posts).toBe(1);
});

/**
 * While somebody looks into the ledger or books for the first time, somebody else goes on with the same incident, and people decide.
 * `stages`: what is booked, in order.
 */
async function overtaken(doing: 'ledger' | 'book', decision: 'approve' | 'reject') {
  let now = startsAt;
  let isFirst = true;
  const stages: string[] = [];
  const estate = gatewayEstate({ cure: true });
  const store = memoryStore(
    () => undefined,
    () => now,
  );
  const state = () => stateOf(id, store.all()[0]?.events ?? []);
  const work = async (pauseMs: number): Promise<void> => {
    for (let turn = 0; turn < 4; turn++, now += pauseMs) await advance(id, deps);
  };
  const goOn = async (): Promise<void> => {
    isFirst = false;
    await work(1000);
    const code = state().attempts[0]?.approval.code ?? '';
    await reply(id, { code, planHash: undefined, decision, by: kim }, deps);
    await work(1000);
  };
  const deps: Dependencies = {
    store: {
      ...store,
      ledger: async (since) => {
        if (isFirst && doing === 'ledger') await goOn();
        return store.ledger(since);
      },
      book: async (intervention, version) => {
        if (isFirst && doing === 'book') await goOn();
        const booked = await store.book(intervention, version);
        if (booked === 'booked') stages.push(intervention.stage.kind);
        return booked;
      },
    },
    azure: scriptedAzure(estate, { now: () => now }).azure,
    ...others(estate, () => now),
  };
  const id = await open(signalFor(estate), deps);
  await work(10_000);
  return { phase: state().phase, ledger: await store.ledger(0), stages };
}

test.each([
  ['looking into the ledger', 'ledger'],
  ['booking', 'book'],
] as const)('who was overtaken by the end while %s books nothing, and is no damage', async (_, doing) => {
  const { phase, ledger } = await overtaken(doing, 'reject');
  expect(phase).toMatchObject({ kind: 'closed', outcome: 'rejected' });
  expect(ledger.interventions).toMatchObject([{ stage: { kind: 'ended', result: 'withdrawn' } }]);
});

test('who was overtaken while booking what is approved by now does not book the question again', async () => {
  const { stages } = await overtaken('book', 'approve');
  // Before people are asked, before it is applied, and as it is sent.
  expect(stages).toEqual(['asked', 'started', 'started']);
});

test('the ledger tells when a fix is over', async () => {
  const { store } = await simulate(gatewayEstate({ cure: true }), { ...calm, answers: [approves] });
  expect((await store.ledger(0)).interventions).toMatchObject([{ stage: { kind: 'ended', result: 'verified' } }]);
});
