import { text } from '../../model/text';
import { minji, startBot, type Bot } from './bot';
import { asking } from './views';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot(() => Promise.resolve({ kind: 'refused', because: text('Not you.', '권한이 없습니다.') }));
});
afterAll(() => bot.close());

const post = (path: string, body: unknown, type = 'application/json') =>
  fetch(new URL(path, bot.teams.page), {
    method: 'POST',
    headers: { 'content-type': type },
    body: JSON.stringify(body),
  });

test('everything that the page needs comes from the stand-in itself', async () => {
  const html = await (await fetch(bot.teams.page)).text();
  const needs = [...html.matchAll(/(?:src|href)="([^"]+)"/g)]
    .map(([, url = '']) => url)
    .filter((url) => url !== 'data:,');
  expect(needs).toEqual(['/channel.css', '/adaptivecards.js', '/channel.js']);
  for (const url of [...needs, '/card-style.js']) expect((await fetch(new URL(url, bot.teams.page))).status).toBe(200);
});

test('the page follows the channel', async () => {
  const stop = new AbortController();
  const stream = await fetch(new URL('/events', bot.teams.page), { signal: stop.signal });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain('"messages":[]');
  await bot.messenger.post(asking, 'en');
  expect((await reader?.read())?.value).toContain('A1B2');
  stop.abort();
});

test('a click on the page is sent to the bot as that person', async () => {
  await bot.messenger.post(asking, 'en');
  const { message, incident, code, planHash } = await bot.teams.waitForQuestion(1);
  const click = { person: minji.id, message, verb: 'approve', data: { incident, code, planHash, reason: 'ok' } };
  expect(await (await post('/click', click)).json()).toEqual({ kind: 'error', code: 'Refused', text: 'Not you.' });
  expect(bot.replies.at(-1)).toMatchObject({ by: { name: 'Min-ji Kim' }, reason: 'ok' });
  expect((await post('/click', { ...click, person: 'somebody' })).status).toBe(404);
});

test('other web pages cannot press buttons', async () => {
  expect((await post('/say', { person: minji.id, text: 'approve A1B2' }, 'text/plain')).status).toBe(400);
  expect((await post('/say', { person: minji.id, text: '' })).status).toBe(400);
});

test('the connector wants a token, our tenant and our channel', async () => {
  const call = (body: unknown, authorization?: string) =>
    fetch(`${bot.teams.serviceUrl}/v3/conversations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
      body: JSON.stringify(body),
    });
  const good = {
    tenantId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
    channelData: { channel: { id: '19:approvals@thread.tacv2' } },
    activity: { type: 'message', text: 'hello' },
  };
  expect((await call(good)).status).toBe(401);
  expect((await call(good, 'Bearer x')).status).toBe(201);
  expect((await call({ ...good, tenantId: 'other' }, 'Bearer x')).status).toBe(403);
  expect((await call({ ...good, channelData: { channel: { id: 'other' } } }, 'Bearer x')).status).toBe(404);
  expect((await call({ activity: {} }, 'Bearer x')).status).toBe(400);
});

test('waiting for a question ends when the stand-in is closed', async () => {
  const other = await startBot(() => Promise.resolve({ kind: 'refused', because: text('No.', '아니요.') }));
  const waiting = expect(other.teams.waitForQuestion(1)).rejects.toThrow('before question 1');
  await other.close();
  await waiting;
});
