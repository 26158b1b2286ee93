import type { IncidentView } from '../cards/view';
import type { Message } from './ports';
import type { Signal } from '../model/target';
import type { Dependencies } from './dependencies';
import { handle } from './handle';
import { reply } from './reply';
import { stateOf } from './state';
import { gatewayEstate } from './testing/estates';
import { memoryStore } from './testing/memory-store';
import { scriptedAzure } from './testing/scripted-azure';
import { kim, policyFor, startsAt } from './testing/simulation';

const minute = 60_000;

/** Gateways in one subnet, whose rule shuts Azure out of them all. */
function twoGateways() {
  const estate = gatewayEstate({ cure: true });
  const clock = { now: startsAt };
  const now = () => clock.now;
  let queue: { readonly at: number; readonly message: Message }[] = [];
  const store = memoryStore((at, message) => queue.push({ at, message }), now);
  const cards = new Map<string, IncidentView>();
  const deps: Dependencies = {
    store,
    azure: scriptedAzure(estate, { now }).azure,
    messenger: {
      post: (view) => {
        const activity = `m${cards.size}`;
        cards.set(activity, view);
        return Promise.resolve({ conversation: 'c', activity });
      },
      update: ({ activity }, view) => Promise.resolve(void cards.set(activity, view)),
    },
    policy: policyFor(estate),
    language: 'en',
    now,
    log: () => undefined,
  };
  const work = async (ms: number) => {
    const until = clock.now + ms;
    for (;;) {
      const due = queue.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
      if (!due) break;
      queue = queue.filter((each) => each !== due);
      clock.now = Math.max(clock.now, due.at);
      await handle(due.message, deps);
    }
    clock.now = until;
  };
  const alert = (name: string) => {
    const id = estate.target.id.replace(/[^/]+$/, name);
    const at = new Date(now()).toISOString();
    return store.receive({ kind: 'alert', id: name, at, rule: 'r', target: { kind: 'gateway', id } } satisfies Signal);
  };
  const stateFor = (name: string) => {
    const found = store.all().find(({ events: [first] }) => first?.kind === 'opened' && first.signal.id === name);
    if (!found) throw new Error(`There is no incident of ${name}.`);
    return stateOf(found.id, found.events);
  };
  const cardOf = (name: string) => [...cards.values()].findLast(({ resource }) => resource.name === name);
  return { deps, work, alert, stateFor, cardOf };
}

test('one question names all that suffer from the same, and one answer mends them', async () => {
  const { deps, work, alert, stateFor, cardOf } = twoGateways();
  await alert('gw1');
  await work(minute);
  expect(cardOf('gw1')?.alsoHurt).toBeUndefined();

  await alert('gw2');
  await alert('gw3');
  await work(12 * minute);
  expect(['gw1', 'gw2', 'gw3'].map((name) => stateFor(name).phase.kind)).toEqual(['asking', 'held', 'held']);
  expect(cardOf('gw1')?.alsoHurt?.toSorted()).toEqual(['gw2', 'gw3']);

  const [asked] = stateFor('gw1').attempts;
  if (!asked) throw new Error('Somebody must have been asked.');
  const { code, planHash } = asked.approval;
  await reply(stateFor('gw1').id, { code, planHash, decision: 'approve', by: kim }, deps);
  await work(12 * minute);
  const ends = ['gw1', 'gw2', 'gw3'].map((name) => stateFor(name).phase);
  expect(ends).toMatchObject([{ outcome: 'resolved' }, { outcome: 'self-healed' }, { outcome: 'self-healed' }]);
});
