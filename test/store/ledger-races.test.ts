import type { Intervention } from '../../shared/model/ledger';
import { ledgerIn } from '../../shared/store/ledger';
import { memoryStorage } from '../storage/memory';

const now = Date.parse('2026-03-02T09:05:00Z');
const restart: Intervention = {
  incident: 'inc-1',
  target: 'vm 1',
  cause: 'vm/guest-not-responding',
  blamed: 'vm1',
  fix: 'restart-vm',
  planHash: 'abc',
  resource: 'vm1',
  region: 'koreacentral',
  touches: ['vm1'],
  stage: { kind: 'asked', at: '2026-03-02T09:00:00.000Z' },
};

test('of many that book at the same moment only one is booked', async () => {
  const store = ledgerIn(memoryStorage({ now: () => now, pick: () => 0 }).targets, () => now);
  await store.switchChanges({ kind: 'on', by: 'Kim' });
  const { version } = await store.ledger();

  const booked = await Promise.all(
    [1, 2, 3, 4].map((each) => store.book({ ...restart, incident: `inc-${each}` }, version)),
  );

  expect(booked.filter((each) => each === 'booked')).toHaveLength(1);
  expect((await store.ledger()).interventions).toHaveLength(1);
});
