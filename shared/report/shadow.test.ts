import { AdaptiveCard, SerializationContext, Versions } from 'adaptivecards/dist/adaptivecards.js';
import { gatewayEstate, vmEstate } from '../incident/testing/estates';
import { happen } from '../audit/testing';
import type { Happened, IncidentEvent } from '../incident/events';
import { shadowReport, type Timeline } from './shadow';
import { shadowCard } from './shadow-card';
import { shadowText } from './shadow-words';

const day = '2026-11-16';
const from = `${day}T00:00:00.000Z`;
const to = '2026-11-23T00:00:00.000Z';
const at = (time: string): string => `${day}T${time}:00.000Z`;

/** An incident's events, all at one time. */
const timeline = (id: string, time: string, events: readonly Happened[]): Timeline => ({
  id,
  events: events.map((event): IncidentEvent => ({ ...event, at: at(time) })),
});

type Real = Awaited<ReturnType<typeof happen>>;
let gateway: Real;
let vm: Real;
beforeAll(async () => {
  [gateway, vm] = await Promise.all([
    happen(gatewayEstate({ cure: true })),
    happen(vmEstate({ illness: 'hung-guest' })),
  ]);
});

const find = <K extends IncidentEvent['kind']>({ events }: Real, kind: K) =>
  events.find((event): event is Extract<IncidentEvent, { kind: K }> => event.kind === kind)!;

const looks = ({ events }: Real): readonly Happened[] => events.filter(({ kind }) => kind === 'observed');
const absent = { kind: 'absent', because: { en: 'It works.', ko: '됩니다.' } } as const;

/** The incident as it would have gone if a guard had stopped its plan. */
function stopped(real: Real, time: string, guard = 'mode', id = `i-${time}`): Timeline {
  const because = { en: 'The policy says so.', ko: '정책에 따라' };
  const { proposal } = find(real, 'planned');
  return timeline(id, time, [
    find(real, 'opened'),
    ...looks(real),
    find(real, 'diagnosed'),
    { kind: 'guarded', proposal: { ...proposal, guards: [{ guard, result: { kind: 'block', because } }] } },
    { kind: 'closed', outcome: 'reported', because },
  ]);
}

const healed = (real: Real, time: string, seen: readonly Happened[] = []): Timeline =>
  timeline(`h-${time}`, time, [
    find(real, 'opened'),
    ...seen,
    { kind: 'diagnosed', presence: absent, judgements: [] },
    { kind: 'closed', outcome: 'self-healed', because: absent.because },
  ]);

test('a plan that is only observed is reported, with what it would have done', () => {
  const { fixes } = shadowReport([stopped(gateway, '10:00')], from, to);
  const { plan, cause, blamed } = find(gateway, 'planned').proposal;
  expect(fixes).toMatchObject([
    {
      fix: plan.fix,
      effect: plan.effect,
      cause,
      blamed,
      firstAt: at('10:00'),
      lastAt: at('10:00'),
      incidents: ['i-10:00'],
    },
  ]);
});

test.each(['cooldown', 'kill-switch'])('a plan that %s stopped is not', (guard) => {
  expect(shadowReport([stopped(gateway, '10:00', guard)], from, to).fixes).toEqual([]);
});

test('a plan that people were asked about is not', () => {
  expect(shadowReport([gateway], '2026-11-21T00:00:00.000Z', to).fixes).toEqual([]);
});

test('what was before or comes after the time is not', () => {
  expect(shadowReport([stopped(gateway, '10:00')], at('10:01'), to).fixes).toEqual([]);
  expect(shadowReport([stopped(gateway, '10:00')], from, at('10:00')).fixes).toEqual([]);
});

test('one trouble that several looks find is one, whatever their order', () => {
  const timelines = ['10:30', '10:00', '10:15'].map((time) => stopped(gateway, time));
  expect(shadowReport(timelines, from, to).fixes).toMatchObject([
    {
      firstAt: at('10:00'),
      lastAt: at('10:30'),
      incidents: ['i-10:00', 'i-10:15', 'i-10:30'],
      afterwards: { kind: 'unknown' },
    },
  ]);
});

test('the next look says what became of it', () => {
  const then = (next: Timeline) => shadowReport([stopped(gateway, '10:00'), next], from, to).fixes[0]?.afterwards;
  expect(then(healed(gateway, '11:00'))).toEqual({ kind: 'back', at: at('11:00'), incident: 'h-11:00' });
  expect(then(stopped(gateway, '11:00', 'cooldown'))).toMatchObject({ kind: 'taken-up', at: at('11:00') });
  expect(
    then(timeline('o', '11:00', [find(gateway, 'opened'), { ...find(gateway, 'diagnosed'), judgements: [] }])),
  ).toMatchObject({ kind: 'other' });
});

