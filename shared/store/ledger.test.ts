import { memoryStorage } from '../simulation/storage/memory';
import { localKeys } from '../config/record-keys';
import type { Intervention } from '../model/ledger';
import { ledgerIn } from './ledger';
import { sealedTable } from './rows';
import { sealsWith } from './seals';
import type { ReadRow, Table } from './storage';

const restart: Intervention = {
  incident: 'inc-1',
  target: 'vm 1',
  cause: 'vm/guest-not-responding',
  blamed: 'vm1',
  fix: 'restart-vm',
  planHash: 'abc',
  resource: 'vm1',
  region: 'koreacentral',
  affectedResources: ['vm1'],
  stage: { kind: 'asked', at: '2026-03-02T09:00:00.000Z' },
};
const startedAt = '2026-03-02T09:01:00.000Z';

function openLedger() {
  let now = Date.parse('2026-03-02T09:05:00Z');
  const { targets } = memoryStorage({ now: () => now, pick: () => 0 });
  const open = () => ledgerIn(sealedTable('targets', targets, sealsWith(localKeys)), () => now);
  const store = open();
  const book = async (intervention: Intervention) => store.book(intervention, (await store.ledger()).version);
  return { ...store, bookNow: book, wait: (ms: number) => void (now += ms), targets, elsewhere: open };
}

test('what is over still tells when it was started', async () => {
  const { bookNow, settle, ledger } = openLedger();
  await bookNow(restart);
  await bookNow({ ...restart, stage: { kind: 'started', at: startedAt } });
  await settle('inc-1', 'verified');
  expect((await ledger()).interventions).toEqual([
    { ...restart, stage: { kind: 'ended', at: '2026-03-02T09:05:00.000Z', startedAt, result: 'verified' } },
  ]);
});

test('what was only asked about is withdrawn, and was never started', async () => {
  const { bookNow, settle, ledger } = openLedger();
  await bookNow(restart);
  await settle('inc-1', 'failed');
  expect((await ledger()).interventions).toEqual([
    { ...restart, stage: { kind: 'ended', at: '2026-03-02T09:05:00.000Z', result: 'withdrawn' } },
  ]);
});

test('of two that judged by one ledger only the first is booked', async () => {
  const { book, ledger, elsewhere } = openLedger();
  const { version } = await ledger();
  expect(await book(restart, version)).toBe('booked');
  expect(await book({ ...restart, incident: 'inc-2' }, version)).toBe('conflict');
  expect(await elsewhere().book({ ...restart, incident: 'inc-2' }, version)).toBe('conflict');
  expect((await ledger()).interventions).toEqual([restart]);
  // Whoever died after booking books again.
  expect(await book(restart, version)).toBe('booked');
});

test('of many that book at the same moment only one is booked', async () => {
  const { book, ledger, switchChanges } = openLedger();
  await switchChanges({ kind: 'on', by: 'Kim' });
  const { version } = await ledger();

  const booked = await Promise.all([1, 2, 3, 4].map((each) => book({ ...restart, incident: `inc-${each}` }, version)));

  expect(booked.filter((each) => each === 'booked')).toHaveLength(1);
  expect((await ledger()).interventions).toHaveLength(1);
});

test('a plan that is booked again later counts from then on', async () => {
  const { book, bookNow, ledger } = openLedger();
  const { version } = await ledger();
  await book({ ...restart, stage: { kind: 'started', at: startedAt } }, version);
  const later: Intervention = { ...restart, stage: { kind: 'started', at: '2026-03-02T09:04:00.000Z' } };
  expect(await book(later, version)).toBe('conflict');
  expect(await bookNow(later)).toBe('booked');
  expect((await ledger()).interventions).toEqual([later]);
});

test('an incident that books another plan has failed with what it had started', async () => {
  const { bookNow, ledger } = openLedger();
  await bookNow({ ...restart, stage: { kind: 'started', at: startedAt } });
  await bookNow({ ...restart, planHash: 'def', fix: 'redeploy-vm' });
  const stages = (await ledger()).interventions.map(({ fix, stage }) => [
    fix,
    stage.kind === 'ended' ? stage.result : stage.kind,
  ]);
  expect(Object.fromEntries(stages)).toEqual({ 'restart-vm': 'failed', 'redeploy-vm': 'asked' });
});

