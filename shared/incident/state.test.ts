import fc from 'fast-check';
import type { IncidentEvent } from './events';
import { evolve, stateOf } from './state';
import { summaryOf } from './summary';
import { vmEstate } from './testing/estates';
import { calm, signalFor, simulate } from './testing/simulation';

const seed = 20_261_121;
const estate = vmEstate({ illness: 'incurable-sshd' });
const approves = { who: 'kim', decision: 'approve', afterMs: 1000, about: 'the-card' } as const;

/** Events of every kind that a whole incident has. */
let history: readonly IncidentEvent[];
let opened: IncidentEvent;

beforeAll(async () => {
  const { incidents } = await simulate(estate, {
    ...calm,
    stalls: 3,
    mishaps: 3,
    seed: 1,
    answers: [approves],
  });
  const at = '2026-11-21T09:00:00.000Z';
  history = [
    ...(incidents[0]?.events.slice(1) ?? []),
    { at, kind: 'signal-joined', signal: signalFor(estate, 'second') },
    { at, kind: 'expired' },
    { at, kind: 'rechecked', result: 'changed' },
    { at, kind: 'round-started', purpose: 'inspect' },
  ];
  opened = { at, kind: 'opened', signal: signalFor(estate) };
});

test('the state after one more event is the state after all of them', () => {
  let state = stateOf('i1', [opened]);
  for (const [index, event] of history.entries()) {
    state = { ...evolve(state, event), updatedAt: event.at };
    expect(state).toEqual(stateOf('i1', [opened, ...history.slice(0, index + 1)]));
  }
});

test('a plan is as fresh as what was seen, however long it took to decide by it', async () => {
  const { incidents } = await simulate(estate, { ...calm, answers: [approves] });
  const events = incidents[0]?.events ?? [];
  const rechecked = events.findIndex((event) => event.kind === 'rechecked' && event.result === 'same');
  const before = stateOf('i1', events.slice(0, rechecked));
  const seen = Math.max(...before.evidence.map(({ at }) => Date.parse(at)));
  const late: IncidentEvent = { at: '2030-01-01T00:00:00.000Z', kind: 'rechecked', result: 'same', probes: [] };
  expect(evolve(before, late).phase).toMatchObject({ kind: 'changing', checkedAt: seen });
});

const anyOrder = () => fc.array(fc.constantFrom(...history), { maxLength: 60 });

test('events in an order that cannot happen are no reason to fail', () => {
  fc.assert(
    fc.property(anyOrder(), (events) => {
      const state = stateOf('i1', [opened, ...events]);
      expect(summaryOf(state)).toMatchObject({ id: 'i1', phase: state.phase.kind });
    }),
    { seed, numRuns: 300 },
  );
});

test('what is closed stays closed, as it was closed', () => {
  const closed: IncidentEvent = {
    at: '2026-11-21T10:00:00.000Z',
    kind: 'closed',
    outcome: 'rejected',
    because: { en: 'No.', ko: '아니요.' },
  };
  fc.assert(
    fc.property(anyOrder(), anyOrder(), (before, after) => {
      const { phase } = stateOf('i1', [opened, ...before.filter(({ kind }) => kind !== 'closed'), closed, ...after]);
      expect(phase).toMatchObject({ kind: 'closed', outcome: 'rejected' });
    }),
    { seed, numRuns: 300 },
  );
});

test('nothing is changed in an order that lacks an approval', () => {
  fc.assert(
    fc.property(anyOrder(), (events) => {
      const { phase } = stateOf('i1', [opened, ...events.filter(({ kind }) => kind !== 'answered')]);
      expect(['rechecking', 'verifying']).not.toContain(phase.kind);
      if (phase.kind === 'changing') expect(phase.step.of).toBe('undo');
    }),
    { seed, numRuns: 300 },
  );
});

test('an incident begins with its signal', () => {
  expect(() => stateOf('i1', history)).toThrow("does not begin with 'opened'");
});
