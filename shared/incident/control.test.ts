import { storeOn } from '../store/open-store';
import { localKeys } from '../config/record-keys';
import { Policy } from '../model/policy';
import type { Intervention } from '../model/ledger';
import type { Signal, Target } from '../model/target';
import { memoryStorage } from '../simulation/storage/memory';
import { carryOut, obey, standingOf } from './control';
import type { Message } from './message';
import { open } from './open';
import type { Store } from './ports';

const startsAt = Date.parse('2026-11-21T09:00:00.000Z');
const subscription = '9d3f2b7e-41c8-4a6d-b0f5-6e8c1d2a7b94';
const group = `/subscriptions/${subscription}/resourceGroups/rg-files`;
const vm = `${group}/providers/Microsoft.Compute/virtualMachines/vm-files`;
const gateway = `/subscriptions/${subscription}/resourceGroups/rg-shop/providers/Microsoft.Network/applicationGateways/agw-shop`;
const kim = { id: '22222222-2222-4222-8222-222222222222', name: 'Kim' };
const stranger = { id: '33333333-3333-4333-8333-333333333333', name: 'Stranger' };

function setUp(differs: object = {}) {
  const clock = { now: startsAt };
  const now = () => clock.now;
  const sent: Message[] = [];
  const logged: string[] = [];
  const storage = memoryStorage({ now, pick: () => 0 });
  const send = (message: Message) => {
    sent.push(message);
    return Promise.resolve(() => Promise.resolve());
  };
  const store = storeOn(storage, send, now, localKeys);
  const policy = Policy.parse({
    subscriptions: [subscription],
    targets: [{ kind: 'vm', id: vm, port: 22, from: { address: '10.60.1.9' } }],
    approvers: [kim],
    ...differs,
  });
  const log = (message: string, properties: object) => void logged.push(JSON.stringify({ message, ...properties }));
  const outside = { store, policy, now, log };
  const unheard = { log: () => undefined, measure: () => undefined };
  const alert = (target: Target): Promise<string> => {
    const at = new Date(now()).toISOString();
    const signal: Signal = { kind: 'alert', id: `alert ${target.id}`, at, rule: 'unhealthy', target };
    return open(signal, { store, now, ...unheard });
  };
  return { ...outside, measure: unheard.measure, clock, sent, logged, alert };
}

const intervention: Intervention = {
  incident: 'i1',
  target: 'vm',
  cause: 'vm/guest-not-responding',
  blamed: vm,
  fix: 'restart-vm',
  planHash: 'hash',
  resource: vm,
  region: 'koreacentral',
  affectedResources: [vm],
  stage: { kind: 'started', at: new Date(startsAt).toISOString() },
};

/** Has people asked about the intervention, and begins it. */
async function begin({ store }: { readonly store: Store }) {
  for (const kind of ['asked', 'started'] as const)
    await store.book({ ...intervention, stage: { ...intervention.stage, kind } }, (await store.ledger()).version);
}

test('anybody stops it; the ledger says who, and every open incident is woken', async () => {
  const deps = setUp();
  const incidents = [await deps.alert({ kind: 'gateway', id: gateway }), await deps.alert(deps.policy.targets[0]!)];

  const said = await obey({ kind: 'stop' }, stranger, deps);

  expect(said.en).toContain('All changes are switched off');
  expect(said.en).not.toContain('had begun');
  expect(await deps.store.ledger()).toMatchObject({ stop: { by: 'Stranger', at: '2026-11-21T09:00:00.000Z' } });
  expect(new Set(deps.sent)).toEqual(new Set(incidents.map((incident) => ({ kind: 'wake', incident }))));
});

test('whoever stops it hears that a fix has begun', async () => {
  const deps = setUp();
  await begin(deps);

  expect((await obey({ kind: 'stop' }, stranger, deps)).en).toContain('1 fix(es) had begun');
});

