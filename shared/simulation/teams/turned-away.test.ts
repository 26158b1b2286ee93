import { auditIncident } from '../../incident/promises';
import type { Policy } from '../../model/policy';
import { pressed, wrote } from './activities';
import { alex, minji } from './bot';
import type { Forgery } from './contract';
import { asked, type Asked } from './testing/asked';

// Whoever may not answer changes nothing, however they try, and it is written down that they tried: the real receiver, store and
// incident, in front of a stand-in for Teams.

const mallory = { id: '0f0f0f0f-1111-4222-8333-999999999999', name: 'Mallory' };

/** The question is open, nobody has answered or muted it, and nothing was sent to Azure. */
function expectUntouched({ state, of, sent, id, events }: Asked): void {
  expect(state().phase.kind).toBe('asking');
  expect(of('answered')).toEqual([]);
  expect(of('muted')).toEqual([]);
  expect(sent).toEqual([]);
  expect(auditIncident(id, events())).toEqual([]);
}

const unheard: readonly Forgery[] = [
  'no-token',
  'garbage-token',
  'bad-signature',
  'wrong-audience',
  'unknown-issuer',
  'entra-issuer',
  'expired',
  'not-yet',
  'other-service-url',
  'no-service-url',
  'another-connector',
  'web-chat',
  'direct-line',
  'key-of-another-channel',
  'another-recipient',
  'wrong-tenant',
];

describe('who is not heard', () => {
  let quiet: Asked;
  beforeAll(async () => {
    quiet = await asked();
  });
  afterAll(() => quiet.bot.close());

  test.each(unheard)(
    '%s: nothing changes, nothing of it gets into the incident, and operators are told',
    async (forge) => {
      const { bot, code, events, store } = quiet;
      const before = { logged: bot.logged.length, events: events().length };
      await bot.teams.click(minji, code, 'approve', { forge });
      await bot.teams.click(minji, code, 'mute', { forge });
      await bot.teams.say(minji, `approve ${code}`, { forge });
      expectUntouched(quiet);
      expect(events()).toHaveLength(before.events);
      const refused = expect.stringContaining('Teams activity refused') as string;
      expect(bot.logged.slice(before.logged)).toEqual([refused, refused, refused]);
      expect((await store.ledger()).mutes).toEqual([]);
    },
  );
});

