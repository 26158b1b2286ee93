import fc from 'fast-check';
import { gatewayEstate, vmEstate } from './testing/estates';
import type { Chaos } from './testing/simulation';
import type { IncidentEvent } from './events';
import { auditIncident, type PromiseId } from './promises';
import { approves, badNode, happen, repairedGateway, type Happened } from '../audit/testing';

const seed = 20_261_121;

const chaos: fc.Arbitrary<Partial<Chaos>> = fc.record({
  seed: fc.integer(),
  workers: fc.integer({ min: 1, max: 3 }),
  crashes: fc.nat(3),
  mishaps: fc.nat(6),
  duplicates: fc.nat(6),
  stalls: fc.nat(4),
  signals: fc.integer({ min: 1, max: 2 }),
  answers: fc.constantFrom([approves], [{ ...approves, decision: 'reject' as const }], [], [approves, approves]),
});

test('whatever goes wrong on the way, every promise is kept', async () => {
  await fc.assert(
    fc.asyncProperty(chaos, fc.boolean(), async (going, isGateway) => {
      const estate = isGateway ? gatewayEstate({ cure: true }) : vmEstate({ illness: 'bad-node' });
      const { id, events } = await happen(estate, going);
      expect(auditIncident(id, events)).toEqual([]);
    }),
    { seed, numRuns: 40 },
  );
}, 120_000);

type Forge = (events: readonly IncidentEvent[]) => readonly IncidentEvent[];

const without =
  (kind: IncidentEvent['kind']): Forge =>
  (events) =>
    events.filter((event) => event.kind !== kind);

/** Changes the first event of a kind. */
const changed =
  <K extends IncidentEvent['kind']>(
    kind: K,
    change: (event: Extract<IncidentEvent, { kind: K }>) => IncidentEvent,
  ): Forge =>
  (events) => {
    const at = events.findIndex((event) => event.kind === kind);
    return events.map((event, index) => (index === at ? change(event as Extract<IncidentEvent, { kind: K }>) : event));
  };

/** Puts a copy of the first event of a kind behind the last event of another. */
const again =
  (kind: IncidentEvent['kind'], behind: IncidentEvent['kind']): Forge =>
  (events) => {
    const copy = events.find((event) => event.kind === kind);
    const at = events.findLastIndex((event) => event.kind === behind);
    return copy ? [...events.slice(0, at + 1), copy, ...events.slice(at + 1)] : events;
  };

const twoMust = (event: Extract<IncidentEvent, { kind: 'asked' }>): IncidentEvent => ({
  ...event,
  approval: { ...event.approval, people: 2 },
});

const stranger = { id: '33333333-3333-4333-8333-333333333333', name: 'Stranger' };

describe('a forged incident', () => {
  let gateway: Happened;
  let vm: Happened;
  beforeAll(async () => {
    [gateway, vm] = await Promise.all([repairedGateway(), badNode()]);
  });

  const forgeries: readonly (readonly [what: string, promise: PromiseId, forge: Forge])[] = [
    ['that is opened twice', 'opened-once', again('opened', 'diagnosed')],
    ['whose change nobody approved', 'approved', without('answered')],
    ['whose change somebody rejected', 'approved', changed('answered', (event) => ({ ...event, decision: 'reject' }))],
    ['that one approved where two must', 'approved', changed('asked', twoMust)],
    [
      'that one approved twice where two must',
      'approved',
      (events) => again('answered', 'answered')(changed('asked', twoMust)(events)),
    ],
    [
      'that somebody rejected before it was approved',
      'approved',
      (events) =>
        events.flatMap((event): readonly IncidentEvent[] =>
          event.kind === 'answered' ? [{ ...event, decision: 'reject' as const }, event] : [event],
        ),
    ],
    [
      'whose question asks fewer people than must approve the plan',
      'asked-about-plan',
      changed('planned', (event) => ({
        ...event,
        proposal: { ...event.proposal, asks: { approvers: event.proposal.asks?.approvers ?? [], people: 2 } },
      })),
    ],
    [
      'whose question asks somebody who may not approve the plan',
      'asked-about-plan',
      changed('planned', (event) => ({
        ...event,
        proposal: { ...event.proposal, asks: { approvers: [], people: 1 } },
      })),
    ],
    ['that a stranger approved', 'approved', changed('answered', (event) => ({ ...event, by: stranger }))],
    [
      'that was approved too late',
      'approved',
      changed('asked', (event) => ({ ...event, approval: { ...event.approval, until: event.at } })),
    ],
    [
      'whose plan is not the one that people saw',
      'asked-about-plan',
      changed('planned', (event) => ({
        ...event,
        proposal: {
          ...event.proposal,
          plan: { ...event.proposal.plan, resource: `${event.proposal.plan.resource}-2` },
        },
      })),
    ],
    [
      'whose question is about another plan',
      'asked-about-plan',
      changed('asked', (event) => ({ ...event, approval: { ...event.approval, planHash: 'another' } })),
    ],
    [
      'that was asked about although a guard stopped it',
      'asked-about-plan',
      changed('planned', (event) => ({
        ...event,
        proposal: {
          ...event.proposal,
          guards: [{ guard: 'mode', result: { kind: 'block', because: { en: 'no', ko: '아니요' } } }],
        },
      })),
    ],
    ['that was not looked at again', 'rechecked', without('rechecked')],
    ['whose plan had changed', 'rechecked', changed('rechecked', ({ at, kind }) => ({ at, kind, result: 'changed' }))],
    [
      'with a change that is not in the plan',
      'in-plan',
      changed('change-intended', (event) => ({ ...event, step: { of: 'changes', index: 7 } })),
    ],
    [
      'that undoes what was not begun',
      'in-plan',
      changed('change-intended', (event) => ({ ...event, step: { of: 'undo', index: 0 } })),
    ],
    ['that sends a change again at once', 'sent-once', again('change-intended', 'change-intended')],
    ['that sends a change again after it landed', 'sent-once', again('change-intended', 'change-settled')],
    ['that ends twice', 'closed-once', again('closed', 'closed')],
    ['that goes on after its end', 'closed-once', again('observed', 'closed')],
    ['that calls itself resolved without having looked', 'proven', without('verified')],
  ];

  test.each(forgeries)('%s breaks the promise %s', (_, promise, forge) => {
    const found = auditIncident(gateway.id, forge(gateway.events));
    expect(found.map((finding) => finding.promise)).toContain(promise);
  });

  test('with the second fix applied on the approval of the first', () => {
    const asked = vm.events.filter(({ kind }) => kind === 'asked');
    expect(asked).toHaveLength(2);
    const second = vm.events.findLastIndex(({ kind }) => kind === 'answered');
    const found = auditIncident(vm.id, vm.events.toSpliced(second, 1));
    expect(found.map(({ promise }) => promise)).toContain('approved');
  });

  test('says at which event', () => {
    const [finding] = auditIncident(gateway.id, without('answered')(gateway.events));
    const intended = without('answered')(gateway.events).findIndex(({ kind }) => kind === 'change-intended');
    expect(finding).toMatchObject({ seq: intended + 1, promise: 'approved' });
  });
});
