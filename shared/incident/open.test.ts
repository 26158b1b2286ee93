import { gatewayEstate } from './testing/estates';
import { memoryStore, type MemoryStore } from './testing/memory-store';
import { calm, signalFor, simulate, startsAt } from './testing/simulation';
import { targetKey } from '../targets';
import { text } from '../model/text';
import { commit, read } from './commit';
import type { Happened } from './events';
import { floodWindowMs, open } from './open';
import { changeTarget, letGoBy } from './target-record';

const estate = gatewayEstate({ cure: true });

/** A store whose appends to incidents are counted, at a time that can be set. */
function opening() {
  const clock = { now: startsAt };
  const now = () => clock.now;
  const memory = memoryStore(() => undefined, now);
  const count = { appends: 0 };
  const append: MemoryStore['append'] = (...args) => {
    count.appends++;
    return memory.append(...args);
  };
  const store: MemoryStore = { ...memory, append };
  const deps = { store, now, log: () => undefined, measure: () => undefined };
  return {
    clock,
    count,
    store,
    take: (id: string) => open(signalFor(estate, id), deps),
    happens: async (incident: string, ...happened: readonly Happened[]) => {
      const before = await read(incident, deps);
      return before && commit(deps, before, ...happened);
    },
    signalsOf: (incident: string) =>
      store
        .all()
        .find(({ id }) => id === incident)
        ?.events.flatMap((event) =>
          event.kind === 'opened' || event.kind === 'signal-joined' ? [event.signal.id] : [],
        ),
  };
}
const flood = Array.from({ length: 50 }, (_, index) => `flood-${index}`);
const because = text('It answers.', '응답합니다.');
const closed: Happened = { kind: 'closed', outcome: 'self-healed', because };

test('a flood of alerts about one target costs one append in each minute', async () => {
  const { clock, count, take, signalsOf } = opening();
  const incident = await take('first');

  for (const id of flood) expect(await take(id)).toBe(incident);
  clock.now += floodWindowMs - 1;
  expect(await take('in-time')).toBe(incident);
  expect(count.appends).toBe(1);

  clock.now += 1;
  for (const id of flood) expect(await take(`later-${id}`)).toBe(incident);
  expect(count.appends).toBe(2);
  expect(signalsOf(incident)).toEqual(['first', 'later-flood-0']);
});

test('of alerts that arrive at the same moment, one is written down', async () => {
  const { clock, take, signalsOf } = opening();
  const incident = await take('first');
  clock.now += floodWindowMs;

  expect(new Set(await Promise.all(flood.map(take)))).toEqual(new Set([incident]));
  expect(signalsOf(incident)).toHaveLength(2);
});

test('an alert of a flood opens another incident where the first is over, its target let go or not', async () => {
  const { store, take, happens, signalsOf } = opening();
  const first = await take('first');
  await happens(first, closed);
  const second = await take('second');
  expect(second).not.toBe(first);

  await happens(second, closed);
  await changeTarget(targetKey(estate.target), letGoBy(second), store);
  const third = await take('third');
  expect(third).not.toBe(second);
  expect([second, third].map(signalsOf)).toEqual([['second'], ['third']]);
});

test('an alert is written down once the connection is back, however soon it comes after another', async () => {
  const approves = { who: 'kim', decision: 'approve', afterMs: 60_000, about: 'the-card' } as const;
  const [mended] = (await simulate(gatewayEstate({ cure: true }), { ...calm, answers: [approves] })).incidents;
  const untilBack = mended?.events.slice(1, mended.events.findIndex(({ kind }) => kind === 'verified') + 1) ?? [];
  const { take, happens, signalsOf } = opening();
  const incident = await take('first');

  await happens(incident, ...untilBack.slice(0, -1));
  expect(await take('before')).toBe(incident);
  await happens(incident, ...untilBack.slice(-1));
  expect(await take('after')).toBe(incident);
  expect(signalsOf(incident)).toEqual(['first', 'after']);
});

test('an alert that was not written down opens an incident when it is delivered again after the end, and only one', async () => {
  const { take, happens, signalsOf } = opening();
  const first = await take('first');
  expect(await take('unrecorded')).toBe(first);
  await happens(first, closed);

  const again = await take('unrecorded');
  expect(signalsOf(again)).toEqual(['unrecorded']);
  await happens(again, closed);
  expect(await take('unrecorded')).toBe(again);
});
