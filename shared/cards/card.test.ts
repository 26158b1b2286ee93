import { SerializationContext, AdaptiveCard, Versions } from 'adaptivecards/dist/adaptivecards.js';
import fc from 'fast-check';
import { text, type Language } from '../model/text';
import { asking, costly, question, viewWith } from '../simulation/teams/views';
import { states } from '../simulation/teams/states';
import { cardLimit, incidentCard, toldCard } from './card';
import * as catalogue from './words';
import type { IncidentView, Question, Status } from './view';

type Json = Readonly<Record<string, unknown>>;

const at = '2026-11-21T01:58:00.000Z';
const guard = text(
  '“Nobody else is working on it” (events-under-way)',
  '“다른 작업이 진행 중이 아님” (events-under-way)',
);
const statuses: readonly Status[] = [
  { kind: 'looking' },
  { kind: 'looked' },
  { kind: 'asking', question },
  { kind: 'asking', question: costly },
  {
    kind: 'decided',
    question,
    decision: 'approve',
    by: 'Min-ji Kim',
    at,
    now: text('Applying the fix.', '적용하는 중입니다.'),
  },
  {
    kind: 'decided',
    question,
    decision: 'reject',
    by: 'Sam Rivera',
    at,
    now: text('Nothing was changed.', '변경 없음.'),
  },
  { kind: 'closed', outcome: 'resolved', because: text('All servers answer.', '모든 서버가 응답합니다.'), question },
  { kind: 'closed', outcome: 'reported', because: text('No cause was found.', '원인을 찾지 못했습니다.') },
  {
    kind: 'held',
    because: text('Fixed a moment ago.', '조금 전에 조치했습니다.'),
    until: at,
    effect: question.effect,
    guard,
  },
  {
    kind: 'closed',
    outcome: 'reported',
    because: text('Somebody works on it.', '누군가 작업 중입니다.'),
    question,
    guard,
  },
];
const languages: readonly Language[] = ['en', 'ko'];

const cardOf = (view: IncidentView, language: Language): Json =>
  JSON.parse(JSON.stringify(incidentCard(view, language))) as Json;

/** What Microsoft's own parser has against a card. */
function problemsOf(json: Json): readonly unknown[] {
  const context = new SerializationContext(Versions.v1_5);
  const card = new AdaptiveCard();
  card.parse(json, context);
  const problems = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  return [...problems, ...card.validateProperties().validationEvents];
}

/** Every object in the card, from outside in. */
const parts = (value: unknown): Json[] => {
  if (Array.isArray(value)) return value.flatMap(parts);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(parts)];
};
const textsOf = (card: Json, type: string): string[] =>
  parts(card)
    .filter((part) => part.type === type)
    .map((part) => String(part.text));
const everyText = (card: Json): string => [...textsOf(card, 'TextRun'), ...textsOf(card, 'TextBlock')].join('\n');

