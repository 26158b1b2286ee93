import type { IncidentView } from '../cards/view';
import { storeDamaged } from '../store/damaged';
import type { Signal } from '../model/target';
import type { Dependencies } from './dependencies';
import { reply } from './reply';
import { stateOf } from './state';
import { gatewayEstate, type Estate } from './testing/estates';
import { scriptedAzure } from './testing/scripted-azure';
import { kim, policyFor } from './testing/simulation';
import { virtualWorker } from './testing/worker';

const minute = 60_000;

/** Gateways in one subnet, whose rule shuts Azure out of them all. What is wrong with those named `incurable` is more than that. */
function gateways(incurable?: string) {
  let isMore = true;
  const curable = gatewayEstate({ cure: true });
  const other = gatewayEstate({ cure: false });
  const estate: Estate = {
    ...curable,
    look: (call, path) =>
      (isMore && call === 'backendhealth' && incurable && path.includes(incurable) ? other : curable).look(call, path),
  };
  const { now, store, work: workWith } = virtualWorker();
  const cards = new Map<string, IncidentView>();
  const deps: Dependencies = {
    store,
    azure: scriptedAzure(estate, { now }).azure,
    messenger: {
      reply: () => Promise.resolve(),
      post: (view) => {
        const activity = `m${cards.size}`;
        cards.set(activity, view);
        return Promise.resolve({ conversation: 'c', activity });
      },
      update: ({ activity }, view) => Promise.resolve(void cards.set(activity, view)),
    },
    policy: { ...policyFor(estate), approvalMinutes: 120 },
    language: 'en',
    now,
    log: () => undefined,
    measure: () => undefined,
  };
  const work = (ms: number) => workWith(now() + ms, deps);
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
  /** Somebody else lets Azure in. */
  const heal = () => {
    const rule = {
      description: 'by hand',
      direction: 'Inbound',
      access: 'Allow',
      protocol: 'Tcp',
      priority: 100,
    } as const;
    const sides = {
      sourcePortRange: '*',
      destinationPortRange: '*',
      sourceAddressPrefix: '*',
      destinationAddressPrefix: '*',
    };
    const change = { networkSecurityGroup: '', name: 'by-hand', rule: { ...rule, ...sides } };
    estate.apply({ kind: 'put-security-rule', ...change }, new Date(now()).toISOString());
  };
  /** What is more than the rule goes away. */
  const healRest = () => (isMore = false);
  return { deps, work, alert, heal, healRest, stateFor, cardOf, cards };
}

/** What one of three gateways asks about, and the other two suffer from. */
async function asked(behind: readonly string[] = ['gw2', 'gw3'], incurable?: string) {
  const azure = gateways(incurable);
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

test('one that gets well while it waits is said to be, and asked about no more', async () => {
  const { work, heal, hurt, stateFor, cards } = await asked(['gw2']);
  heal();
  await work(40 * minute);
  expect(stateFor('gw2').phase).toMatchObject({ kind: 'closed', outcome: 'self-healed' });
  expect(hurt()).toEqual(['gw2 well']);
  expect(cards.size).toBe(1);
});

test('one that gets well after a rejection is said to be', async () => {
  const { work, answer, heal, hurt, alert } = await asked(['gw2']);
  await answer('reject');
  await work(minute);
  heal();
  await alert('gw2', 'again');
  await work(30 * minute);
  expect(hurt()).toEqual(['gw2 well']);
});

test('one whose leader’s record was changed by others speaks for itself', async () => {
  const azure = gateways();
  await azure.alert('gw1');
  await azure.work(minute);
  const { id } = azure.stateFor('gw1');
  const load = azure.deps.store.load.bind(azure.deps.store);
  azure.deps.store.load = (incident) =>
    incident === id ? Promise.reject(storeDamaged(`Incident ${id}`)) : load(incident);
  await azure.alert('gw2');
  await azure.work(2 * minute);
  expect(azure.cardOf('gw2')?.status).toMatchObject({ kind: 'held' });
});

test('one that turns to an incident which is just over looks anew, and asks by itself', async () => {
  const { work, alert, answer, stateFor, deps, cardOf } = await asked([]);
  const settle = deps.store.settle.bind(deps.store);
  deps.store.settle = () => Promise.resolve();
  await answer('reject');
  await work(minute);
  deps.store.settle = settle;
  await alert('gw2');
  await work(4 * minute);
  expect(stateFor('gw2').phase.kind).toBe('asking');
  expect(cardOf('gw2')?.status.kind).toBe('asking');
});

test('one which another’s fix does not help goes on by itself, and takes nothing back', async () => {
  const { work, answer, stateFor, cardOf, hurt } = await asked(['gw2'], 'gw2');
  await answer('approve');
  await work(20 * minute);
  expect(stateFor('gw1').phase).toMatchObject({ outcome: 'resolved' });
  expect(stateFor('gw2')).toMatchObject({ attempts: [], phase: { kind: 'closed', outcome: 'reported' } });
  expect(cardOf('gw2')?.status).toMatchObject({ kind: 'closed', outcome: 'reported' });
  expect(hurt()).toEqual(['gw2 hurt']);
});

test('one that takes its time to recover is waited for', async () => {
  const { work, answer, stateFor, healRest, hurt, cards } = await asked(['gw2'], 'gw2');
  await answer('approve');
  await work(2 * minute);
  expect(stateFor('gw1').phase.kind).toBe('closed');
  healRest();
  await work(5 * minute);
  expect(stateFor('gw2').phase).toMatchObject({ outcome: 'resolved' });
  expect(hurt()).toEqual(['gw2 well']);
  expect(cards.size).toBe(1);
});

test('a storm with one cause is one question', async () => {
  const { alert, work, stateFor, cardOf, cards } = gateways();
  const names = Array.from({ length: 40 }, (_, index) => `gw${index + 1}`);
  for (const name of names) await alert(name);
  await work(5 * minute);
  const asking = names.filter((name) => stateFor(name).phase.kind === 'asking');
  expect(asking).toHaveLength(1);
  expect(cardOf(asking[0] ?? '')?.alsoHurt).toHaveLength(39);
  expect(cards.size).toBe(1);
});