test('only approvers switch it on again, whether or not somebody had stopped it', async () => {
  const deps = setUp();
  await obey({ kind: 'stop' }, kim, deps);

  expect((await obey({ kind: 'resume' }, stranger, deps)).en).toContain('Only Kim may do this');
  expect(await standingOf(deps)).toMatchObject({ changes: 'off', stops: [{ by: 'Kim' }] });

  expect((await obey({ kind: 'resume' }, kim, deps)).en).toContain('switched on again');
  expect(await standingOf(deps)).toEqual({ changes: 'on', stops: [], mutes: [], interventions: [] });

  deps.clock.now += 60_000;
  await obey({ kind: 'resume' }, kim, deps);
  expect((await deps.store.ledger()).resumedAt).toBe('2026-11-21T09:01:00.000Z');
});

test('what a setting stops, nobody in the channel can switch on', async () => {
  const deps = setUp({ stopped: true });

  expect((await obey({ kind: 'resume' }, kim, deps)).en).toContain('still off');
  expect((await obey({ kind: 'status' }, kim, deps)).en).toContain('All changes are off (RECONNECT_STOPPED');
  expect(await standingOf(deps)).toMatchObject({
    changes: 'off',
    stops: [{ by: expect.stringContaining('RECONNECT_STOPPED') }],
  });
});

test('every command is logged with the id of whoever gave it', async () => {
  const deps = setUp();
  await obey({ kind: 'resume' }, stranger, deps);

  expect(deps.logged.map((line): unknown => JSON.parse(line))).toEqual([
    { message: 'A command was given in the channel', command: 'resume', by: stranger.id, ruling: 'refused' },
  ]);
});

describe('a mute', () => {
  const mutes = async ({ store }: ReturnType<typeof setUp>) => (await store.ledger()).mutes;

  test.each([
    ['vm-files', vm],
    ['RG-FILES', group],
    [`/subscriptions/${subscription}`, `/subscriptions/${subscription}`],
  ])('of %s lasts as long as was said', async (what, scope) => {
    const deps = setUp();

    expect((await obey({ kind: 'mute', what, minutes: 30 }, kim, deps)).en).toContain(
      'Muted until 2026-11-21 09:30 UTC',
    );
    expect(await mutes(deps)).toEqual([{ scope, until: '2026-11-21T09:30:00.000Z', by: 'Kim' }]);

    deps.clock.now += 30 * 60_000;
    expect(await mutes(deps)).toEqual([]);
  });

  test('is told in the time zone of the policy', async () => {
    const deps = setUp();
    const inSeoul = { ...deps, policy: { ...deps.policy, timeZone: 'Asia/Seoul' } };
    const { en, ko } = await obey({ kind: 'mute', what: 'vm-files', minutes: 30 }, kim, inSeoul);

    expect([en, ko]).toEqual([
      expect.stringContaining('Muted until 2026-11-21 18:30 KST'),
      expect.stringContaining('2026-11-21 18:30 KST까지'),
    ]);
  });

  test('may name the target of an open incident, which the policy does not list', async () => {
    const deps = setUp();
    const muteGateway = () => obey({ kind: 'mute', what: 'agw-shop', minutes: 30 }, kim, deps);

    expect((await muteGateway()).en).toContain('does not know agw-shop');
    await deps.alert({ kind: 'gateway', id: gateway });
    expect((await muteGateway()).en).toContain(gateway);
  });

  test('is not for everybody', async () => {
    const deps = setUp();
    await obey({ kind: 'mute', what: 'vm-files', minutes: 30 }, stranger, deps);

    expect(await mutes(deps)).toEqual([]);
  });

  test('of a scope takes the place of an earlier one, however the id is spelled', async () => {
    const deps = setUp();
    await obey({ kind: 'mute', what: vm, minutes: 30 }, kim, deps);
    await obey({ kind: 'mute', what: vm.toUpperCase(), minutes: 90 }, kim, deps);

    expect(await mutes(deps)).toEqual([{ scope: vm, until: '2026-11-21T10:30:00.000Z', by: 'Kim' }]);
  });

  test('lasts 30 days at most', async () => {
    const deps = setUp();
    const muteUntil = (until: string) => carryOut({ kind: 'mute', what: vm, until }, kim, deps);

    expect(await muteUntil('2026-12-21T09:00:00.001Z')).toMatchObject({ kind: 'refused', code: 'MUTE_TOO_LONG' });
    expect(await muteUntil('2026-12-21T09:00:00.000Z')).toMatchObject({ kind: 'done' });
  });

  test('of what may be two things is not guessed', async () => {
    const twin = vm.replace('rg-files', 'rg-other');
    const deps = setUp({ targets: [vm, twin].map((id) => ({ kind: 'gateway', id })) });

    const said = await obey({ kind: 'mute', what: 'vm-files', minutes: 30 }, kim, deps);
    expect(said.en).toContain(`${vm} or ${twin}`);
    expect(await mutes(deps)).toEqual([]);
  });

  test('can be ended, by name or id; what is not muted is told', async () => {
    const deps = setUp();
    const unmute = async (what: string) => (await obey({ kind: 'unmute', what }, kim, deps)).en;
    await obey({ kind: 'mute', what: 'rg-files', minutes: 30 }, kim, deps);

    expect(await unmute('vm-files')).toBe(`vm-files is not muted. Muted are: ${group}.`);
    expect(await unmute('RG-files')).toBe(`No longer muted: ${group}.`);
    expect(await mutes(deps)).toEqual([]);
    expect(await unmute('rg-files')).toBe('rg-files is not muted; nothing is.');
  });
});