describe.each(languages)('the card in %s', (language) => {
  test.each([...statuses.map(viewWith), ...Object.values(states)])('is a valid Adaptive Card 1.5: %#', (view) => {
    const json = cardOf(view, language);
    expect(problemsOf(json)).toEqual([]);
    expect(json.version).toBe('1.5');
  });

  test('of an open question holds everything that has to be known before answering', () => {
    const shown = everyText(cardOf(asking, language));
    for (const fact of [asking.broken, ...asking.shownBy, question.title, question.effect, ...question.proof])
      expect(shown).toContain(fact[language]);
    for (const fact of [question.undoable, question.ifNothing]) expect(shown).toContain(fact[language]);
    expect(shown).toContain('nsg-gateway/deny-all-inbound');
    expect(shown).toContain('TCP GatewayManager → *:65200-65535');
    expect(shown).toContain('Min-ji Kim, Sam Rivera');
    expect(shown).toContain('2026-11-21 02:19 UTC');
    expect(shown).toContain(
      {
        en: 'Or write: @Reconnect approve A1B2 / @Reconnect reject A1B2',
        ko: '@Reconnect 승인 A1B2 / @Reconnect 거절 A1B2',
      }[language],
    );
  });

  test('says that two must approve, who cannot be one of them, and who has', () => {
    const shown = (differs: Partial<Question>) =>
      everyText(cardOf(viewWith({ kind: 'asking', question: { ...question, people: 2, ...differs } }), language));
    expect(shown({})).toContain({ en: 'two different people', ko: '서로 다른 두 사람' }[language]);
    expect(shown({ requestedBy: 'Kim' })).toContain(
      { en: 'two different people, not Kim, who asked for it', ko: '요청한 Kim 님을 제외한 두 사람' }[language],
    );
    expect(shown({ approvedBy: ['Lee'] })).toContain(
      { en: 'Approved by Lee; a second approval is needed', ko: 'Lee 님이 승인했습니다. 두 번째 승인이 필요합니다' }[
        language
      ],
    );
  });

  test('says so when nothing is opened, and makes losses stand out', () => {
    const card = cardOf(viewWith({ kind: 'asking', question: costly }), language);
    expect(everyText(card)).toContain(
      { en: 'No flow is newly allowed or denied', ko: '통신 허용 범위는 바뀌지 않습니다' }[language],
    );
    const warnings = parts(card).filter((part) => part.type === 'Container' && part.style === 'attention');
    expect(warnings).toHaveLength(1);
    for (const loss of costly.losses) expect(textsOf(warnings[0] ?? {}, 'TextRun')).toContain(loss[language]);
    const harmless = parts(cardOf(asking, language)).filter(
      (part) => part.type === 'Container' && part.style === 'attention',
    );
    expect(harmless).toEqual([]);
  });

  test('has exactly the three buttons, and only while a question is open', () => {
    const data = { incident: asking.incident, code: 'A1B2', planHash: question.planHash };
    expect(cardOf(asking, language).actions).toEqual([
      {
        type: 'Action.Execute',
        title: { en: 'Approve', ko: '승인' }[language],
        verb: 'approve',
        style: 'positive',
        data,
      },
      {
        type: 'Action.Execute',
        title: { en: 'Reject', ko: '거절' }[language],
        verb: 'reject',
        style: 'destructive',
        data,
      },
      {
        type: 'Action.Execute',
        title: { en: 'Mute 2 h', ko: '2시간 음소거' }[language],
        verb: 'mute',
        associatedInputs: 'none',
        data,
      },
    ]);
    for (const status of statuses.filter(({ kind }) => kind !== 'asking')) {
      const card = cardOf(viewWith(status), language);
      expect(card.actions).toBeUndefined();
      expect(parts(card).filter((part) => /^(Action\.Execute|Input\.)/.test(String(part.type)))).toEqual([]);
    }
  });

  test('names the guard that stopped the plan, and only then', () => {
    const label = { en: 'Stopped by', ko: '멈춘 보호 규칙' }[language];
    for (const status of statuses) {
      const shown = everyText(cardOf(viewWith(status), language));
      const stopped = 'guard' in status;
      expect([status, shown.includes(label), shown.includes(guard[language])]).toEqual([status, stopped, stopped]);
    }
  });

  test('unfolds what is not needed at first: the exact request, the guards, what was ruled out, what happened', () => {
    const card = cardOf(asking, language);
    const folds = parts(card).filter(({ isVisible, type }) => isVisible === false && type === 'Container');
    const targets = parts(card).flatMap(({ type, targetElements }) =>
      type === 'Action.ToggleVisibility' ? [targetElements] : [],
    );
    expect(targets).toEqual(folds.map(({ id }) => [id, `${String(id)}-fold`, `${String(id)}-unfold`]));
    const [details, evidence] = folds.map(everyText);
    const [request] = question.requests;
    const guards = { en: 'Guards passed', ko: '통과한 보호 규칙' }[language];
    for (const said of [
      guards,
      request?.line,
      ...(request?.values ?? []),
      ...question.guards.map((each) => each.title[language]),
    ])
      expect(details).toContain(said);
    for (const { because, causes } of asking.otherCauses)
      for (const said of [because, ...causes]) expect(evidence).toContain(said[language]);
    for (const { text: said } of asking.history) expect(evidence).toContain(said[language]);
  });

  test('shows the way of the traffic with what is to blame marked, and of many beside each other the worst', () => {
    const runs = parts(cardOf(asking, language)).filter(({ type }) => type === 'TextRun');
    const way = runs.map((each) => String(each.text)).join('');
    expect(way).toContain('✗ nsg-gateway › ! agw-prod › vm-web-1, vm-web-2, vm-web-3 +1');
  });

  test('says since when and from where it is known, before the cause is', () => {
    const { body } = cardOf(states.looking ?? asking, language);
    const shown = everyText({
      body: parts(body)
        .filter(({ type }) => type === 'RichTextBlock')
        .slice(0, 4),
    });
    expect(shown).toContain('2026-11-21 10:49 KST');
    expect(shown).toContain({ en: 'The alert agw-unhealthy arrived.', ko: '경고 agw-unhealthy가' }[language]);
  });

  test('tells what a plan closes, not only what it opens', () => {
    const closes = question.opens.map((box) => ({ ...box, source: 'Internet' }));
    const shown = everyText(cardOf(viewWith({ kind: 'asking', question: { ...question, closes } }), language));
    expect(shown).toContain({ en: 'Newly closes', ko: '새로 막히는 통신' }[language]);
    expect(shown).toContain('TCP Internet → *:65200-65535');
  });

  test('tells how an end came about: what was tried, and how long it took', () => {
    const shown = (name: string) => everyText(cardOf(states[name] ?? asking, language));
    expect(shown('verified')).toContain({ en: 'it helped', ko: '도움이 되었습니다' }[language]);
    expect(shown('verified')).toContain({ en: '14 min after the signal', ko: '신호 후 14분' }[language]);
    expect(shown('undone')).toContain({ en: 'The fix was undone.', ko: '조치를 되돌렸습니다.' }[language]);
  });

  test('shows who decided, and when', () => {
    const decided = everyText(cardOf(viewWith(statuses[4] ?? { kind: 'looking' }), language));
    expect(decided).toContain('Min-ji Kim');
    expect(decided).toContain('2026-11-21 01:58 UTC');
  });
});

