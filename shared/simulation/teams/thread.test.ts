import { ReconnectError } from '../../model/errors';
import { alex, minji } from './bot';
import { asked, type Asked } from './testing/asked';

// What changes is said in the thread of the card, because nobody is notified of a card that is edited.

let stage: Asked;
afterEach(() => stage.bot.close());

const approved = 'Approved by Min-ji Kim: agreed';
const applied = 'The fix is applied. Trying the connection again.';
const ended = expect.stringMatching(/^Connected again\. /) as string;
const lines = (): readonly string[] => stage.thread().flatMap((reply) => reply?.split('\n') ?? []);
const cards = () => stage.bot.teams.messages().filter(({ card }) => card !== undefined);

test('what is approved, applied and seen to help is said once each, beside one card that is edited', async () => {
  stage = await asked();
  expect(lines()).toEqual([]);
  await stage.bot.teams.click(minji, stage.code, 'approve', { reason: 'agreed' });
  await stage.work(20);
  expect(lines()).toEqual([approved, applied, ended]);
  await stage.work(40);
  expect(lines()).toHaveLength(3);
  expect(cards()).toHaveLength(1);
});

test('a rejection is said as the end that it is', async () => {
  stage = await asked();
  await stage.bot.teams.click(minji, stage.code, 'reject');
  await stage.work();
  expect(lines()).toEqual(['Rejected. Min-ji Kim rejected the fix. Nothing was changed.']);
});

test('that a second person must approve is said, and a mute, with times as people there read them', async () => {
  stage = await asked({ approvers: [minji, alex], approvals: [{ people: 2 }], timeZone: 'Asia/Seoul' });
  await stage.bot.teams.click(minji, stage.code, 'approve');
  await stage.bot.teams.click(alex, stage.code, 'mute');
  await stage.work();
  expect(stage.thread()).toEqual([
    expect.stringMatching(
      /^Min-ji Kim approved\. A second person must approve by \S+ \S+ KST\.\nMuted by Alex Wilber until \S+ \S+ KST\.$/,
    ),
  ]);
  expect(JSON.stringify(cards())).toMatch(/Muted until \S+ \S+ KST by Alex Wilber/);
});

test('where more people are asked, the thread of the first card says where', async () => {
  stage = await asked({ approvers: [minji, alex], escalation: { afterMinutes: 10, approvers: [alex.name] } });
  stage.wait(10 * 60_000);
  await stage.work();
  const newest = stage.state().attempts.at(-1)?.approval.code ?? '';
  expect(newest).not.toBe(stage.code);
  expect(lines()).toEqual([`A newer message asks, with the code ${newest}.`]);
});

test('what Teams does not take is said later, once, and not before Teams wants to hear it', async () => {
  stage = await asked();
  await stage.bot.teams.click(minji, stage.code, 'reject');
  stage.bot.teams.failNext(429, 1, 120);
  await stage.work(10);
  expect(lines()).toEqual([]);
  await stage.work(60);
  expect(lines()).toHaveLength(1);
});

test.each<[string, 'before' | 'after', string, number]>([
  ['is lost on the way, nobody knows, and it is not said again', 'after', 'TEAMS_UNREACHABLE', 1],
  ['was never taken, and nobody knows, it is not said again', 'before', 'TEAMS_UNREACHABLE', 0],
  ['is put off each time, it is given up after three', 'before', 'TEAMS_BUSY', 0],
])('where a line %s', async (_, fails, code, replies) => {
  stage = await asked();
  const { messenger } = stage.bot;
  let tries = 0;
  stage.channel.messenger = {
    ...messenger,
    async reply(...said) {
      tries += 1;
      if (fails === 'after') await messenger.reply(...said);
      throw new ReconnectError(code, 'x', 'y');
    },
  };
  await stage.bot.teams.click(minji, stage.code, 'reject');
  await stage.work(60);
  expect(stage.thread()).toHaveLength(replies);
  expect(tries).toBe(code === 'TEAMS_BUSY' ? 3 : 1);
});

test('while a question cannot be posted nothing is applied, nobody is taken to have said no, and it is asked when Teams is back', async () => {
  stage = await asked({}, (bot) => bot.teams.failNext(503, 10_000));
  const { bot, of, sent, state, told, work } = stage;
  await work(6 * 60 * 2);
  expect(cards()).toEqual([]);
  expect(sent).toEqual([]);
  expect(of('expired')).toEqual([]);
  expect(state().phase.kind).toBe('asking');
  expect(told().some((line) => line.includes('The channel could not be reached; trying again'))).toBe(true);
  // Each try is written down, and they become rarer.
  expect(of('post-intended').length).toBeLessThan(60);
  bot.teams.stopFailing();
  await work(60);
  expect(cards()).toHaveLength(1);
  expect((await bot.teams.click(minji, state().attempts.at(-1)?.approval.code ?? '', 'approve')).kind).toBe('card');
});
