import { advance } from '../../shared/incident/advance';
import { commit, read } from '../../shared/incident/commit';
import { open } from '../../shared/incident/open';
import { reply } from '../../shared/incident/reply';
import { stateOf } from '../../shared/incident/state';
import type { World } from '../../shared/incident/world';
import type { Azure } from '../../shared/model/azure';
import { gatewayEstate } from './estates';
import { memoryStore } from './memory-store';
import { refusals, scriptedAzure } from './scripted-azure';
import { calm, kim, policyFor, signalFor, simulate, startsAt, type Answering } from './simulation';

const approves: Answering = { who: 'kim', decision: 'approve', afterMs: 60_000, about: 'the-card' };

test('who was overtaken while sending says nothing about the request of the other', async () => {
  let now = startsAt;
  const estate = gatewayEstate({ cure: true });
  const store = memoryStore(
    () => undefined,
    () => now,
  );
  const scripted = scriptedAzure(estate, { now: () => now }).azure;
  // While the first request is on its way, somebody else has found that it never arrived, and has set out to send another.
  const submit: Azure['submit'] = async () => {
    const before = await read(id, world);
    const { phase } = stateOf(id, before?.events ?? []);
    if (!before || phase.kind !== 'changing') throw new Error('Nothing is being changed.');
    const { step } = phase;
    const absent = await commit(world, before, { kind: 'change-settled', step, result: { kind: 'absent' } });
    if (absent) await commit(world, absent, { kind: 'change-intended', step, requestId: 'the-other' });
    return { kind: 'refused', refusal: refusals.forbidden };
  };
  const world: World = {
    store,
    azure: new Proxy(scripted, {
      get: (target, call) => (call === 'submit' ? submit : (Reflect.get(target, call) as unknown)),
    }),
    messenger: {
      post: () => Promise.resolve({ conversation: 'c', activity: '1' }),
      update: () => Promise.resolve(),
    },
    policy: policyFor(estate),
    language: 'en',
    now: () => now,
    log: () => undefined,
  };
  const work = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn++) {
      await advance(id, world);
      now += 10_000;
    }
  };

  const id = await open(signalFor(estate), world);
  await work();
  const [asked] = stateOf(id, store.all()[0]?.events ?? []).attempts;
  const code = asked?.approval.code ?? '';
  await reply(id, { code, planHash: undefined, decision: 'approve', by: kim }, world);
  await work();

  const { phase } = stateOf(id, store.all()[0]?.events ?? []);
  expect(phase).toMatchObject({ kind: 'changing', progress: { kind: 'intended', requestId: 'the-other' } });
});

test('the ledger tells when a fix is over', async () => {
  const { store } = await simulate(gatewayEstate({ cure: true }), { ...calm, answers: [approves] });
  expect((await store.ledger()).interventions).toMatchObject([{ stage: { kind: 'ended', result: 'verified' } }]);
});
