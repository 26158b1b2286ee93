import { inspect } from 'node:util';
import { teamsMessenger } from '../../teams/messenger';
import { ReconnectError } from '../../model/errors';
import { text } from '../../model/text';
import { startBot, token, type Bot } from './bot';
import { asking, question, viewWith } from './views';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot(() => Promise.resolve({ kind: 'refused', because: text('No.', '아니요.') }), { language: 'ko' });
});
afterAll(() => bot.close());

const done = viewWith({ kind: 'closed', outcome: 'resolved', because: text('It works.', '정상입니다.'), question });

test('posts a card as a new thread, and changes it in place', async () => {
  const waiting = bot.teams.waitForQuestion(1);
  const ref = await bot.messenger.post(asking, 'ko');
  expect(await waiting).toMatchObject({
    message: ref.activity,
    code: 'A1B2',
    planHash: question.planHash,
    incident: asking.incident,
  });
  const [posted] = bot.teams.messages();
  expect(ref).toEqual({ conversation: posted?.conversation, activity: posted?.id });
  // Beside a card, text would become a second message.
  expect(posted).toMatchObject({
    text: undefined,
    version: 1,
  });

  expect(posted?.summary).toContain('결정을 기다리고 있습니다');

  await bot.messenger.update(ref, done, 'ko');
  expect(bot.teams.messages()).toHaveLength(1);
  expect(bot.teams.messages()[0]).toMatchObject({ id: ref.activity, version: 2 });
  expect(JSON.stringify(bot.teams.messages()[0]?.card)).not.toContain('Action.Execute');
});

const failure = async (call: Promise<unknown>): Promise<ReconnectError> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ReconnectError)) throw new Error(`Expected a ReconnectError, got ${inspect(error)}`);
  return error;
};

test.each([
  [401, 'TEAMS_FORBIDDEN'],
  [403, 'TEAMS_FORBIDDEN'],
  [404, 'TEAMS_NOT_FOUND'],
  [413, 'TEAMS_REFUSED'],
  [412, 'TEAMS_BUSY'],
  [429, 'TEAMS_BUSY'],
  [503, 'TEAMS_BUSY'],
  [500, 'TEAMS_UNREACHABLE'],
  [502, 'TEAMS_UNREACHABLE'],
])('HTTP %i becomes %s after one attempt, without the token', async (status, code) => {
  const before = bot.teams.messages().length;
  bot.teams.failNext(status);
  const error = await failure(bot.messenger.post(asking, 'en'));
  expect(error.code).toBe(code);
  expect(error.next).not.toBe('');
  expect(inspect(error, { depth: 9 })).not.toContain(token);
  expect(bot.teams.messages()).toHaveLength(before);
});

/** Speaks to the same channel by a clock of its own. */
const messengerAt = (now: () => number) => {
  const { appId, tenantId, channel } = bot.setting;
  const { serviceUrl } = bot.teams;
  return teamsMessenger({
    appId,
    tenantId,
    channelId: channel.id,
    serviceUrl,
    token: () => Promise.resolve(token),
    now,
  });
};

test('where Teams says how long it wants to be left alone, it is', async () => {
  let now = 0;
  const messenger = messengerAt(() => now);
  bot.teams.failNext(429, 1, 90);
  expect(await failure(messenger.post(asking, 'en'))).toMatchObject({ code: 'TEAMS_BUSY', retryAfterMs: 90_000 });
  const before = bot.teams.messages().length;
  now = 89_000;
  expect(await failure(messenger.post(asking, 'en'))).toMatchObject({ code: 'TEAMS_BUSY', retryAfterMs: 1000 });
  expect(bot.teams.messages()).toHaveLength(before);
  now = 90_000;
  await messenger.post(asking, 'en');
  expect(bot.teams.messages()).toHaveLength(before + 1);
});

test.each<[string, number, number | undefined]>([
  ['fails otherwise', 500, undefined],
  ['is put off for less', 429, 1],
])('what was on its way then and %s does not shorten that', async (_, status, retryAfterS) => {
  const messenger = messengerAt(() => 0);
  bot.teams.failNext(429, 1, 90);
  bot.teams.failNext(status, 1, retryAfterS);
  await Promise.all([failure(messenger.post(asking, 'en')), failure(messenger.post(asking, 'en'))]);
  expect(await failure(messenger.post(asking, 'en'))).toMatchObject({ code: 'TEAMS_BUSY', retryAfterMs: 90_000 });
});

test('a message that is gone, a connector that is gone, and a token that cannot be had', async () => {
  expect((await failure(bot.messenger.update({ conversation: 'c', activity: '1' }, done, 'en'))).code).toBe(
    'TEAMS_NOT_FOUND',
  );
  const now = () => 0;
  const place = { now, appId: 'a', tenantId: 't', channelId: 'c', serviceUrl: 'http://127.0.0.1:1/teams' };
  const nowhere = teamsMessenger({ ...place, token: () => Promise.resolve(token) });
  expect((await failure(nowhere.post(asking, 'en'))).code).toBe('TEAMS_UNREACHABLE');
  const nobody = teamsMessenger({
    ...place,
    serviceUrl: bot.teams.serviceUrl,
    token: () => Promise.reject(new Error('no identity')),
  });
  expect((await failure(nobody.post(asking, 'en'))).code).toBe('TEAMS_NO_TOKEN');
});
