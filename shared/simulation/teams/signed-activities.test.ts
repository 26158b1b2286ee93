import { ReconnectError } from '../../model/errors';
import { text } from '../../model/text';
import { wrote } from './activities';
import { startBot, alex, minji, type Bot } from './bot';
import type { Forgery } from './contract';
import { asking, question, viewWith } from './views';

const only = text('Only Min-ji Kim may answer this question.', '이 질문에는 Min-ji Kim만 답할 수 있습니다.');
let bot: Bot;

beforeAll(async () => {
  bot = await startBot(async ({ by, decision }) => {
    if (by.id !== minji.id.toLowerCase()) return Promise.resolve({ kind: 'refused', because: only });
    const now = text('Applying the fix.', '적용하는 중입니다.');
    const status = { kind: 'decided', question, decision, by: by.name, at: '2026-11-21T01:58:00.000Z', now } as const;
    return Promise.resolve({ kind: 'taken', view: viewWith(status) });
  });
  await bot.messenger.post(asking, 'en');
});

afterAll(() => bot.close());

const unsigned: readonly Forgery[] = [
  'no-token',
  'garbage-token',
  'bad-signature',
  'entra-issuer',
  'unknown-issuer',
  'wrong-audience',
  'expired',
  'not-yet',
  'other-service-url',
  'no-service-url',
];

const elsewhere: readonly Forgery[] = [
  'web-chat',
  'direct-line',
  'key-of-another-channel',
  'another-recipient',
  'another-connector',
];

describe('who may speak', () => {
  test.each(unsigned)('%s: 401, and nobody is asked', async (forge) => {
    const before = bot.replies.length;
    expect(await bot.teams.click(minji, 'A1B2', 'approve', { forge })).toMatchObject({ kind: 'http', status: 401 });
    expect(await bot.teams.say(minji, 'approve A1B2', { forge })).toMatchObject({ status: 401 });
    expect(bot.replies).toHaveLength(before);
  });

  test.each(elsewhere)('%s: 403, and nobody is asked', async (forge) => {
    const before = { replies: bot.replies.length, messages: bot.teams.messages().length };
    const refused = { status: 403, body: { error: { code: 'NOT_FROM_TEAMS' } } };
    expect(await bot.teams.click(minji, 'A1B2', 'approve', { forge })).toMatchObject({ kind: 'http', ...refused });
    expect(await bot.teams.say(minji, 'approve A1B2', { forge })).toMatchObject(refused);
    expect(bot.replies).toHaveLength(before.replies);
    expect(bot.teams.messages()).toHaveLength(before.messages + 1);
  });

  test.each<[Forgery, RegExp]>([
    ['missing-oid', /did not say who you are/],
    ['wrong-tenant', /only in the channel/],
    ['wrong-conversation', /only in the channel/],
  ])('%s: the click is refused in words, and nobody is asked', async (forge, words) => {
    const before = bot.replies.length;
    const result = await bot.teams.click(minji, 'A1B2', 'approve', { forge });
    expect(result).toMatchObject({ kind: 'error', code: 'Refused' });
    expect(result.kind === 'error' ? result.text : '').toMatch(words);
    expect(bot.replies).toHaveLength(before);
  });

  test.each<[Forgery, number]>([
    ['missing-oid', 1],
    ['wrong-tenant', 0],
    ['wrong-conversation', 0],
  ])('%s: the text decides nothing', async (forge, answers) => {
    const before = { replies: bot.replies.length, fromBot: fromBot().length };
    expect(await bot.teams.say(minji, 'approve A1B2', { forge })).toMatchObject({ status: 200 });
    expect(bot.replies).toHaveLength(before.replies);
    expect(fromBot()).toHaveLength(before.fromBot + answers);
  });
});

const fromBot = () => bot.teams.messages().filter(({ from }) => from === 'bot');

describe('answers', () => {
  test('a click is put as what Teams vouches for, and answered with the card', async () => {
    const result = await bot.teams.click(minji, 'A1B2', 'approve', { reason: 'Known change' });
    expect(bot.replies.at(-1)).toEqual({
      code: 'A1B2',
      planHash: question.planHash,
      incident: asking.incident,
      decision: 'approve',
      by: { id: minji.id.toLowerCase(), name: 'Min-ji Kim' },
      tenant: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
      conversation: bot.teams.questions()[0]?.conversation,
      reason: 'Known change',
      via: 'click',
    });
    expect(result.kind).toBe('card');
    expect(JSON.stringify(result)).toContain('Approved by Min-ji Kim');
    expect(JSON.stringify(result)).not.toContain('Action.Execute');
  });

  test('a text is put without a plan, and answered by a message in its thread', async () => {
    expect(await bot.teams.say(minji, '<at>Reconnect</at> 거절 a1b2')).toMatchObject({ status: 200 });
    expect(bot.replies.at(-1)).toMatchObject({ code: 'A1B2', planHash: undefined, decision: 'reject', via: 'text' });
    const [asked, said] = bot.teams.messages().slice(-2);
    expect(said).toMatchObject({ from: 'bot', conversation: asked?.conversation });
    expect(said?.text).toBe(
      `${asking.resource.name}, “${question.title.en}”: Rejected by Min-ji Kim, 2026-11-21 01:58 UTC. Applying the fix.`,
    );
  });

  test('what is said to somebody else is no answer of whoever says it', async () => {
    const before = bot.replies.length;
    for (const to of ['<at>Reconnect</at> <at>Alex Wilber</at>', '<at>Alex Wilber</at> <at>Reconnect</at>'])
      await bot.teams.say(minji, `${to} approve A1B2`);
    expect(bot.replies).toHaveLength(before);
    expect(fromBot().at(-1)?.text).toContain('approve CODE');
  });

  test.each<[string, unknown]>([
    ['no mentions at all', undefined],
    ['a mention of nobody', [{ type: 'mention', mentioned: null, text: '<at>Reconnect</at>' }]],
    ['entities that are none', [null, 7, 'x', [], {}, { type: 'mention' }]],
  ])('a message with %s is read as it stands', async (_, entities) => {
    const before = bot.replies.length;
    const said = wrote(bot.setting, '9', minji, '<at>Reconnect</at> approve A1B2', {});
    expect(await bot.teams.send({ ...said, entities })).toMatchObject({ status: 200 });
    expect(bot.replies).toHaveLength(before);
  });

  test('the wrong person is told so, however they answer', async () => {
    const error = { kind: 'error', text: only.en };
    expect(await bot.teams.click(alex, 'A1B2', 'approve')).toMatchObject(error);
    await bot.teams.say(alex, 'approve A1B2');
    expect(bot.teams.messages().at(-1)).toMatchObject({ from: 'bot', text: only.en });
  });

  test('small talk is ignored, and unclear answers are explained', async () => {
    const before = fromBot().length;
    await bot.teams.say(minji, 'Coffee, anyone?');
    expect(fromBot()).toHaveLength(before);
    await bot.teams.say(minji, 'approve it');
    expect(fromBot().at(-1)?.text).toContain('approve CODE');
  });
});

