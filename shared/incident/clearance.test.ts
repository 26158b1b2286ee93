import { shortCode } from '../approvals/approval';
import { repairedGateway } from '../audit/testing';
import type { Intervention } from '../model/ledger';
import { planHash } from './assess';
import { clearanceOf, type Sending } from './clearance';
import type { IncidentEvent, Proposal } from './events';

const hour = 3_600_000;
const lee = { id: '44444444-4444-4444-8444-444444444444', name: 'Lee' };
let sending: Sending;
let proposal: Proposal;

beforeAll(async () => {
  const { id: incident, events } = await repairedGateway();
  const intent = events.findIndex(({ kind }) => kind === 'change-intended');
  const planned = events.find((event) => event.kind === 'planned');
  const judging = events.find((event) => event.kind === 'judging-by');
  const intended = events[intent];
  if (planned?.kind !== 'planned' || judging?.kind !== 'judging-by' || !intended) throw new Error('Nothing was sent.');
  ({ proposal } = planned);
  const { plan, hash, cause, blamed, affectedResources } = proposal;
  const booked: Intervention = {
    incident,
    target: 'x',
    cause,
    blamed,
    fix: plan.fix,
    planHash: hash,
    resource: plan.resource,
    region: plan.region,
    affectedResources,
    stage: { kind: 'started', at: intended.at },
  };
  sending = {
    incident,
    events: events.slice(0, intent + 1),
    step: { of: 'changes', index: 0 },
    change: plan.changes[0]!,
    policy: judging.policy,
    ledger: { version: 'v', at: intended.at, mutes: [], interventions: [booked] },
    now: Date.parse(intended.at),
  };
});

/** The same events, with those of a kind changed. */
const with_ = (change: (event: IncidentEvent) => IncidentEvent): readonly IncidentEvent[] => sending.events.map(change);

test('what was approved and is made again the same is clear, and is booked as begun now', () => {
  const at = new Date(sending.now + 1000).toISOString();
  expect(clearanceOf({ ...sending, now: sending.now + 1000 })).toMatchObject({
    kind: 'clear',
    booking: { planHash: proposal.hash, stage: { kind: 'started', at } },
  });
});

test.each<[string, () => Partial<Sending>, string]>([
  ['the settings stop it', () => ({ policy: { ...sending.policy, stopped: true } }), 'off'],
  [
    'somebody stopped it',
    () => ({ ledger: { ...sending.ledger, stop: { by: 'Kim', at: '2026-01-01T00:00:00.000Z' } } }),
    'off',
  ],
  ['it is not the change that was approved', () => ({ change: { kind: 'restart-vm', vm: '/x' } }), 'refused'],
  ['its approver is none any more', () => ({ policy: { ...sending.policy, approvers: [] } }), 'refused'],
  [
    'others must approve it now',
    () => ({
      policy: { ...sending.policy, approvers: [...sending.policy.approvers, lee], approvals: [{ approvers: ['Lee'] }] },
    }),
    'refused',
  ],
  [
    'more people must approve it now',
    () => ({
      policy: { ...sending.policy, approvers: [...sending.policy.approvers, lee], approvals: [{ people: 2 as const }] },
    }),
    'refused',
  ],
  [
    'more people must approve it now, whoever else may later',
    () => ({
      policy: {
        ...sending.policy,
        approvers: [...sending.policy.approvers, lee],
        approvals: [{ people: 2 as const }],
        escalation: { afterMinutes: 5, approvers: ['Lee'] },
      },
    }),
    'refused',
  ],
  ['it was approved too long ago', () => ({ now: sending.now + 3 * hour }), 'refused'],
  [
    'the fix is only observed now',
    () => ({ policy: { ...sending.policy, modes: { 'allow-inbound': 'observe' as const } } }),
    'refused',
  ],
  ['it is out of scope now', () => ({ policy: { ...sending.policy, except: [proposal.plan.resource] } }), 'refused'],
  ['the ledger does not have it', () => ({ ledger: { ...sending.ledger, interventions: [] } }), 'refused'],
  [
    'the evidence makes another plan',
    () => ({
      events: with_((event) =>
        event.kind === 'observed' && event.observation.kind === 'networkSecurityGroup'
          ? { ...event, observation: { ...event.observation, params: { id: '/another' } } }
          : event,
      ),
    }),
    'refused',
  ],
  [
    'nobody looked just before',
    () => ({ events: sending.events.filter(({ kind }) => kind !== 'rechecked') }),
    'refused',
  ],
  [
    'the question was about another plan',
    () => ({
      events: with_((event) =>
        event.kind === 'asked' ? { ...event, approval: { ...event.approval, planHash: 'other' } } : event,
      ),
    }),
    'refused',
  ],
])('it is not sent when %s', (_, differs, kind) => {
  expect(clearanceOf({ ...sending, ...differs() }).kind).toBe(kind);
});

describe('undoing', () => {
  /** The plan was sent, did not help, and step 0 of its undo is about to be sent. */
  const undoing = (undo = proposal.plan.undo): Sending => {
    const plan = { ...proposal.plan, undo };
    const hash = planHash(plan);
    const at = sending.events.at(-1)!.at;
    const approved = with_((event) => {
      if (event.kind === 'planned') return { ...event, proposal: { ...event.proposal, plan, hash } };
      return event.kind === 'asked'
        ? { ...event, approval: { ...event.approval, planHash: hash, code: shortCode(sending.incident, hash) } }
        : event;
    });
    return {
      ...sending,
      step: { of: 'undo', index: 0 },
      change: undo[0]!,
      events: [
        ...approved,
        { at, kind: 'change-settled', step: { of: 'changes', index: 0 }, result: { kind: 'landed' } },
        { at, kind: 'undo-started', why: 'no-help' },
        { at, kind: 'change-intended', step: { of: 'undo', index: 0 }, requestId: 'r' },
      ],
      ledger: { ...sending.ledger, interventions: [] },
      now: sending.now + 24 * hour,
    };
  };

  test('what was put there is taken back, however long after', () => {
    expect(clearanceOf(undoing())).toEqual({ kind: 'clear' });
  });

  test('what was put there is taken back although its approver is none any more', () => {
    expect(clearanceOf({ ...undoing(), policy: { ...sending.policy, approvers: [] } })).toEqual({ kind: 'clear' });
  });

  test('everything switched off holds it back', () => {
    expect(clearanceOf({ ...undoing(), policy: { ...sending.policy, stopped: true } }).kind).toBe('off');
  });

  test.each<[string, () => Sending]>([
    [
      'its approver was never asked',
      () => {
        const by = { id: '99999999-9999-4999-8999-999999999999', name: 'Mallory' };
        const events = undoing().events.map((event) => (event.kind === 'answered' ? { ...event, by } : event));
        return { ...undoing(), events };
      },
    ],
    ['it is not the inverse', () => undoing([{ ...proposal.plan.undo[0]!, name: 'another-rule' } as never])],
    [
      'it is out of scope now',
      () => ({ ...undoing(), policy: { ...sending.policy, except: [proposal.plan.resource] } }),
    ],
    [
      'the fix is only observed now',
      () => ({ ...undoing(), policy: { ...sending.policy, modes: { 'allow-inbound': 'observe' } } }),
    ],
  ])('it is not sent when %s', (_, undone) => {
    expect(clearanceOf(undone()).kind).toBe('refused');
  });
});
