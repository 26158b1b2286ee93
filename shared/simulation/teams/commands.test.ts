import { localKeys } from '../../config/record-keys';
import { Policy } from '../../model/policy';
import { obey, standingOf } from '../../incident/control';
import { ReconnectError } from '../../model/errors';
import { text } from '../../model/text';
import { storeOn } from '../../store/open-store';
import { memoryStorage } from '../storage/memory';
import { wrote } from './activities';
import { alex, minji, startBot, type Bot } from './bot';
import type { Forgery } from './contract';

const subscription = '9d3f2b7e-41c8-4a6d-b0f5-6e8c1d2a7b94';
const vm = `/subscriptions/${subscription}/resourceGroups/rg-files/providers/Microsoft.Compute/virtualMachines/vm-files`;
const now = () => Date.parse('2026-11-21T09:00:00.000Z');
const deps = {
  now,
  log: () => undefined,
  measure: () => undefined,
  store: storeOn(memoryStorage({ now, pick: () => 0 }), () => Promise.resolve(() => Promise.resolve()), now, localKeys),
  policy: Policy.parse({
    subscriptions: [subscription],
    targets: [{ kind: 'vm', id: vm, port: 22, from: { address: '10.60.1.9' } }],
    approvers: [minji],
  }),
};
const noQuestion = () => Promise.resolve({ kind: 'refused', because: text('No.', '아니요.') } as const);

let bot: Bot;
beforeAll(async () => {
  bot = await startBot(noQuestion, { onCommand: (command, by, written) => obey(command, by, deps, written), now });
});
afterAll(() => bot.close());

const answers = () => bot.teams.messages().filter(({ from }) => from === 'bot');
const changes = async () => (await standingOf(deps)).changes;

test('anybody stops all changes, an approver switches them on again, and everybody reads it in the thread', async () => {
  expect(await bot.teams.say(alex, '<at>Reconnect</at> stop')).toMatchObject({ status: 200 });
  const [asked, said] = bot.teams.messages().slice(-2);
  expect(said).toMatchObject({ from: 'bot', conversation: asked?.conversation });
  expect(said?.text).toContain('All changes are switched off');
  expect(await changes()).toBe('off');

  await bot.teams.say(alex, 'resume');
  expect(answers().at(-1)?.text).toContain('Only Min-ji Kim may do this');
  expect(await changes()).toBe('off');

  await bot.teams.say(minji, '재개');
  expect(answers().at(-1)?.text).toContain('switched on again');
  expect(await changes()).toBe('on');
});

test('what was written before somebody stopped it does not switch changes on again, however late it comes', async () => {
  const late = wrote(bot.setting, '9', minji, 'resume', {});
  await bot.teams.say(alex, 'stop');
  const before = { ...late, timestamp: new Date(now() - 1000).toISOString() };
  for (let time = 0; time < 2; time++) expect(await bot.teams.send(before)).toMatchObject({ status: 200 });
  expect(answers().at(-1)?.text).toContain('Alex Wilber switched them off after that was written');
  expect(await changes()).toBe('off');

  await bot.teams.send({ ...late, timestamp: 'just now' });
  expect(await changes()).toBe('on');
});

test('an approver mutes a target for a while', async () => {
  await bot.teams.say(minji, 'mute vm-files 2h');
  expect(answers().at(-1)?.text).toBe(
    `Muted until 2026-11-21 11:00 UTC: ${vm}. Nothing is proposed for it or for anything below it.`,
  );
  await bot.teams.say(alex, 'status');
  expect(answers().at(-1)?.text).toContain(`${vm} until 2026-11-21 11:00 UTC (Min-ji Kim)`);
  await bot.teams.say(minji, '음소거 해제 vm-files');
  expect((await standingOf(deps)).mutes).toEqual([]);
});

test('a sentence that contains the words does nothing', async () => {
  const before = answers().length;
  for (const sentence of ['We should stop', 'stop that', 'please stop reconnect', 'resume it, then stop'])
    await bot.teams.say(minji, sentence);
  expect(await changes()).toBe('on');
  expect(answers()).toHaveLength(before);

  await bot.teams.say(minji, '<at>Reconnect</at> please stop');
  expect(await changes()).toBe('on');
  expect(answers().at(-1)?.text).toContain('“stop”');
});

const forged: readonly Forgery[] = [
  'no-token',
  'garbage-token',
  'bad-signature',
  'entra-issuer',
  'unknown-issuer',
  'wrong-audience',
  'expired',
  'not-yet',
  'other-service-url',
  'missing-oid',
  'wrong-tenant',
  'wrong-conversation',
  'web-chat',
  'direct-line',
  'key-of-another-channel',
  'another-recipient',
  'another-connector',
];

test.each(forged)('%s: nothing is switched or muted', async (forge) => {
  await bot.teams.say(minji, 'stop', { forge });
  await bot.teams.say(minji, 'mute vm-files 2h', { forge });
  expect(await standingOf(deps)).toMatchObject({ changes: 'on', mutes: [] });
});

test('when it fails, the channel is told so in its language', async () => {
  const broken = await startBot(noQuestion, {
    language: 'ko',
    onCommand: () => Promise.reject(new ReconnectError('STORE_UNREACHABLE', 'x', 'y')),
  });
  try {
    await broken.teams.say(minji, '정지');
    expect(broken.teams.messages().at(-1)?.text).toContain('다시 써 주세요');
    expect(broken.logged.map((line): unknown => JSON.parse(line))).toEqual([
      { message: 'Teams command could not be carried out', code: 'STORE_UNREACHABLE', command: 'stop' },
    ]);
  } finally {
    await broken.close();
  }
});