test('the status tells what is on, muted and open', async () => {
  const deps = setUp();
  const status = () => obey({ kind: 'status' }, stranger, deps);
  expect((await status()).en).toBe('Changes are on. Nothing is muted. No incident is open.');

  await deps.alert({ kind: 'gateway', id: gateway });
  await obey({ kind: 'mute', what: 'rg-files', minutes: 30 }, kim, deps);
  await obey({ kind: 'stop' }, kim, deps);

  const { en, ko } = await status();
  expect(en).toBe(
    `All changes are off (Kim, 2026-11-21 09:00 UTC). Muted: ${group} until 2026-11-21 09:30 UTC (Kim). Open incidents: agw-shop (Looking for the cause).`,
  );
  expect(ko).toContain('모든 변경이 중지되어 있습니다 (Kim, 2026-11-21 09:00 UTC).');
});

test('what stands lists the fixes that are not over', async () => {
  const deps = setUp();
  await begin(deps);
  expect((await standingOf(deps)).interventions).toEqual([intervention]);

  await deps.store.settle('i1', 'verified');
  expect((await standingOf(deps)).interventions).toEqual([]);
});

describe('looking again', () => {
  const recheck = (what: string, deps: ReturnType<typeof setUp>, by = kim) => obey({ kind: 'recheck', what }, by, deps);

  test.each([
    ['a target of the policy, by its name', 'VM-files', vm],
    ['a gateway of a watched subscription, by its id', gateway, gateway],
  ])('is about %s', async (_, what, id) => {
    const deps = setUp();

    expect((await recheck(what, deps)).en).toContain(`Looking at ${id} now`);
    expect(deps.sent).toMatchObject([
      { kind: 'look', signal: { kind: 'request', by: 'Kim', byId: kim.id, target: { id } } },
    ]);
  });

  test('is about a gateway that a card told of, by its name', async () => {
    const deps = setUp();
    await deps.alert({ kind: 'gateway', id: gateway });

    expect((await recheck('agw-shop', deps)).en).toContain(`Looking at ${gateway} now`);
  });

  test.each([
    ['a name that nobody knows', 'agw-other'],
    ['a resource group', 'rg-files'],
    ['a VM of which nobody said how it is reached', `${vm}-2`],
    ['a gateway elsewhere', gateway.replace(subscription, stranger.id)],
  ])('is not about %s', async (_, what) => {
    const deps = setUp();

    expect((await recheck(what, deps)).en).toContain('does not know');
    expect(deps.sent).toEqual([]);
  });

  test('is not for everybody', async () => {
    const deps = setUp();

    expect((await recheck('vm-files', deps, stranger)).en).toContain('Only Kim may do this');
    expect(deps.sent).toEqual([]);
  });
});
