import type { Refusal } from '../../shared/model/azure';
import { stateOf } from '../../shared/incident/state';
import { gatewayEstate, type Estate } from '../../shared/incident/testing/estates';
import type { MemoryStore } from '../../shared/incident/testing/memory-store';
import { calm, simulate, type Answering } from '../../shared/incident/testing/simulation';

const approves: Answering = { who: 'kim', decision: 'approve', afterMs: 60_000, about: 'the-card' };

const onlyOne = async (...simulated: Parameters<typeof simulate>) => {
  const { incidents, sent } = await simulate(...simulated);
  const [{ id, events } = { id: '', events: [] }] = incidents;
  return { sent, events, state: stateOf(id, events) };
};

test('a plan that waited long for Azure is made again, and not applied when nothing is wrong any more', async () => {
  const estate = gatewayEstate({ cure: true });
  const tenMinutes: Refusal = { kind: 'throttled', retryAfterMs: 600_000, code: 'TooManyRequests', message: 'Later.' };
  let refused = false;
  const healing: Estate = {
    ...estate,
    look: (call, id) => (refused && call === 'backendhealth' ? { backendAddressPools: [] } : estate.look(call, id)),
  };
  const script = (call: string) => {
    if (call !== 'submit' || refused) return undefined;
    refused = true;
    return tenMinutes;
  };
  const { sent, state } = await onlyOne(healing, { ...calm, answers: [approves] }, { script });
  expect(sent.filter(({ landed }) => landed)).toEqual([]);
  expect(state.phase).toMatchObject({ kind: 'closed', outcome: 'self-healed' });
});

test('what Azure still shows was not undone, whatever it answered, and is left to people', async () => {
  const estate = gatewayEstate({ cure: false });
  const keeping: Estate = {
    ...estate,
    apply: (change, now) => (change.kind === 'delete-security-rule' ? null : estate.apply(change, now)),
  };
  const { state } = await onlyOne(keeping, { ...calm, answers: [approves] });
  expect(state.attempts).toMatchObject([{ undoing: 'no-help', undone: false }]);
  expect(state.phase).toMatchObject({
    outcome: 'escalated',
    because: { en: expect.stringContaining('Azure does not show it') },
  });
});

test('while changes are switched off, what must be undone waits, and seldom tries', async () => {
  const estate = gatewayEstate({ cure: false });
  let kept: MemoryStore | undefined;
  const waits = (): number =>
    kept?.all().flatMap(({ events }) => events.filter(({ kind }) => kind === 'deferred')).length ?? 0;
  const switchedOnInTime: Estate = {
    ...estate,
    look: (call, id) => {
      if (waits() === 4) void kept?.switchChanges({ kind: 'on', by: 'Lee' });
      return estate.look(call, id);
    },
  };
  const { sent, events, state } = await onlyOne(
    switchedOnInTime,
    { ...calm, answers: [approves] },
    {
      onSend: (_, store) => {
        if (!kept) void store.switchChanges({ kind: 'off', by: 'Kim' });
        kept = store;
      },
    },
  );
  const undoing = events.slice(events.findIndex(({ kind }) => kind === 'undo-started'));
  const waited = undoing.filter((event) => event.kind === 'deferred');
  const between = waited.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(waited[index]?.at ?? ''));
  expect(waited).toHaveLength(4);
  expect(Math.min(...between)).toBeGreaterThanOrEqual(300_000);
  expect(sent.map(({ change }) => change.kind)).toEqual(['put-security-rule', 'delete-security-rule']);
  expect(state.attempts).toMatchObject([{ undone: true }]);
});
