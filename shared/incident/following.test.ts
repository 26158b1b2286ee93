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
function gateways() {
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
  const alert = (name: string, again = '') => {
    const id = estate.target.id.replace(/[^/]+$/, name);
    const at = new Date(now()).toISOString();
    return store.receive({
      kind: 'alert',
      id: `${name}${again}`,
      at,
      rule: 'r',
      target: { kind: 'gateway', id },
    } satisfies Signal);
  };
  const stateFor = (name: string) => {
    const found = store.all().find(({ events: [first] }) => first?.kind === 'opened' && first.signal.id === name);
    if (!found) throw new Error(`There is no incident of ${name}.`);
    return stateOf(found.id, found.events);
  };
  const cardOf = (name: string) => [...cards.values()].findLast(({ resource }) => resource.name === name);
  return { deps, work, alert, stateFor, cardOf, cards };
}

/** What one of three gateways asks about, and the other two suffer from. */
async function asked(behind: readonly string[] = ['gw2', 'gw3']) {
  const azure = gateways();
  const { work, alert, stateFor, deps } = azure;
  await alert('gw1');
  await work(minute);
  for (const name of behind) await alert(name);
  await work(4 * minute);
  const [attempt] = stateFor('gw1').attempts;
  if (!attempt) throw new Error('Somebody must have been asked.');
  const { code, planHash } = attempt.approval;
  const answer = (decision: 'approve' | 'reject') =>
    reply(stateFor('gw1').id, { code, planHash, decision, by: kim }, deps);
  const hurt = () =>
    azure
      .cardOf('gw1')
      ?.alsoHurt?.map(({ name, condition }) => `${name} ${condition}`)
      .toSorted();
  return { ...azure, answer, hurt };
}

test('one question names all that suffer from the same, and one answer mends them', async () => {
  const { work, stateFor, cardOf, answer, hurt, cards } = await asked();
  expect(['gw1', 'gw2', 'gw3'].map((name) => stateFor(name).phase.kind)).toEqual(['asking', 'held', 'held']);
  expect(hurt()).toEqual(['gw2 hurt', 'gw3 hurt']);

  await answer('approve');
  await work(12 * minute);
  const ends = ['gw1', 'gw2', 'gw3'].map((name) => stateFor(name).phase);
  expect(ends).toMatchObject([{ outcome: 'resolved' }, { outcome: 'resolved' }, { outcome: 'resolved' }]);
  expect(hurt()).toEqual(['gw2 well', 'gw3 well']);
  expect(cards.size).toBe(1);
  expect([cardOf('gw2'), cardOf('gw3')]).toEqual([undefined, undefined]);
});

test.each([
  ['a rejection', 'rejected', (azure: Awaited<ReturnType<typeof asked>>) => azure.answer('reject')],
  ['silence', 'expired', (azure: Awaited<ReturnType<typeof asked>>) => azure.work(3 * 60 * minute)],
] as const)('%s holds for all of them, and nobody is asked again', async (_, outcome, happens) => {
  const azure = await asked();
  await happens(azure);
  await azure.work(minute);
  const ends = ['gw1', 'gw2', 'gw3'].map((name) => azure.stateFor(name).phase);
  expect(ends).toMatchObject([{ outcome }, { outcome }, { outcome }]);

  for (const name of ['gw1', 'gw2', 'gw3']) await azure.alert(name, 'again');
  await azure.work(60 * minute);
  expect(azure.cards.size).toBe(1);
  expect(azure.hurt()).toEqual(['gw2 hurt', 'gw3 hurt']);
});
