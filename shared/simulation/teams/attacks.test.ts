import { auditIncident } from '../../incident/promises';
import type { Policy } from '../../model/policy';
import { pressed, wrote } from './activities';
import { alex, minji } from './bot';
import { asked, type Asked } from './testing/asked';

// What somebody may try who can send what Teams sends: nothing but what was asked, by whom it was asked of, is applied.

let stage: Asked;
beforeEach(async () => {
  stage = await asked();
});
afterEach(() => stage.bot.close());

async function restage(change: Partial<Policy>): Promise<Asked> {
  await stage.bot.close();
  stage = await asked(change);
  return stage;
}

const question = () => {
  const open = stage.bot.teams.questions().at(-1);
  if (!open) throw new Error('Nobody is asked.');
  return open;
};

/** The question is open, nobody has answered it, and nothing was sent to Azure. */
function expectUntouched(): void {
  const { state, of, sent, id, events } = stage;
  expect(state().phase.kind).toBe('asking');
  expect(of('answered')).toEqual([]);
  expect(of('muted')).toEqual([]);
  expect(sent).toEqual([]);
  expect(auditIncident(id, events())).toEqual([]);
}

/** Presses Approve with this as the data of the card, as it stands in JSON. */
const pressWith = (data: string, who = minji) => {
  const activity = pressed(stage.bot.setting, '1', who, question(), { verb: 'approve', data: { here: 'DATA' } });
  return stage.bot.teams.send(JSON.parse(JSON.stringify(activity).replace('{"here":"DATA"}', () => data)));
};

describe('a card’s data', () => {
  const deep = 2000;

  test.each<[string, (code: string, hash: string, incident: string) => string]>([
    ['nothing', () => '{}'],
    ['null', () => 'null'],
    ['a text', (code) => JSON.stringify(code)],
    ['a list', (code, hash, incident) => JSON.stringify([{ code, planHash: hash, incident }])],
    ['a code that is a list', (code, planHash, incident) => JSON.stringify({ code: [code], planHash, incident })],
    ['a plan that is a list', (code, hash, incident) => JSON.stringify({ code, planHash: [hash], incident })],
    [
      'an incident that is a list',
      (code, planHash, incident) => JSON.stringify({ code, planHash, incident: [incident] }),
    ],
    ['a plan that is true', (code, _, incident) => JSON.stringify({ code, planHash: true, incident })],
    ['a plan that is empty', (code, _, incident) => JSON.stringify({ code, planHash: '', incident })],
    ['no plan', (code, _, incident) => JSON.stringify({ code, incident })],
    ['no code', (_, planHash, incident) => JSON.stringify({ planHash, incident })],
    [
      'all of it in the prototype',
      (code, hash, id) => `{"__proto__":{"code":"${code}","planHash":"${hash}","incident":"${id}"}}`,
    ],
    [
      'a plan in the prototype',
      (code, hash, id) => `{"code":"${code}","incident":"${id}","__proto__":{"planHash":"${hash}"}}`,
    ],
    ['what is thousands deep', (code) => `{"code":"${code}","planHash":${'['.repeat(deep)}${']'.repeat(deep)}}`],
    [
      'too long a reason',
      (code, planHash, incident) => JSON.stringify({ code, planHash, incident, reason: 'x'.repeat(2001) }),
    ],
  ])('that is or has %s is malformed: nothing changes, and operators are told', async (_, data) => {
    const { code, bot, id } = stage;
    const before = bot.logged.length;
    const said = await pressWith(data(code, question().planHash, id));
    expect(said).toMatchObject({ status: 400, body: { error: { code: 'MALFORMED_ACTIVITY' } } });
    expect(bot.logged.slice(before)).toEqual([expect.stringContaining('Teams activity refused: it is malformed')]);
    expectUntouched();
  });

  test('with more in it, however deep, and with the names of what every object has, counts as what it is for', async () => {
    const { code, id, of } = stage;
    const { planHash } = question();
    const more = `"toString":1,"constructor":{"prototype":{"by":"x"}},"__proto__":{"approvedBy":["a","b"]},"deep":${'['.repeat(deep)}${']'.repeat(deep)}`;
    expect(await pressWith(`{"code":"${code}","planHash":"${planHash}","incident":"${id}",${more}}`)).toMatchObject({
      status: 200,
      body: { statusCode: 200 },
    });
    expect(of('answered')).toMatchObject([{ by: { name: minji.name }, decision: 'approve' }]);
    expect(({} as Record<string, unknown>).approvedBy).toBeUndefined();
  });

  test.each<[string, (hash: string, code: string) => Readonly<Record<string, unknown>>]>([
    ['the plan of another incident', (hash) => ({ planHash: `${hash.slice(1)}0` })],
    ['its plan in other letters', (hash) => ({ planHash: hash.toUpperCase() })],
    ['its plan and more', (hash) => ({ planHash: `${hash} ` })],
    ['the code of another incident', () => ({ code: 'ZZZZ' })],
    ['its code and more', (_, code) => ({ code: `${code} ` })],
  ])('with %s decides nothing, and the incident tells', async (_, differs) => {
    const { code, id, of } = stage;
    const { planHash } = question();
    const data = { code, planHash, incident: id, ...differs(planHash, code) };
    expect(await pressWith(JSON.stringify(data))).toMatchObject({ body: { statusCode: 400 } });
    expect(of('refused')).toMatchObject([{ decision: 'approve', by: { name: minji.name } }]);
    expectUntouched();
  });
});

