import fc from 'fast-check';
import type { Change } from '../model/change';
import type { IncidentEvent, Step } from './events';
import { gatewayEstate, vmEstate, type Estate, type VmIllness } from './testing/estates';
import type { MemoryStore } from './testing/memory-store';
import type { Sent } from './testing/scripted-azure';
import { kim, simulate, type Answering, type Chaos } from './testing/simulation';

const seed = 20_261_121;

const answering: fc.Arbitrary<Answering> = fc.record({
  who: fc.constantFrom('kim', 'kim', 'kim', 'stranger'),
  decision: fc.constantFrom('approve', 'approve', 'approve', 'reject'),
  afterMs: fc.oneof({ weight: 4, arbitrary: fc.nat(20 * 60_000) }, { weight: 1, arbitrary: fc.nat(60 * 60_000) }),
  about: fc.constantFrom('the-card', 'the-card', 'the-code', 'another-plan'),
});

// Fewer crashes than the attempts of a message: what happens to one that fails each time is the poison queue's affair.
const chaos: fc.Arbitrary<Chaos> = fc.record({
  seed: fc.integer(),
  workers: fc.integer({ min: 1, max: 3 }),
  crashes: fc.nat(4),
  mishaps: fc.nat(6),
  duplicates: fc.nat(8),
  stalls: fc.nat(5),
  silences: fc.nat(2),
  signals: fc.integer({ min: 1, max: 3 }),
  answers: fc.array(answering, { maxLength: 4 }),
});

const illnesses: readonly VmIllness[] = ['bad-node', 'hung-guest', 'sshd-broken', 'incurable-sshd', 'incurable'];
const estates: fc.Arbitrary<() => Estate> = fc.oneof(
  fc.boolean().map((cure) => () => gatewayEstate({ cure })),
  fc.constantFrom(...illnesses).map((illness) => () => vmEstate({ illness })),
);

/** The event by which this request was committed to, with all events of its incident. */
function intentOf(store: MemoryStore, requestId: string) {
  for (const { id, events } of store.all()) {
    const intent = events.findLast((event) => event.kind === 'change-intended' && event.requestId === requestId);
    if (intent?.kind === 'change-intended') return { id, events, intent };
  }
  throw new Error('A change was sent that nobody had committed to.');
}

const last = <K extends IncidentEvent['kind']>(events: readonly IncidentEvent[], kind: K) =>
  events.findLast((event): event is Extract<IncidentEvent, { kind: K }> => event.kind === kind);

/** What must hold whenever a change reaches Azure. */
function watchSends() {
  const landed = new Set<string>();
  const lookedAfter = new Map<string, { readonly refused: boolean; readonly events: number }>();
  return ({ change, requestId, landed: lands, refusal }: Sent, store: MemoryStore): void => {
    const { id, events, intent } = intentOf(store, requestId);
    expect(last(events, 'closed')).toBeUndefined();

    const planned = last(events, 'planned');
    const approval = last(events, 'asked')?.approval;
    const answered = last(events, 'answered');
    const order = [planned, last(events, 'asked'), answered, intent].map((event) =>
      event ? events.indexOf(event) : -1,
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(-1);
    expect(approval?.planHash).toBe(planned?.proposal.hash);
    expect(answered).toMatchObject({ decision: 'approve', by: kim });
    expect(Date.parse(answered?.at ?? '')).toBeLessThan(Date.parse(approval?.until ?? ''));

    const { of, index }: Step = intent.step;
    const wanted: Change | undefined = planned?.proposal.plan[of][index];
    expect(JSON.stringify(change)).toBe(JSON.stringify(wanted));

    const key = `${id} ${planned?.proposal.hash} ${of} ${index}`;
    const before = lookedAfter.get(key);
    if (before && !before.refused) {
      const since = events.slice(before.events);
      expect(since).toContainEqual(expect.objectContaining({ kind: 'round-started', purpose: 'inspect' }));
      expect(since).toContainEqual(expect.objectContaining({ kind: 'observed' }));
    }
    lookedAfter.set(key, { refused: refusal !== undefined && refusal.kind !== 'unavailable', events: events.length });
    if (!lands) return;
    expect(landed).not.toContain(key);
    landed.add(key);
  };
}

test('whatever goes wrong: no change without its approval, none twice, none besides the plan, and every incident ends', async () => {
  await fc.assert(
    fc.asyncProperty(estates, chaos, async (estate, storm) => {
      const ended = await simulate(estate(), storm, { onSend: watchSends() });
      expect(ended.incidents.length).toBeGreaterThan(0);
      expect(ended.store.holders().size).toBe(0);
      for (const { events } of ended.incidents) {
        const closed = events.filter((event) => event.kind === 'closed');
        expect(closed).toHaveLength(1);
        expect(ended.posted.length).toBeGreaterThan(0);

        const decided = events.filter((event) => event.kind === 'answered');
        expect(decided.length).toBeLessThanOrEqual(events.filter(({ kind }) => kind === 'asked').length);
        const approved = decided.filter(({ decision }) => decision === 'approve');
        if (approved.length === 0) expect(events.map(({ kind }) => kind)).not.toContain('change-intended');
      }
    }),
    { seed, numRuns: 80 },
  );
}, 120_000);

test('workers that stop right before they send, or come back late, send nothing twice', async () => {
  const approves: Answering = { who: 'kim', decision: 'approve', afterMs: 30_000, about: 'the-card' };
  const races = chaos.map((storm) => ({
    ...storm,
    workers: 3,
    crashes: 0,
    mishaps: 0,
    stalls: 5,
    answers: [approves],
  }));
  await fc.assert(
    fc.asyncProperty(races, async (storm) => {
      await simulate(gatewayEstate({ cure: true }), storm, { onSend: watchSends() });
    }),
    { seed, numRuns: 80 },
  );
}, 120_000);

test('the same storm gives the same events', async () => {
  await fc.assert(
    fc.asyncProperty(estates, chaos, async (estate, storm) => {
      const once = await simulate(estate(), storm);
      const again = await simulate(estate(), storm);
      expect(again.incidents).toEqual(once.incidents);
    }),
    { seed, numRuns: 5 },
  );
}, 60_000);