const everywhere = (foreign: string): IncidentView => {
  const both = text(foreign, foreign);
  const box = { ...(question.opens[0] ?? never()), source: foreign, destination: foreign };
  const hostile = {
    ...question,
    title: both,
    effect: both,
    proof: [both],
    guards: [{ title: both }],
    losses: [both],
    opens: [box],
    closes: [box],
    requests: [{ line: foreign, values: [foreign] }],
    undoable: both,
    ifNothing: both,
    approvers: [foreign],
    source: { ...question.source, document: foreign, section: foreign },
  };
  return {
    ...viewWith({ kind: 'asking', question: hostile }),
    resource: { name: foreign, id: foreign },
    incident: foreign,
    broken: both,
    shownBy: [both],
    blamed: foreign,
    path: [[{ what: both, name: foreign, state: 'blamed' }], [{ what: both, name: foreign, state: 'passed' }]],
    otherCauses: (['excluded', 'uncertain', 'skipped'] as const).map((kind) => ({
      kind,
      because: both,
      causes: [both],
    })),
    alsoHurt: [{ name: foreign, id: foreign, condition: 'hurt' }],
    history: [{ at: foreign, text: both }],
  };
};

const never = (): never => {
  throw new Error('The sample question opens nothing.');
};

test('markdown in names stays text: what is foreign is never put where markdown is read', () => {
  const piece = fc.constantFrom(
    '[pay](http://evil)',
    '**',
    '_',
    '`',
    '#',
    '![x](y)',
    '<b>',
    '~~',
    'vm-1',
    ' ',
    '한',
    '\\',
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), fc.constantFrom(...languages), (pieces, language) => {
      const foreign = `Ω${pieces.join('')}Ω`;
      const card = cardOf(everywhere(foreign), language);
      expect(textsOf(card, 'TextRun').filter((each) => each.includes('Ω')).length).toBeGreaterThan(12);
      expect(parts(card).filter((part) => part.type === 'FactSet')).toEqual([]);
      for (const block of textsOf(card, 'TextBlock')) expect(block).not.toContain('Ω');
    }),
  );
});