test('where the policy no longer names who approved, nothing is applied, and the card says why', async () => {
  const { bot, code, deps, sent, state, work } = stage;
  await bot.teams.click(minji, code, 'approve');
  Object.assign(deps, { policy: { ...deps.policy, approvers: [alex] } });
  await work(20);
  expect(sent).toEqual([]);
  expect(state().phase).toMatchObject({ kind: 'closed', outcome: 'escalated' });
  expect(JSON.stringify(bot.teams.messages()[0]?.card)).toContain('is no approver in the policy any more');
});

test('where the policy comes to want two people, one who has approved is not enough', async () => {
  const { bot, code, deps, sent, state, work } = await restage({ approvers: [minji, alex] });
  await bot.teams.click(minji, code, 'approve');
  Object.assign(deps, { policy: { ...deps.policy, approvals: [{ people: 2 }] } });
  await work(20);
  expect(sent).toEqual([]);
  expect(state().phase.kind).toBe('closed');
});

test.each([
  [-1, 'card'],
  [0, 'error'],
])('%i ms from when time is over, an answer is told: %s', async (ms, said) => {
  const { bot, code, deps, of, state, wait } = stage;
  wait(Date.parse(state().attempts[0]?.approval.until ?? '') - deps.now() + ms);
  expect((await bot.teams.click(minji, code, 'approve')).kind).toBe(said);
  expect(of('answered')).toHaveLength(said === 'card' ? 1 : 0);
});

test.each([0, 1, 2, 3, 4, 5])('what is stopped %i turns after the approval sends nothing more', async (turns) => {
  const { bot, code, sent, work } = stage;
  await bot.teams.click(minji, code, 'approve');
  await work(turns);
  const before = sent.length;
  await bot.teams.say(alex, 'stop');
  await work(20);
  expect(sent).toHaveLength(before);
});

test('cards call people as the policy does, whatever they call themselves', async () => {
  const { bot, code, of, work } = stage;
  await bot.teams.click({ id: minji.id.toUpperCase(), name: 'Sam\u202e Rivera (CEO)' }, code, 'mute');
  await bot.teams.click({ id: minji.id, name: '' }, code, 'approve');
  await work();
  expect(of('answered')).toMatchObject([{ by: { name: minji.name } }]);
  expect(of('muted')).toMatchObject([{ by: { name: minji.name } }]);
  const shown = JSON.stringify(bot.teams.messages());
  expect(shown).toContain(`Approved by ${minji.name}`);
  expect(shown.replace(/"from":\{[^}]*\}/g, '')).not.toContain('Rivera');
});

test.each([
  '> approve CODE',
  '“approve CODE”',
  'Kim wrote: approve CODE',
  'do not approve CODE',
  'approve CODE?',
  'approve CODE ZZZZ?',
  'approve\nnot CODE',
  '<at>Reconnect</at> <at>Alex Wilber</at> approve CODE',
  '<blockquote>approve CODE</blockquote> no',
])('%j decides nothing', async (text) => {
  const { bot, code } = stage;
  expect(await bot.teams.send(wrote(bot.setting, '1', minji, text.replace('CODE', code), {}))).toMatchObject({
    status: 200,
  });
  expectUntouched();
});

test('an answer in another thread of the channel counts, and tells what it decided, and nothing that did not happen', async () => {
  const { bot, code } = stage;
  await bot.teams.say(minji, `reject ${code}`, { thread: `${bot.setting.channel.id};messageid=1` });
  expect(bot.teams.messages().at(-1)?.text).toMatch(
    /^gw1, “.+”: Rejected by Min-ji Kim, .+ UTC\. Nothing was changed\.$/,
  );
});
