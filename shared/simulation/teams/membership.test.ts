import type { BotTeam } from '../../model/bot-team';
import { alex, minji, startBot, type Bot } from './bot';

const nobodyAnswers = () => Promise.reject(new Error('Nobody answers here.'));
const general = '19:team@thread.tacv2';
const own = '19:approvals@thread.tacv2';

let known: Map<string, BotTeam>;
let bot: Bot;
beforeEach(async () => {
  known = new Map();
  bot = await startBot(nobodyAnswers, {
    onJoined: (team) => {
      const found = known.has(team.team) ? 'known' : 'new';
      known.set(team.team, team);
      return Promise.resolve(found);
    },
    onLeft: (team) => Promise.resolve(void known.delete(team)),
  });
});
afterEach(() => bot.close());

const teamNews = (more: object) => ({
  type: 'conversationUpdate',
  id: '1',
  channelId: 'msteams',
  serviceUrl: bot.setting.serviceUrl,
  from: { id: '29:somebody' },
  recipient: { id: `28:${bot.setting.appId}` },
  conversation: { id: general, tenantId: bot.setting.tenantId },
  ...more,
});
const aboutTeam = (more: object = {}) => ({
  channelData: { tenant: { id: bot.setting.tenantId }, team: { id: general }, ...more },
});
const greetings = () => bot.teams.messages().filter(({ from }) => from === 'bot');

test('the team that the app is added to is known by its channels, and greeted once', async () => {
  expect(await bot.teams.move(minji, 'add')).toEqual([{ status: 200 }, { status: 200 }]);
  expect([...known.values()]).toEqual([{ team: general, channels: [general, own] }]);
  expect(greetings()).toMatchObject([
    { conversation: general, text: expect.stringContaining('tells and asks in the channel Network approvals') },
  ]);

  await bot.teams.move(minji, 'remove');
  expect(known.size).toBe(0);
  await bot.teams.move(minji, 'add');
  expect(greetings()).toHaveLength(2);
});

test('a team without the channel of the settings is told how to use one of its own', async () => {
  await bot.close();
  bot = await startBot(nobodyAnswers, { onJoined: () => Promise.resolve('new'), channelId: '19:another@thread.tacv2' });
  await bot.teams.move(minji, 'add');
  const [greeting] = greetings();
  expect(greeting?.text).toContain("azd env set RECONNECT_CHANNEL 'ID'");
  expect(greeting?.text?.split('\n').slice(1)).toEqual([`General: ${general}`, `Network approvals: ${own}`]);
});

test('where Teams does not list the channels, nothing is known of the team', async () => {
  bot.teams.failNext(503, 2);
  await bot.teams.move(minji, 'add');
  expect(known.size).toBe(0);
  expect(greetings()).toEqual([]);
  expect(bot.logged.join()).toContain('TEAMS_BUSY');
});

test('a channel that is made or deleted has the list read again; where that fails, nothing is unlearnt', async () => {
  known.set(general, { team: general, channels: [general] });
  await bot.teams.send(teamNews(aboutTeam({ eventType: 'channelCreated', channel: { id: own } })));
  const listed = { team: general, channels: [general, own] };
  expect([...known.values()]).toEqual([listed]);

  bot.teams.failNext(503);
  await bot.teams.send(teamNews(aboutTeam({ eventType: 'channelDeleted', channel: { id: '19:x@thread.tacv2' } })));
  expect([...known.values()]).toEqual([listed]);
  expect(greetings()).toEqual([]);
});

test('whoever writes in the channel shows that the bot is there, and the list is read once', async () => {
  await bot.teams.say(alex, 'good morning');
  expect([...known.values()]).toEqual([{ team: general, channels: [general, own] }]);
  known.clear();
  await bot.teams.say(alex, 'is anybody here?');
  expect(known.size).toBe(0);
  expect(greetings()).toEqual([]);
});

test('a member who comes or goes is not the bot', async () => {
  await bot.teams.send(teamNews({ ...aboutTeam({ eventType: 'teamMemberAdded' }), membersAdded: [{ id: '29:x' }] }));
  expect(known.size).toBe(0);
  known.set(general, { team: general, channels: [] });
  await bot.teams.send(
    teamNews({ ...aboutTeam({ eventType: 'teamMemberRemoved' }), membersRemoved: [{ id: '29:x' }] }),
  );
  expect(known.size).toBe(1);
});

test.each(['teamDeleted', 'teamHardDeleted'])('a team that is gone (%s) is forgotten', async (eventType) => {
  known.set(general, { team: general, channels: [] });
  await bot.teams.send(teamNews(aboutTeam({ eventType })));
  expect(known.size).toBe(0);
});

test('what is not about a team, and what has another shape, changes nothing', async () => {
  const installed = { type: 'installationUpdate', action: 'add' };
  const { status } = await bot.teams.send(teamNews({ ...installed, channelData: {} }));
  expect(status).toBe(200);
  expect(await bot.teams.send(teamNews({ ...installed, action: 7 }))).toMatchObject({ status: 200 });
  expect(known.size).toBe(0);
});

test.each(['wrong-tenant', 'no-token', 'bad-signature', 'another-connector', 'web-chat'] as const)(
  'nothing is learnt and nobody greeted (%s)',
  async (forge) => {
    await bot.teams.move(minji, 'add', forge);
    expect(known.size).toBe(0);
    known.set(general, { team: general, channels: [] });
    await bot.teams.move(minji, 'remove', forge);
    expect(known.size).toBe(1);
    expect(greetings()).toEqual([]);
  },
);

test('a store that fails costs Teams no answer', async () => {
  await bot.close();
  bot = await startBot(nobodyAnswers, { onJoined: () => Promise.reject(new Error('secret')) });
  expect(await bot.teams.move(minji, 'add')).toEqual([{ status: 200 }, { status: 200 }]);
  expect(bot.logged.join()).toContain('It could not be noted in which teams the bot is');
  expect(bot.logged.join()).not.toContain('secret');
});