/** Every state of an incident whose every text is foreign, with so many of all that there can be many of. */
function crowded(foreign: string, copies: number): readonly IncidentView[] {
  const view = everywhere(foreign);
  const many = <T>(items: readonly T[]): T[] => Array.from({ length: copies }, () => items).flat();
  const asked = view.status.kind === 'asking' ? view.status.question : never();
  const both = text(foreign, foreign);
  const big: Question = {
    ...asked,
    proof: many(asked.proof),
    guards: many(asked.guards),
    losses: many(asked.losses),
    opens: many(asked.opens),
    closes: many(asked.closes),
    requests: many(asked.requests).map(({ line, values }) => ({ line, values: many(values) })),
    approvers: many(asked.approvers),
    approvedBy: many([foreign]),
    people: 2,
    requestedBy: foreign,
  };
  const tried = many([{ title: both, result: 'undone' } as const]);
  const [because, took, since, now] = [both, both, both, both];
  const states: readonly Status[] = [
    { kind: 'looking' },
    { kind: 'looked' },
    { kind: 'replaced' },
    { kind: 'held', because, until: at, effect: both, guard: both },
    { kind: 'asking', question: big },
    { kind: 'decided', question: big, decision: 'approve', by: foreign, at, now },
    { kind: 'closed', outcome: 'escalated', because, took, tried, question: big, guard: both, since },
  ];
  return states.map((status) => ({
    ...view,
    incident: 'i-1',
    shownBy: many(view.shownBy),
    triedFrom: many([both]),
    path: many(view.path).map(many),
    otherCauses: many(view.otherCauses).map((each) => ({ ...each, causes: many(each.causes) })),
    alsoHurt: many(view.alsoHurt ?? []),
    history: many([{ at, text: both }]),
    status,
  }));
}

const sizeOf = (card: unknown): number => Buffer.byteLength(JSON.stringify(card), 'utf8');

test('never exceeds the limit in any state, and shows nothing that cannot be seen', () => {
  const word = fc.string({
    unit: fc.constantFrom('한', 'é', '"', '\\', '\n', '\u202e', '\u200b', '\u3164', '😀', 'א', '<b>', 'a', '\ud800'),
    maxLength: 800,
  });
  fc.assert(
    fc.property(word, fc.integer({ min: 1, max: 20 }), fc.nat(6), (foreign, copies, state) => {
      const view = crowded(foreign, copies)[state] ?? never();
      const card = incidentCard(view, 'ko');
      expect(sizeOf(card)).toBeLessThanOrEqual(cardLimit);
      const json = JSON.parse(JSON.stringify(card)) as Json;
      expect(problemsOf(json)).toEqual([]);
      expect(everyText(json)).not.toMatch(/[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u);
      expect(card.actions?.length ?? 0).toBe(view.status.kind === 'asking' ? 3 : 0);
    }),
    { numRuns: 40 },
  );
});

test.each(['한', '"'])(
  'never exceeds the limit where everything is as long as it can be, and as often there: %j',
  (wide) => {
    for (const view of crowded(wide.repeat(200), 12))
      for (const drawn of [incidentCard(view, 'ko'), toldCard(view, 'en')])
        expect(sizeOf(drawn)).toBeLessThanOrEqual(cardLimit);
  },
);

test('draws the way of the traffic, a box for each station in the colour of its state, and beside each other what is', () => {
  const boxes = parts(cardOf(asking, 'en')).filter((part) => part.type === 'Column' && part.roundedCorners === true);
  expect(boxes.map((box) => [box.style, ...textsOf(box, 'TextRun')])).toEqual([
    ['attention', '✗ nsg-gateway', 'network security group'],
    ['warning', '! agw-prod', 'Application Gateway'],
    ...[1, 2, 3, 4].map((server) => ['emphasis', `vm-web-${server}`, 'backend']),
  ]);
  const many = {
    ...asking,
    path: [Array.from({ length: 9 }, (_, n) => ({ ...asking.path[2]![0]!, name: `vm-${n}` }))],
  };
  const evidence = parts(cardOf(many, 'en')).find((part) => part.id === 'evidence') ?? {};
  expect(everyText(evidence)).toContain('5 more');
});

test('gives up history before proof, and keeps what is opened and lost', () => {
  const status: Status = { kind: 'closed', outcome: 'resolved', because: text('Done.', '완료.'), question: costly };
  const view = viewWith(status);
  const line = text('x'.repeat(900), 'x'.repeat(900));
  const crowded = { ...view, history: Array.from({ length: 35 }, () => ({ at, text: line })) };
  const shown = everyText(cardOf(crowded, 'en'));
  expect(shown).toContain('… and 29 more');
  for (const each of [...costly.proof, ...costly.losses]) expect(shown).toContain(each.en);
});

test('every fixed word is there in both languages, and no two languages share one', () => {
  const texts = parts(Object.values(catalogue)).filter((each) => 'en' in each);
  expect(texts.length).toBeGreaterThan(60);
  for (const { en, ko } of texts) {
    expect(en).toMatch(/^[^가-힣]+$/);
    expect([en, ko]).toEqual([en, expect.stringMatching(/[가-힣]/)]);
  }
});
