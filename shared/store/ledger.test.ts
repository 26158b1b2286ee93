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
  const book = async (intervention: Intervention) => store.book(intervention, (await store.ledger(0)).version);
  /** All that was not forgotten. */
  const ledger = () => store.ledger(0);
  return { ...store, ledger, bookNow: book, wait: (ms: number) => void (now += ms), targets, elsewhere: open };
}

const damaged = { code: 'STORE_DAMAGED' };

async function rowsOf(targets: Table) {
  const rows: ReadRow[] = [];
  for await (const page of targets.listEntities({ queryOptions: { filter: "PartitionKey eq 'ledger'" } }).byPage())
    rows.push(...page);
  return rows.map(({ partitionKey, rowKey, body, seal }) => ({
    partitionKey,
    rowKey,
    body: String(body),
    seal: String(seal),
  }));
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
  await bookNow(restart);
  const { version } = await ledger();
  await book({ ...restart, stage: { kind: 'started', at: startedAt } }, version);
  const later: Intervention = { ...restart, stage: { kind: 'started', at: '2026-03-02T09:04:00.000Z' } };
  expect(await book(later, version)).toBe('conflict');
  expect(await bookNow(later)).toBe('booked');
  expect((await ledger()).interventions).toEqual([later]);
});

test('an incident that books another plan has failed with what it had started', async () => {
  const { bookNow, ledger } = openLedger();
  await bookNow(restart);
  await bookNow({ ...restart, stage: { kind: 'started', at: startedAt } });
  await bookNow({ ...restart, planHash: 'def', fix: 'redeploy-vm' });
  const stages = (await ledger()).interventions.map(({ fix, stage }) => [
    fix,
    stage.kind === 'ended' ? stage.result : stage.kind,
  ]);
  expect(Object.fromEntries(stages)).toEqual({ 'restart-vm': 'failed', 'redeploy-vm': 'asked' });
});

const hour = 3_600_000;
const day = 24 * hour;

/** A ledger in which one intervention has ended each hour, and one is open. */
async function longLedger() {
  const opened = openLedger();
  const { bookNow, settle, wait } = opened;
  for (const incident of ['inc-1', 'inc-2', 'inc-3']) {
    await bookNow({ ...restart, incident });
    await settle(incident, 'withdrawn');
    wait(hour);
  }
  await bookNow({ ...restart, incident: 'inc-4' });
  const began = Date.parse('2026-03-02T09:05:00Z');
  const incidentsSince = async (since?: number, store = opened.elsewhere()) =>
    (await store.ledger(since)).interventions.map(({ incident }) => incident).toSorted();
  return { ...opened, began, incidentsSince };
}

describe('of what is over', () => {
  test('a reader gets what ended since then, and all that is open', async () => {
    const { began, incidentsSince } = await longLedger();
    expect(await incidentsSince()).toEqual(['inc-4']);
    expect(await incidentsSince(began + 1)).toEqual(['inc-2', 'inc-3', 'inc-4']);
    expect(await incidentsSince(began)).toEqual(['inc-1', 'inc-2', 'inc-3', 'inc-4']);
    expect(await incidentsSince(began + day)).toEqual(['inc-4']);
  });

  test('nothing can be taken away, whatever part of it is read', async () => {
    const { began, incidentsSince, targets } = await longLedger();
    const [second] = (await rowsOf(targets)).filter(({ body }) => body.includes('inc-2'));
    await targets.deleteEntity('ledger', second!.rowKey);
    await expect(incidentsSince(began)).rejects.toMatchObject(damaged);
    await expect(incidentsSince(began + 1)).rejects.toMatchObject(damaged);
    expect(await incidentsSince(began + hour + 1)).toEqual(['inc-3', 'inc-4']);
  });

  test('the last cannot be taken away either', async () => {
    const { began, incidentsSince, targets } = await longLedger();
    const [third] = (await rowsOf(targets)).filter(({ body }) => body.includes('inc-3'));
    await targets.deleteEntity('ledger', third!.rowKey);
    await expect(incidentsSince(began + hour + 1)).rejects.toMatchObject(damaged);
  });

  test('the order holds where the clock of another host is behind', async () => {
    const { bookNow, settle, wait, ledger } = openLedger();
    await bookNow(restart);
    await settle('inc-1', 'withdrawn');
    wait(-10_000);
    for (const incident of ['inc-2', 'inc-3']) {
      await bookNow({ ...restart, incident });
      await settle(incident, 'withdrawn');
    }
    expect((await ledger()).interventions).toHaveLength(3);
  });

  test('what ended a month ago is no longer read, and is deleted a day later', async () => {
    const { forgetInterventions, incidentsSince, began, wait, targets } = await longLedger();
    const keys = async () => (await rowsOf(targets)).map(({ rowKey }) => rowKey.split(' ')[0]);
    wait(30 * day - 2 * hour + 1);
    expect(await incidentsSince(0)).toEqual(['inc-3', 'inc-4']);
    await forgetInterventions(began + 31 * day + 55 * 60_000);
    expect(await keys()).toEqual(['closed', 'closed', 'head', 'open']);
    expect(await incidentsSince(0)).toEqual(['inc-3', 'inc-4']);
  });
});

test('a plan that another took the place of may be asked about again', async () => {
  const { bookNow, ledger } = openLedger();
  await bookNow(restart);
  await bookNow({ ...restart, planHash: 'def', fix: 'redeploy-vm' });
  expect(await bookNow({ ...restart, stage: { kind: 'asked', at: startedAt } })).toBe('booked');
  expect((await ledger()).interventions.filter(({ stage }) => stage.kind === 'asked')).toHaveLength(1);
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
  const stopped = async () => {
    const opened = openLedger();
    await opened.bookNow(restart);
    await opened.switchChanges({ kind: 'off', by: 'Kim' });
    return opened;
  };
  test.each<[string, (targets: Table) => Promise<unknown>]>([
    [
      'the stop is taken out of its head',
      async (targets) => {
        const [head] = (await rowsOf(targets)).filter(({ rowKey }) => rowKey === 'head');
        const { stop: _, ...body } = JSON.parse(head!.body) as { readonly stop: unknown };
        await targets.updateEntity({ ...head!, body: JSON.stringify(body) }, 'Replace');
      },
    ],
    ['its head is taken away', (targets) => targets.deleteEntity('ledger', 'head')],
    ['an intervention is taken away', (targets) => targets.deleteEntity('ledger', 'open inc-1 abc')],
    [
      'an intervention is put under another key',
      async (targets) => {
        const [row] = (await rowsOf(targets)).filter(({ rowKey }) => rowKey !== 'head');
        await targets.createEntity({ ...row!, rowKey: 'open inc-2 abc' });
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
    const before = await rowsOf(targets);
    await switchChanges({ kind: 'off', by: 'Kim' });
    for (const row of before) await targets.upsertEntity(row, 'Replace');
    await expect(ledger()).rejects.toMatchObject(damaged);
  });

  test('what is over is neither started nor asked about again', async () => {
    const { bookNow, settle } = openLedger();
    await bookNow(restart);
    await bookNow({ ...restart, stage: { kind: 'started', at: startedAt } });
    await settle('inc-1', 'verified');
    await expect(
      bookNow({ ...restart, stage: { kind: 'started', at: '2026-03-02T09:30:00.000Z' } }),
    ).rejects.toMatchObject(damaged);
    await expect(bookNow(restart)).rejects.toMatchObject(damaged);
  });
});