describe('malformed activities', () => {
  const click = {
    type: 'invoke',
    name: 'adaptiveCard/action',
    channelId: 'msteams',
    recipient: { id: '28:11111111-1111-4111-8111-111111111111' },
    from: { id: '29:x', name: 'x', aadObjectId: minji.id },
    conversation: { id: '19:approvals@thread.tacv2;messageid=1' },
    channelData: {
      tenant: { id: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa' },
      channel: { id: '19:approvals@thread.tacv2' },
    },
    value: {
      trigger: 'manual',
      action: { type: 'Action.Execute', verb: 'approve', data: { code: 'A1B2', planHash: 'h' } },
    },
  };
  const send = (change: Readonly<Record<string, unknown>>) =>
    bot.teams.send({ ...click, serviceUrl: bot.teams.serviceUrl, ...change });

  test('the sample itself is fine', async () => {
    expect(await send({})).toMatchObject({ status: 200, body: { statusCode: 200 } });
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['no type', { type: undefined }],
    ['no service URL', { serviceUrl: undefined }],
    ['no channel', { channelId: undefined }],
    ['no recipient', { recipient: undefined }],
    ['no sender', { from: undefined }],
    ['a sender that is a list', { from: [] }],
    ['no conversation', { conversation: null }],
    ['no value', { value: undefined }],
    ['no action', { value: {} }],
    ['another verb', { value: { action: { ...click.value.action, verb: 'delete' } } }],
    ['no code', { value: { action: { verb: 'approve', data: { planHash: 'h' } } } }],
    ['no plan', { value: { action: { verb: 'approve', data: { code: 'A1B2' } } } }],
    ['nobody pressed it', { value: { ...click.value, trigger: 'automatic' } }],
    ['a text that is a number', { type: 'message', text: 7 }],
  ])('%s: 400 with a code', async (_, change) => {
    const before = bot.replies.length;
    expect(await send(change)).toMatchObject({ status: 400, body: { error: { code: 'MALFORMED_ACTIVITY' } } });
    expect(bot.replies).toHaveLength(before);
  });

  test.each([null, 7, 'text', [], {}])('%j instead of an activity: 400 with a code', async (activity) => {
    expect(await bot.teams.send(activity)).toMatchObject({
      status: 400,
      body: { error: { code: 'MALFORMED_ACTIVITY' } },
    });
  });

  test('other invokes are not ours, other activities are taken note of', async () => {
    expect(await send({ name: 'task/fetch' })).toMatchObject({
      status: 501,
      body: { error: { code: 'UNKNOWN_INVOKE' } },
    });
    expect(await send({ type: 'installationUpdate' })).toMatchObject({ status: 200 });
  });
});

test('while the keys cannot be read, nothing is taken', async () => {
  const bare = await startBot(() => Promise.reject(new Error('Nobody must be asked.')));
  try {
    await bare.messenger.post(asking, 'en');
    bare.teams.failKeys();
    expect(await bare.teams.click(minji, 'A1B2', 'approve')).toMatchObject({ kind: 'http', status: 503 });
  } finally {
    await bare.close();
  }
});

test('when the answer cannot be recorded, the person is asked to answer again', async () => {
  const broken = await startBot(() => Promise.reject(new ReconnectError('STORE_UNREACHABLE', 'x', 'y')));
  try {
    await broken.messenger.post(asking, 'en');
    expect(await broken.teams.click(minji, 'A1B2', 'approve')).toMatchObject({ kind: 'error', code: 'TryAgain' });
    broken.teams.failNext(500);
    expect(await broken.teams.say(minji, 'approve A1B2')).toMatchObject({ status: 200 });
    expect(broken.logged.map((line): unknown => JSON.parse(line))).toEqual([
      { message: 'Teams reply could not be recorded', code: 'STORE_UNREACHABLE', via: 'click' },
      { message: 'Teams reply could not be recorded', code: 'STORE_UNREACHABLE', via: 'text' },
      { message: 'Teams reply could not be answered', code: 'TEAMS_UNREACHABLE' },
    ]);
  } finally {
    await broken.close();
  }
});