test('trouble that comes back after it was over is another one', () => {
  const timelines = [stopped(gateway, '10:00'), healed(gateway, '11:00'), stopped(gateway, '12:00')];
  expect(shadowReport(timelines, from, to).fixes.map(({ firstAt }) => firstAt)).toEqual([at('12:00'), at('10:00')]);
});

test('where no look showed anything else, nothing is known', () => {
  const { fixes } = shadowReport([stopped(gateway, '10:00'), stopped(vm, '10:05')], from, to);
  expect(fixes.map(({ target, afterwards }) => [target.kind, afterwards.kind])).toEqual([
    ['vm', 'unknown'],
    ['gateway', 'unknown'],
  ]);
});

describe('looks that open no incident', () => {
  const again = (time: string, condition: 'healthy' | 'unhealthy'): IncidentEvent => ({
    kind: 'looked-again',
    condition,
    at: at(time),
  });
  const goingOn = (...events: readonly IncidentEvent[]): Timeline => {
    const one = stopped(gateway, '10:00');
    return { ...one, events: [...one.events, ...events] };
  };

  test('tell how long it lasted', () => {
    expect(shadowReport([goingOn(again('20:00', 'unhealthy'))], from, to).fixes).toMatchObject([
      { firstAt: at('10:00'), lastAt: at('20:00'), incidents: ['i-10:00'], afterwards: { kind: 'unknown' } },
    ]);
  });

  test('tell when it was over, and what comes after is another one', () => {
    const timelines = [goingOn(again('11:00', 'healthy')), stopped(gateway, '12:00')];
    expect(shadowReport(timelines, from, to).fixes).toMatchObject([
      { firstAt: at('12:00'), afterwards: { kind: 'unknown' } },
      { firstAt: at('10:00'), afterwards: { kind: 'back', at: at('11:00'), incident: 'i-10:00' } },
    ]);
  });
});

test('what people changed meanwhile is told where it was seen', () => {
  const group = looks(gateway).find(
    (event) => event.kind === 'observed' && event.observation.kind === 'networkSecurityGroup',
  );
  if (group?.kind !== 'observed' || group.observation.outcome.kind !== 'answered')
    throw new Error('No group was seen.');
  const answer = group.observation.outcome.answer as { readonly rules: readonly { readonly name: string }[] };
  const outcome = { kind: 'answered', answer: { ...answer, rules: answer.rules.slice(1) } } as const;
  const without: Happened = { ...group, observation: { ...group.observation, outcome } };
  const { fixes } = shadowReport([stopped(gateway, '10:00'), healed(gateway, '11:00', [without])], from, to);
  expect(fixes[0]?.instead).toEqual([
    {
      en: `Rule ${answer.rules[0]!.name} of nsg1 is gone.`,
      ko: expect.stringContaining(answer.rules[0]!.name) as string,
    },
  ]);
});

describe('people read it', () => {
  const report = () =>
    shadowReport(
      [stopped(gateway, '10:00'), stopped(gateway, '10:15'), healed(gateway, '12:30'), stopped(vm, '11:00')],
      from,
      to,
    );

  test('as text, in both languages', () => {
    const en = shadowText(report(), 'en');
    for (const part of ['2 troubles', 'gw1', 'Add an allow rule', '15 min', '2 h later', 'cannot tell'])
      expect(en).toContain(part);
    const ko = shadowText(report(), 'ko');
    for (const part of ['2건', '15분', '2시간 뒤', '그 대신']) expect(ko).toContain(part);
  });

  test('as a card with the same sentences and no buttons', () => {
    const card = JSON.stringify(shadowCard(report(), 'ko'));
    expect(card).toContain('15분');
    expect(card).not.toContain('Action.Execute');
  });

  test('as a card that Microsoft’s own reader understands', () => {
    const context = new SerializationContext(Versions.v1_5);
    new AdaptiveCard().parse(JSON.parse(JSON.stringify(shadowCard(report(), 'en'))) as object, context);
    expect(context.eventCount).toBe(0);
  });

  test('as a card that is never too large, and says what it leaves out', () => {
    const [fix] = shadowReport([stopped(gateway, '10:00')], from, to).fixes;
    const card = JSON.stringify(
      shadowCard({ from, to, timeZone: 'UTC', fixes: Array.from({ length: 200 }, () => fix!) }, 'en'),
    );
    expect(Buffer.byteLength(card)).toBeLessThanOrEqual(24 * 1024);
    expect(card).toMatch(/and 1\d\d more/);
  });
});