describe('who is heard', () => {
  let stage: Asked;
  beforeEach(async () => {
    stage = await asked();
  });
  afterEach(() => stage.bot.close());

  test.each<[string, Forgery, string, RegExp]>([
    ['in another conversation', 'wrong-conversation', minji.id, /only in the channel/],
    ['without a user id', 'missing-oid', '', /did not say who you are/],
  ])('%s: nothing changes, and the incident tells', async (_, forge, by, because) => {
    const { bot, code, of } = stage;
    const said = { kind: 'error', code: 'Refused', text: expect.stringMatching(because) as string };
    expect(await bot.teams.click(minji, code, 'approve', { forge })).toMatchObject(said);
    expect(await bot.teams.click(minji, code, 'mute', { forge })).toMatchObject(said);
    await bot.teams.say(minji, `reject ${code}`, { forge });
    expectUntouched(stage);
    const refused = {
      by: { id: by.toLowerCase(), name: minji.name },
      because: { en: expect.stringMatching(because) as string },
    };
    expect(of('refused')).toMatchObject(['approve', 'mute', 'reject'].map((decision) => ({ decision, ...refused })));
  });

  test.each<[string, typeof alex]>([
    ['nobody in the team', mallory],
    ['no approver', alex],
    ['an approver’s name with another id', { ...mallory, name: minji.name }],
  ])('%s: nothing changes, and the incident tells', async (_, who) => {
    const { bot, code, of } = stage;
    const said = { kind: 'error', code: 'Refused', text: expect.stringContaining('Only Min-ji Kim') as string };
    expect(await bot.teams.click(who, code, 'approve')).toMatchObject(said);
    expect(await bot.teams.click(who, code, 'mute')).toMatchObject(said);
    await bot.teams.say(who, `approve ${code.toLowerCase()} known change`);
    expectUntouched(stage);
    expect(of('refused')).toMatchObject(['approve', 'mute', 'approve'].map((decision) => ({ decision, by: who })));
  });

  test('nobody fills an incident by clicking: the first attempts are written down, the others only logged', async () => {
    const { bot, code, of, told } = stage;
    for (let click = 0; click < 5; click++) await bot.teams.click(alex, code, 'approve');
    expect(of('refused')).toHaveLength(3);
    expect(told().filter((line) => line.includes('An attempt in Teams does not count'))).toHaveLength(2);
    for (let person = 0; person < 40; person++)
      await bot.teams.click({ id: `0f0f0f0f-1111-4222-8333-0000000000${10 + person}`, name: 'x' }, code, 'reject');
    expect(of('refused')).toHaveLength(30);
    expectUntouched(stage);
    expect(await bot.teams.click(minji, code, 'approve')).toMatchObject({ kind: 'card' });
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['another plan', { planHash: 'of-another-plan' }],
    ['the code of another incident', { code: 'ZZZZ' }],
  ])('a card whose data names %s decides nothing, and the incident tells', async (_, tampered) => {
    const { bot, code, of } = stage;
    expect(await bot.teams.click(minji, code, 'approve', { tampered })).toMatchObject({
      kind: 'error',
      text: expect.stringContaining('earlier plan') as string,
    });
    expectUntouched(stage);
    expect(of('refused')).toMatchObject([{ decision: 'approve', by: { name: minji.name } }]);
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['an approver', { by: minji, approver: minji.id, from: { aadObjectId: minji.id } }],
    ['more to do', { changes: [{ kind: 'restart-vm', vm: '/x' }], until: '2099-01-01T00:00:00.000Z', minutes: 99999 }],
  ])('%s that somebody wrote into the card’s data is not listened to', async (_, tampered) => {
    const { bot, code, of } = stage;
    await bot.teams.click(alex, code, 'approve', { tampered });
    await bot.teams.click(alex, code, 'mute', { tampered });
    expectUntouched(stage);
    expect(of('refused').map(({ by }) => by.name)).toEqual([alex.name, alex.name]);
  });

  test.each(['i-nobody-knows', '../x', 'x'.repeat(900), 'a/b#c?d'])(
    'an incident %j that is not there: nothing happens',
    async (incident) => {
      const { bot, code, told } = stage;
      const before = told().length;
      expect((await bot.teams.click(minji, code, 'approve', { tampered: { incident } })).kind).not.toBe('card');
      expect((await bot.teams.click(minji, code, 'mute', { tampered: { incident } })).kind).not.toBe('card');
      expectUntouched(stage);
      expect(told().length).toBeGreaterThan(before);
    },
  );

  test('a code that no question has decides nothing, and operators are told', async () => {
    const { bot, told } = stage;
    await bot.teams.say(minji, 'approve ZZZZ');
    expect(bot.teams.messages().at(-1)).toMatchObject({ from: 'bot', text: 'There is no open question ZZZZ.' });
    expectUntouched(stage);
    expect(told().at(-1)).toContain('An attempt in Teams does not count');
  });

  test('a code whose time is over decides nothing, and the incident tells', async () => {
    const { bot, code, of, sent, wait, work, state } = stage;
    wait(31 * 60_000);
    expect(await bot.teams.click(minji, code, 'approve')).toMatchObject({
      text: expect.stringContaining('time to answer is over') as string,
    });
    expect(of('answered')).toEqual([]);
    expect(of('refused')).toMatchObject([{ decision: 'approve' }]);
    await work();
    expect(state().phase).toMatchObject({ kind: 'closed', outcome: 'expired' });
    await bot.teams.click(minji, code, 'approve');
    expect(of('refused')).toHaveLength(1);
    expect(sent).toEqual([]);
  });

  test('a code is used once: whoever answers later, or sends the same activity again, is shown what was decided', async () => {
    const { bot, code, of, sent, work } = stage;
    const question = bot.teams.questions().at(-1);
    if (!question) throw new Error('Nobody is asked.');
    const { incident, planHash } = question;
    const activity = pressed(bot.setting, '1', minji, question, { verb: 'reject', data: { incident, code, planHash } });
    for (let time = 0; time < 3; time++)
      expect(await bot.teams.send(activity)).toMatchObject({ status: 200, body: { statusCode: 200 } });
    expect(JSON.stringify(await bot.teams.click(minji, code, 'approve'))).toContain('Rejected by Min-ji Kim');
    await bot.teams.say(minji, `approve ${code}`);
    expect(of('answered')).toMatchObject([{ decision: 'reject' }]);
    await work();
    expect(sent).toEqual([]);
  });

  test('an activity of a megabyte is none', async () => {
    const { bot, code } = stage;
    const question = bot.teams.questions().at(-1)!;
    const { incident, planHash } = question;
    const padding = 'x'.repeat(1024 * 1024);
    const malformed = { status: 400, body: { error: { code: 'MALFORMED_ACTIVITY' } } };
    const data = { incident, code, planHash, padding };
    expect(await bot.teams.send(pressed(bot.setting, '1', minji, question, { verb: 'approve', data }))).toMatchObject(
      malformed,
    );
    expect(await bot.teams.send(wrote(bot.setting, '2', minji, `approve ${code} ${padding}`, {}))).toMatchObject(
      malformed,
    );
    expectUntouched(stage);
  });

  test('no setting of an SDK switches the checks off', async () => {
    process.env.DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS = 'true';
    try {
      expect(await stage.bot.teams.click(minji, stage.code, 'approve', { forge: 'no-token' })).toMatchObject({
        status: 401,
      });
      expectUntouched(stage);
    } finally {
      delete process.env.DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS;
    }
  });

  test('Approve and Reject at once: one of them decides, and both are told which', async () => {
    const { bot, of } = await restage({ approvers: [minji, alex] });
    const { code } = stage;
    const said = await Promise.all([bot.teams.click(minji, code, 'approve'), bot.teams.click(alex, code, 'reject')]);
    const [decided, another] = of('answered');
    expect(another).toBeUndefined();
    for (const each of said) {
      expect(each.kind).toBe('card');
      expect(JSON.stringify(each)).toContain(
        `${decided?.decision === 'approve' ? 'Approved' : 'Rejected'} by ${decided?.by.name}`,
      );
    }
  });

  test('of two who must approve, one counts once, by button and by text', async () => {
    const { bot, code, of, state } = await restage({ approvers: [minji, alex], approvals: [{ people: 2 }] });
    await bot.teams.click(minji, code, 'approve');
    expect(await bot.teams.click(minji, code, 'approve')).toMatchObject({
      kind: 'error',
      text: expect.stringContaining('somebody else') as string,
    });
    await bot.teams.say({ ...minji, id: minji.id.toLowerCase() }, `approve ${code}`);
    expect(state().phase.kind).toBe('asking');
    expect(of('answered')).toHaveLength(1);
    expect(of('refused')).toHaveLength(2);
    await bot.teams.say(alex, `승인 ${code} 전화로 확인함`);
    expect(of('answered')).toMatchObject(
      [{ by: minji }, { by: alex, reason: '전화로 확인함' }].map(({ by, ...rest }) => ({
        by: { name: by.name },
        ...rest,
      })),
    );
  });

  test('an approver mutes what a card is about, for two hours, by its button: it is answered, written down and on the card', async () => {
    const { bot, code, of, state, deps, store, work } = stage;
    const until = new Date(deps.now() + 120 * 60_000).toISOString();
    const said = await bot.teams.click(minji, code, 'mute');
    expect(said.kind).toBe('card');
    expect(JSON.stringify(said)).toContain('by Min-ji Kim: no new question about it');
    expect(await bot.teams.click(minji, code, 'mute')).toEqual(said);
    expect(of('muted')).toMatchObject([{ by: { name: minji.name }, until }]);
    expect((await store.ledger()).mutes).toEqual([{ scope: state().target.id, until, by: minji.name }]);
    await work();
    expect(state().phase.kind).toBe('asking');
    expect(JSON.stringify(bot.teams.messages()[0]?.card)).toContain('Muted until');
  });

  test('where a mute was taken back, the button mutes anew', async () => {
    const { bot, code, deps, store, state } = stage;
    await bot.teams.click(minji, code, 'mute');
    await store.mute({ scope: state().target.id, until: new Date(deps.now()).toISOString(), by: 'x' });
    expect((await store.ledger()).mutes).toEqual([]);
    await bot.teams.click(minji, code, 'mute');
    expect((await store.ledger()).mutes).toHaveLength(1);
  });

  test('“mute 2h” in the thread of a card mutes its resource; elsewhere it is asked which', async () => {
    const { bot, of, store, state } = stage;
    const thread = bot.teams.questions().at(-1)?.conversation ?? '';
    await bot.teams.say(alex, 'mute 2h', { thread });
    expect(bot.teams.messages().at(-1)).toMatchObject({
      conversation: thread,
      text: expect.stringContaining('Only') as string,
    });
    await bot.teams.say(minji, 'mute 2h');
    expect(bot.teams.messages().at(-1)?.text).toContain('mute NAME 2h');
    expect((await store.ledger()).mutes).toEqual([]);
    await bot.teams.say(minji, '<at>Reconnect</at> 음소거 2시간', { thread });
    expect(bot.teams.messages().at(-1)?.text).toContain(`Muted until`);
    expect(bot.teams.messages().at(-1)?.text).toContain(state().target.id);
    expect(of('refused')).toMatchObject([{ decision: 'mute', by: { name: alex.name } }]);
    expect(of('muted')).toHaveLength(1);
  });

  test('a decision is committed before anything is drawn, and is not lost where Teams cannot be reached then', async () => {
    const { bot, code, of, work, sent } = stage;
    const card = () => bot.teams.messages()[0];
    bot.teams.failNext(503, 3);
    expect((await bot.teams.click(minji, code, 'approve')).kind).toBe('card');
    expect(of('answered')).toHaveLength(1);
    expect(card()?.version).toBe(1);
    await work();
    expect(sent).toHaveLength(1);
    await work();
    await work();
    expect(JSON.stringify(card()?.card)).not.toContain('Action.Execute');
  });

  async function restage(change: Partial<Policy>): Promise<Asked> {
    await stage.bot.close();
    stage = await asked(change);
    return stage;
  }
});
