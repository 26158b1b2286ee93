import { fail } from './fail';
import { incidentOf, open } from './open';
import type { Message } from './ports';
import { reply } from './reply';
import { stateOf } from './state';
import { probe, sweep } from './sweep';
import { gateway, gatewayEstate, vm } from '../../test/incident/estates';
import { memoryStore } from '../../test/incident/memory-store';
import { refusals, scriptedAzure, type Script } from '../../test/incident/scripted-azure';
import { kim, policyFor, signalFor, startsAt } from '../../test/incident/simulation';
import type { World } from './world';

const estate = gatewayEstate({ cure: true });

function worldWith(script: Script = () => undefined) {
  const queue: { readonly at: number; readonly message: Message }[] = [];
  const logged: string[] = [];
  const store = memoryStore(
    (at, message) => queue.push({ at, message }),
    () => startsAt,
  );
  const world: World = {
    store,
    azure: scriptedAzure(estate, { now: () => startsAt, script }).azure,
    messenger: {
      post: () => Promise.resolve({ conversation: 'c', activity: 'a' }),
      update: () => Promise.resolve(),
    },
    policy: policyFor(estate),
    language: 'en',
    now: () => startsAt,
    log: (message) => logged.push(message),
  };
  return { world, store, queue, logged };
}

const sweptAt = new Date(startsAt).toISOString();
const first = { kind: 'probe', target: gateway, sweptAt } as const;

describe('a sweep', () => {
  test('asks for a look at every gateway of the subscriptions', async () => {
    const { world, queue } = worldWith();
    await sweep(world);
    expect(queue).toEqual([{ at: startsAt, message: first }]);
  });

  test('asks for a look at every VM that the policy lists', async () => {
    const { world, queue } = worldWith();
    await sweep({ ...world, policy: { ...world.policy, targets: [vm] } });
    expect(queue.map(({ message }) => message)).toEqual([first, { ...first, target: vm }]);
  });

  test('leaves out a subscription that cannot be read, and says so', async () => {
    const { world, queue, logged } = worldWith(() => refusals.forbidden);
    await sweep(world);
    expect(queue).toEqual([]);
    expect(logged).toEqual([expect.stringMatching(/Resource Graph/), expect.stringMatching(/could not be swept/)]);
  });

  test('waits for Azure by a message, and raises one signal for what is wrong', async () => {
    const { world, queue } = worldWith();
    await probe(first, world);
    expect(queue).toMatchObject([
      { at: startsAt + 10_000, message: { kind: 'probe', operation: { call: 'backendhealth' } } },
    ]);
    const [{ message } = { message: first }] = queue;
    if (message.kind !== 'probe') throw new Error('It is a probe.');
    await probe(message, world);
    await probe(message, world);
    const signals = queue.filter((each) => each.message.kind === 'signal');
    expect(signals).toMatchObject([{ message: { signal: { kind: 'sweep', at: sweptAt, target: gateway } } }]);
  });

  test('raises nothing where Azure refuses to look', async () => {
    const { world, queue, logged } = worldWith(() => refusals.throttled);
    await probe(first, world);
    expect(queue).toEqual([]);
    expect(logged).toHaveLength(1);
  });
});

describe('a signal', () => {
  test('opens the same incident however often it comes', async () => {
    const { world, store } = worldWith();
    const signal = signalFor(estate);
    expect(await open(signal, world)).toBe(incidentOf(signal));
    expect(await open(signal, world)).toBe(incidentOf(signal));
    expect(store.all().map(({ events }) => events.map(({ kind }) => kind))).toEqual([['opened']]);
  });

  test('opens a new incident once the last one is closed', async () => {
    const { world, store } = worldWith();
    await fail({ kind: 'signal', signal: signalFor(estate, 'first') }, world);
    const second = await open(signalFor(estate, 'second'), world);
    expect(second).toBe(incidentOf(signalFor(estate, 'second')));
    expect(store.all()).toHaveLength(2);
  });

  test('of an incident that is over does not open it again', async () => {
    const { world, store } = worldWith();
    const signal = signalFor(estate);
    await fail({ kind: 'signal', signal }, world);
    expect(await open(signal, world)).toBe(incidentOf(signal));
    expect(store.all()).toHaveLength(1);
    expect(store.holders().size).toBe(0);
  });
});

describe('a message that cannot be worked on', () => {
  test('ends its incident in people’s hands, once', async () => {
    const { world, store, queue } = worldWith();
    const incident = await open(signalFor(estate), world);
    await fail({ kind: 'wake', incident }, world);
    await fail({ kind: 'wake', incident }, world);
    const events = store.all()[0]?.events ?? [];
    expect(stateOf(incident, events).phase).toMatchObject({ kind: 'closed', outcome: 'escalated' });
    expect(events.filter(({ kind }) => kind === 'closed')).toHaveLength(1);
    expect(queue).toContainEqual({ at: startsAt, message: { kind: 'wake', incident } });
  });

  test('of the sweep is left to the next sweep', async () => {
    const { world, store, logged } = worldWith();
    await fail(first, world);
    expect(store.all()).toEqual([]);
    expect(logged).toHaveLength(1);
  });
});

test('an answer to a question that nobody asked is refused and changes nothing', async () => {
  const { world, store } = worldWith();
  const answer = { code: 'A2B3', planHash: undefined, decision: 'approve', by: kim } as const;
  expect(await reply(undefined, answer, world)).toMatchObject({ kind: 'refused' });
  const incident = await open(signalFor(estate), world);
  expect(await reply(incident, answer, world)).toMatchObject({ kind: 'refused' });
  expect(stateOf(incident, store.all()[0]?.events ?? []).phase.kind).toBe('diagnosing');
});
