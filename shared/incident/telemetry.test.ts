import { text } from '../model/text';
import type { Metric, Properties, Telemetry } from '../model/telemetry';
import { gatewayEstate } from './testing/estates';
import { refusals, scriptedAzure } from './testing/scripted-azure';
import { calm, kim, simulate, type Answering } from './testing/simulation';
import type { Dependencies } from './dependencies';
import { stateOf } from './state';
import { measurementsOf } from './telemetry';
import { operationOf, telling } from './telling';

const approves: Answering = { who: 'kim', decision: 'approve', afterMs: 60_000, about: 'the-card' };

/** Telemetry that is kept to look at. */
function heard() {
  const logged: (Properties & { readonly message: string })[] = [];
  const measured: { readonly metric: Metric; readonly value: number; readonly of: Properties }[] = [];
  const telemetry: Telemetry = {
    log: (message, properties) => logged.push({ message, ...properties }),
    measure: (metric, value, of) => measured.push({ metric, value, of }),
  };
  const valuesOf = (metric: Metric) => measured.filter((each) => each.metric === metric).map(({ value }) => value);
  return { telemetry, logged, measured, valuesOf };
}

describe('an incident that is repaired', () => {
  const run = async (chaos: Partial<typeof calm> = {}) => {
    const ears = heard();
    const { telemetry } = ears;
    const ended = await simulate(
      gatewayEstate({ cure: true }),
      { ...calm, answers: [approves], ...chaos },
      { telemetry },
    );
    return { ...ears, ...ended };
  };

  test('is told from the alert to its end, under its id', async () => {
    const { logged, incidents } = await run();
    const shown = ['A card was shown', 'A change was told'];
    const steps = logged.map(({ message }) => message).filter((message) => !shown.includes(message));
    expect(steps).toEqual([
      'An incident was opened',
      'A diagnosis was made',
      'A plan was made',
      'People were asked',
      'People answered',
      'An approved plan was checked again',
      'A change is about to be sent',
      'A change is under way',
      'A change was settled',
      'A fix was tried out',
      'An incident ended',
    ]);
    expect(new Set(logged.map(({ incident }) => incident))).toEqual(new Set([incidents[0]?.id]));
  });

  test('says what was changed, by whose approval, by ids alone', async () => {
    const { logged, sent } = await run();
    expect(logged.find(({ message }) => message === 'A change is about to be sent')).toMatchObject({
      change: sent[0]?.change.kind,
      step: 'changes 0',
      approvedBy: kim.id,
      requestId: sent[0]?.requestId,
    });
    expect(JSON.stringify(logged)).not.toContain(kim.name);
  });

  test('is measured once', async () => {
    const { measured, valuesOf, incidents } = await run();
    const [toCard = 0] = valuesOf('incident.time-to-card');
    const [toApproval = 0] = valuesOf('incident.time-to-approval');
    const [toVerified = 0] = valuesOf('incident.time-to-verified');
    expect(toCard).toBeGreaterThan(0);
    expect(toApproval).toBeGreaterThanOrEqual(60_000);
    expect(toVerified).toBeGreaterThan(toApproval);
    expect(valuesOf('incident.arm-calls')[0]).toBeGreaterThan(5);
    expect(measured.find(({ metric }) => metric === 'incident.ended')).toEqual({
      metric: 'incident.ended',
      value: 1,
      of: { incident: incidents[0]?.id, outcome: 'resolved' },
    });
    expect(new Set(measured.map(({ metric }) => metric)).size).toBe(measured.length);
  });

  test.each([11, 12, 13, 14, 15, 16])('is measured once at most, whatever runs twice or dies (%i)', async (seed) => {
    const { measured } = await run({ seed, workers: 3, crashes: 4, duplicates: 6, stalls: 2 });
    const once = measured.filter(({ metric }) => metric !== 'guard.stopped');
    expect(new Set(once.map(({ metric }) => metric)).size).toBe(once.length);
    expect(once.length).toBeGreaterThan(0);
  });
});

test('a plan that a guard stops is counted under the name of the guard', async () => {
  const { incidents } = await simulate(gatewayEstate({ cure: true }), calm);
  const [{ id, events } = { id: '', events: [] }] = incidents;
  const planned = events.findIndex(({ kind }) => kind === 'planned');
  const event = events[planned];
  if (event?.kind !== 'planned') throw new Error('Something is planned.');
  const because = text('No.', '아니요.');
  const guards = [
    { guard: 'locks', result: { kind: 'pass' } },
    { guard: 'mode', result: { kind: 'block', because } },
  ] as const;
  const before = events.slice(0, planned);
  const guarded = { ...event, kind: 'guarded', proposal: { ...event.proposal, guards } } as const;
  expect(measurementsOf(before, stateOf(id, before), [guarded])).toEqual([['guard.stopped', 1, { guard: 'mode' }]]);
});

describe('calls to ARM', () => {
  const path = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/applicationGateways/agw/backendhealth';
  const question = { method: 'POST', path, query: { 'api-version': '1' }, answers: 'at-once' } as const;

  const called = async (subject: Parameters<typeof telling>[1], refused: boolean) => {
    const ears = heard();
    const clock = { now: 0 };
    const { azure } = scriptedAzure(gatewayEstate({ cure: true }), { now: () => clock.now });
    const deps = {
      ...ears.telemetry,
      now: () => clock.now,
      azure: {
        ...azure,
        left: () => ({ count: 190, at: 0 }),
        ask: () => {
          clock.now += 340;
          return Promise.resolve(
            refused ? { kind: 'refused', refusal: refusals.throttled } : { kind: 'answered', body: { secret: 1 } },
          );
        },
      },
    } as Partial<Dependencies> as Dependencies;
    await telling(deps, subject).azure.ask(question);
    return ears;
  };

  test('of an incident are told with what they were, how they ended, how long they took and what ARM takes yet', async () => {
    const { logged, measured } = await called({ incident: 'i1' }, false);
    const operation = 'POST Microsoft.Network/applicationGateways/backendhealth';
    expect(logged).toEqual([
      { message: 'ARM was called', incident: 'i1', operation, status: 'answered', ms: 340, left: 190 },
    ]);
    expect(measured).toEqual([{ metric: 'arm.call', value: 340, of: { operation, status: 'answered' } }]);
  });

  test('of a look are measured, and told where they are refused', async () => {
    expect((await called({ target: 't' }, false)).logged).toEqual([]);
    expect((await called({ target: 't' }, false)).measured).toHaveLength(1);
    expect((await called({ target: 't' }, true)).logged).toMatchObject([
      { target: 't', status: 'throttled', code: 'TooManyRequests' },
    ]);
  });

  test.each([
    ['/subscriptions/s', 'GET subscriptions'],
    ['/subscriptions/s/providers/Microsoft.Network/applicationGateways', 'GET Microsoft.Network/applicationGateways'],
    ['/providers/Microsoft.ResourceGraph/resources', 'GET Microsoft.ResourceGraph/resources'],
    [
      `${path.replace('/backendhealth', '')}/providers/Microsoft.Authorization/locks`,
      'GET Microsoft.Authorization/locks',
    ],
  ])('to %s are one operation', (to, operation) => expect(operationOf({ method: 'GET', path: to })).toBe(operation));
});