test('what has been over for a month is forgotten when something is booked', async () => {
  const { bookNow, settle, ledger, wait } = openLedger();
  await bookNow(restart);
  await settle('inc-1', 'withdrawn');
  wait(31 * 24 * 3_600_000);
  await bookNow({ ...restart, incident: 'inc-2' });
  expect((await ledger()).interventions.map(({ incident }) => incident)).toEqual(['inc-2']);
});

test('the kill switch and mutes are remembered until they end', async () => {
  const { switchChanges, mute, ledger, wait } = openLedger();
  const at = '2026-03-02T09:05:00.000Z';
  await switchChanges({ kind: 'off', by: 'Kim' });
  await mute({ scope: '/a', until: '2026-03-02T09:06:00.000Z', by: 'Kim' });
  await mute({ scope: '/a', until: '2026-03-02T09:07:00.000Z', by: 'Lee' });
  await mute({ scope: '/b', until: '2026-03-02T09:06:00.000Z', by: 'Kim' });
  expect(await ledger()).toMatchObject({
    stop: { by: 'Kim', at },
    mutes: [{ scope: '/a', by: 'Lee' }, { scope: '/b' }],
  });
  wait(60_000);
  await switchChanges({ kind: 'on', by: 'Lee' });
  const { stop, resumedAt, mutes } = await ledger();
  expect({ stop, resumedAt, mutes: mutes.map(({ scope }) => scope) }).toEqual({
    stop: undefined,
    resumedAt: '2026-03-02T09:06:00.000Z',
    mutes: ['/a'],
  });
});

describe('a ledger that somebody else has been at', () => {
  const damaged = { code: 'STORE_DAMAGED' };
  const stopped = async () => {
    const opened = openLedger();
    await opened.bookNow(restart);
    await opened.switchChanges({ kind: 'off', by: 'Kim' });
    return opened;
  };
  const copyOf = async (targets: Table) => {
    const rows: ReadRow[] = [];
    for await (const page of targets.listEntities({ queryOptions: { filter: "PartitionKey eq 'ledger'" } }).byPage())
      rows.push(...page);
    return rows.map(({ partitionKey, rowKey, body, seal }) => ({
      partitionKey,
      rowKey,
      body: String(body),
      seal: String(seal),
    }));
  };

  test.each<[string, (targets: Table) => Promise<unknown>]>([
    [
      'the stop is taken out of its head',
      async (targets) => {
        const [head] = (await copyOf(targets)).filter(({ rowKey }) => rowKey === 'head');
        const { stop: _, ...body } = JSON.parse(head!.body) as { readonly stop: unknown };
        await targets.updateEntity({ ...head!, body: JSON.stringify(body) }, 'Replace');
      },
    ],
    ['its head is taken away', (targets) => targets.deleteEntity('ledger', 'head')],
    ['an intervention is taken away', (targets) => targets.deleteEntity('ledger', 'inc-1 abc')],
    [
      'an intervention is put under another key',
      async (targets) => {
        const [row] = (await copyOf(targets)).filter(({ rowKey }) => rowKey !== 'head');
        await targets.createEntity({ ...row!, rowKey: 'inc-2 abc' });
      },
    ],
  ])('is refused when %s', async (_, forge) => {
    const { targets, elsewhere, ledger } = await stopped();
    await forge(targets);
    await expect(ledger()).rejects.toMatchObject(damaged);
    await expect(elsewhere().ledger()).rejects.toMatchObject(damaged);
  });

  test('is refused when an older one is put back', async () => {
    const { targets, bookNow, switchChanges, ledger } = openLedger();
    await bookNow(restart);
    const before = await copyOf(targets);
    await switchChanges({ kind: 'off', by: 'Kim' });
    for (const row of before) await targets.upsertEntity(row, 'Replace');
    await expect(ledger()).rejects.toMatchObject(damaged);
  });

  test('what is over is not started again', async () => {
    const { bookNow, settle } = openLedger();
    await bookNow({ ...restart, stage: { kind: 'started', at: startedAt } });
    await settle('inc-1', 'verified');
    await expect(
      bookNow({ ...restart, stage: { kind: 'started', at: '2026-03-02T09:30:00.000Z' } }),
    ).rejects.toMatchObject(damaged);
  });
});
