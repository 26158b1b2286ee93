import type { IncidentView } from '../../cards/view';
import { advance } from '../../incident/advance';
import type { Teller } from '../../incident/ports';
import { ReconnectError } from '../../model/errors';
import { alex, minji } from './bot';
import { asked, type Asked } from './testing/asked';

// Who is told outside the channel: at most once each, and nothing waits for them.

let stage: Asked;
afterEach(() => stage.bot.close());

/** What was taken, and a teller that fails as `fail` says, before or after it took what it is told. */
function listener(fail: (tries: number) => void = () => undefined, takes: 'before' | 'after' = 'after') {
  const heard: IncidentView['status'][] = [];
  let tries = 0;
  const teller: Teller = {
    name: 'webhook',
    tell: (view) => {
      tries += 1;
      if (takes === 'before') heard.push(view.status);
      fail(tries);
      if (takes === 'after') heard.push(view.status);
      return Promise.resolve();
    },
  };
  return { teller, heard, tries: () => tries };
}
const failing = (code: string, retryAfterMs?: number) => () => {
  throw new ReconnectError(code, 'x', 'y', retryAfterMs);
};
const unheard = () =>
  stage.told().filter((line) => line.includes('What is told outside the channel could not be told'));

test('that people are asked and how it ended is told once each, and nothing between', async () => {
  const { teller, heard } = listener();
  stage = await asked({}, undefined, [teller]);
  expect(heard).toMatchObject([{ kind: 'asking', question: { code: stage.code } }]);
  await stage.bot.teams.click(minji, stage.code, 'approve');
  await stage.work(60);
  expect(heard.map((status) => (status.kind === 'closed' ? status.outcome : status.kind))).toEqual([
    'asking',
    'resolved',
  ]);
});

test('each of two is told', async () => {
  const [one, other] = [listener(), listener()];
  stage = await asked({}, undefined, [one.teller, { ...other.teller, name: 'other' }]);
  expect([one.heard, other.heard].map(({ length }) => length)).toEqual([1, 1]);
});

test('where more people are asked, so with their code', async () => {
  const { teller, heard } = listener();
  const escalation = { afterMinutes: 10, approvers: [alex.name] };
  stage = await asked({ approvers: [minji, alex], escalation }, undefined, [teller]);
  stage.wait(10 * 60_000);
  await stage.work();
  const codes = stage.state().attempts.map(({ approval }) => approval.code);
  expect(codes).toHaveLength(2);
  expect(heard.map((status) => status.kind === 'asking' && status.question.code)).toEqual(codes);
});

test('what nobody can answer yet is not told', async () => {
  const { teller, heard } = listener();
  stage = await asked({}, (bot) => bot.teams.failNext(503, 10_000), [teller]);
  await stage.work(20);
  expect(heard).toEqual([]);
  stage.bot.teams.stopFailing();
  await stage.work(60);
  expect(heard).toHaveLength(1);
});

test('one that is busy is tried three times, as late as it wants, and delays nothing', async () => {
  const { teller, heard, tries } = listener(failing('WEBHOOK_BUSY', 120_000));
  stage = await asked({}, undefined, [teller]);
  await stage.work(6);
  expect(tries()).toBe(1);
  await stage.work(60);
  expect(tries()).toBe(3);
  await stage.bot.teams.click(minji, stage.code, 'approve');
  await stage.work(20);
  expect(stage.state().phase.kind).toBe('closed');
  expect(stage.thread()).toHaveLength(3);
  expect(heard).toEqual([]);
  expect(unheard()).toHaveLength(tries());
});

test.each<[string, 'before' | 'after', string]>([
  ['took it, and its answer got lost', 'before', 'WEBHOOK_UNREACHABLE'],
  ['refuses', 'after', 'WEBHOOK_REFUSED'],
])('one that %s is not told again', async (_, takes, code) => {
  const { teller, tries } = listener(failing(code), takes);
  stage = await asked({}, undefined, [teller]);
  await stage.work(60);
  expect(tries()).toBe(1);
});

test('who dies while telling leaves it at that', async () => {
  const { teller, heard } = listener((tries) => {
    if (tries === 2) throw new Error('died');
  }, 'before');
  stage = await asked({}, undefined, [teller]);
  await stage.bot.teams.click(minji, stage.code, 'reject');
  await expect(stage.work()).rejects.toThrow('died');
  await stage.work(30);
  expect(heard.map(({ kind }) => kind)).toEqual(['asking', 'closed']);
});

test('an incident that is long over when somebody is there to be told is no news', async () => {
  const { teller, heard } = listener();
  stage = await asked();
  await stage.bot.teams.click(minji, stage.code, 'reject');
  await stage.work(30);
  stage.wait(3_600_000);
  const { messenger } = stage.channel;
  await advance(stage.id, { ...stage.deps, messenger, tellers: [teller] });
  expect(heard).toEqual([]);
});
