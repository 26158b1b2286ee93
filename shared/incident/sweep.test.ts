import type { Azure, Refusal } from '../model/azure';
import { ReconnectError } from '../model/errors';
import { targetKey } from '../targets';
import type { IncidentView } from '../cards/view';
import { fail } from './fail';
import { incidentOf, open } from './open';
import type { Message } from './ports';
import { reply } from './reply';
import { stateOf } from './state';
import { sweep } from './sweep';
import { gateway, gatewayEstate, subscription, vm, type Estate } from './testing/estates';
import { memoryStore } from './testing/memory-store';
import { refusals, scriptedAzure, type Script } from './testing/scripted-azure';
import { kim, policyFor, signalFor, startsAt } from './testing/simulation';
import type { Dependencies } from './dependencies';

const estate = gatewayEstate({ cure: true });
/** The estate, where these calls have other answers. */
const estateWith = (answers: Readonly<Record<string, unknown>>): Estate => ({
  ...estate,
  look: (call, id) => answers[call] ?? estate.look(call, id),
});

function depsWith(script: Script = () => undefined, azureHas = estate) {
  const queue: { readonly at: number; readonly message: Message }[] = [];
  const logged: string[] = [];
  const posted: IncidentView[] = [];
  const store = memoryStore(
    (at, message) => queue.push({ at, message }),
    () => startsAt,
  );
  const deps: Dependencies = {
    store,
    azure: scriptedAzure(azureHas, { now: () => startsAt, script }).azure,
    messenger: {
      reply: () => Promise.resolve(),
      post: (view) => {
        posted.push(view);
        return Promise.resolve({ conversation: 'c', activity: 'a' });
      },
      update: () => Promise.resolve(),
    },
    policy: policyFor(estate),
    language: 'en',
    now: () => startsAt,
    log: (message) => logged.push(message),
    measure: () => undefined,
  };
  return { deps, store, queue, logged, posted };
}

const sweptAt = new Date(startsAt).toISOString();
const first = {
  kind: 'look',
  signal: { kind: 'sweep', id: `sweep ${sweptAt} ${targetKey(gateway)}`, at: sweptAt, target: gateway },
} as const;

const other = '33333333-3333-4333-8333-333333333333';

describe('a sweep', () => {
  test('asks for a look at every gateway of the subscriptions', async () => {
    const { deps, queue } = depsWith();
    await sweep(deps);
    expect(queue).toEqual([{ at: startsAt, message: first }]);
  });

  test('asks for a look at every VM that the policy lists', async () => {
    const { deps, queue } = depsWith();
    await sweep({ ...deps, policy: { ...deps.policy, targets: [vm] } });
    expect(queue.map(({ message }) => message)).toEqual([
      first,
      {
        kind: 'look',
        signal: { ...first.signal, id: `sweep ${sweptAt} ${targetKey(vm)}`, target: vm },
      },
    ]);
  });

  test('has each subscription’s targets looked at as fast as ARM’s limits allow', async () => {
    const ids = Array.from({ length: 450 }, (_, index) =>
      `${gateway.id}-${index}`.replace(subscription, index < 50 ? other : subscription),
    );
    const { deps, queue } = depsWith(undefined, estateWith({ resources: { value: ids.map((id) => ({ id })) } }));
    await sweep({ ...deps, policy: { ...deps.policy, subscriptions: [subscription, other] } });
    const seconds = (of: string) =>
      queue
        .filter(({ message }) => message.kind === 'look' && message.signal.target.id.includes(of))
        .map(({ at }) => (at - startsAt) / 1000);
    expect(seconds(other)).toEqual(Array(50).fill(0));
    expect(seconds(subscription)).toHaveLength(400);
    expect(seconds(subscription).filter((at) => at === 0)).toHaveLength(100);
    expect(Math.max(...seconds(subscription))).toBe(24);
  });

  test('leaves out a subscription that cannot be read, and says so', async () => {
    const { deps, queue, logged } = depsWith(() => refusals.forbidden);
    await sweep(deps);
    expect(queue).toEqual([]);
    expect(logged).toEqual([expect.stringMatching(/Resource Graph/), expect.stringMatching(/could not be seen/)]);
  });
});

const locked: Refusal = { kind: 'invalid', code: 'ScopeLocked', message: 'It is locked.' };
const lacking = (action: string): Refusal => ({ ...refusals.forbidden, action });

describe('a subscription in which the sweep sees no gateway', () => {
  const scope = `/subscriptions/${subscription}`;
  const read = 'Microsoft.Network/applicationGateways/read';
  const empty = { value: [] };
  const rights = (...actions: readonly string[]) => ({ value: [{ actions, notActions: [] }] });
  const withRights = (...actions: readonly string[]) =>
    estateWith({ resources: empty, applicationGateways: empty, permissions: rights(...actions) });
  const because = ({ status }: IncidentView) => (status.kind === 'closed' ? status.because : undefined);

  test.each([['*/read'], [read]])('is empty where %s is given, and nobody is told', async (action) => {
    const { deps, posted, queue, logged } = depsWith(undefined, withRights(action));
    await sweep(deps);
    expect([posted, queue, logged]).toEqual([[], [], []]);
  });

  test.each([
    ['no right', withRights()],
    ['another right', withRights('Microsoft.Compute/*')],
    [
      'the right taken away',
      estateWith({
        resources: empty,
        permissions: { value: [{ actions: ['*'], notActions: [read] }] },
      }),
    ],
  ])('is told once where the list is empty and there is %s', async (_, unreadable) => {
    const { deps, posted } = depsWith(undefined, unreadable);
    await sweep(deps);
    await sweep(deps);
    expect(posted).toHaveLength(1);
    const [told] = posted;
    for (const language of ['en', 'ko'] as const) {
      expect(told && because(told)?.[language]).toContain(read);
      expect(told && because(told)?.[language]).toContain(scope);
      expect(told && because(told)?.[language]).toContain('infra/roles/observer.json');
    }
  });

  test.each([
    ['the list', /^(resources|applicationGateways)$/, lacking(read), read],
    ['its rights', /^permissions$/, lacking('Microsoft.Authorization/permissions/read'), 'permissions/read'],
    [
      'the subscription',
      /^(resources|applicationGateways)$/,
      { ...locked, kind: 'invalid', code: 'SubscriptionNotFound' },
      scope,
    ],
  ] as const)('is told once where %s cannot be read', async (_, calls, refusal, named) => {
    const { deps, posted } = depsWith((asked) => (calls.test(asked) ? refusal : undefined), withRights('*'));
    await sweep(deps);
    await sweep(deps);
    expect(posted.map((view) => because(view)?.en)).toEqual([expect.stringContaining(named)]);
  });

  test('does not keep the others from being swept', async () => {
    const { deps, queue, posted } = depsWith();
    const bare = { ...deps.policy, subscriptions: [other, subscription] };
    const azure: Azure = {
      ...deps.azure,
      ask: (request) =>
        request.path.endsWith('/permissions')
          ? Promise.resolve({ kind: 'answered', body: rights() })
          : deps.azure.ask(request),
    };
    await sweep({ ...deps, azure, policy: bare });
    expect(queue).toEqual([{ at: startsAt, message: first }]);
    expect(posted.map(({ resource }) => resource.name)).toEqual([other]);
  });

  test('is told again when the answer is another one, and when it could be seen meanwhile', async () => {
    let refusal: Refusal | undefined;
    const { deps, posted } = depsWith(() => refusal, withRights('*'));
    const told = async (refusedWith: Refusal | undefined) => {
      refusal = refusedWith;
      await sweep(deps);
      return posted.splice(0).length;
    };
    expect([await told(locked), await told(lacking(read)), await told(lacking(read))]).toEqual([1, 1, 0]);
    expect([await told(refusals.throttled), await told(lacking(read))]).toEqual([0, 0]);
    expect([await told(undefined), await told(lacking(read))]).toEqual([0, 1]);
  });

  test('may be a management group, which is told only where it is refused', async () => {
    const policy = { ...policyFor(estate), managementGroups: ['mg-web'] };
    const place = '/providers/Microsoft.Management/managementGroups/mg-web';
    const { deps, posted } = depsWith((call) => (call === 'resources' ? locked : undefined));
    await sweep({ ...deps, policy });
    await sweep({ ...deps, policy });
    expect(posted.map(({ resource }) => resource.id)).toEqual([place]);
    const bare = depsWith(undefined, withRights('*'));
    await sweep({ ...bare.deps, policy });
    expect(bare.posted).toEqual([]);
  });

  test('is told by the next sweep when the channel cannot be reached', async () => {
    const { deps, posted } = depsWith(() => locked);
    const post = () => Promise.reject(new ReconnectError('TEAMS_UNREACHABLE', 'No answer.', 'Wait.'));
    await sweep({ ...deps, messenger: { ...deps.messenger, post } });
    await sweep(deps);
    expect(posted).toHaveLength(1);
  });

  test.each([refusals.throttled, refusals.unavailable])(
    'is not told while Azure is busy or away: $code',
    async (busy) => {
      const { deps, posted, logged } = depsWith(() => busy);
      await sweep(deps);
      expect(posted).toEqual([]);
      expect(logged).toContainEqual(expect.stringMatching(/could not be seen/));
    },
  );
});

describe('a signal', () => {
  test('opens the same incident however often it comes', async () => {
    const { deps, store } = depsWith();
    const signal = signalFor(estate);
    expect(await open(signal, deps)).toBe(incidentOf(signal));
    expect(await open(signal, deps)).toBe(incidentOf(signal));
    expect(store.all().map(({ events }) => events.map(({ kind }) => kind))).toEqual([['opened']]);
  });

  test('opens a new incident once the last one is closed', async () => {
    const { deps, store } = depsWith();
    await fail({ kind: 'signal', signal: signalFor(estate, 'first') }, deps);
    const second = await open(signalFor(estate, 'second'), deps);
    expect(second).toBe(incidentOf(signalFor(estate, 'second')));
    expect(store.all()).toHaveLength(2);
  });

  test('of an incident that is over does not open it again', async () => {
    const { deps, store } = depsWith();
    const signal = signalFor(estate);
    await fail({ kind: 'signal', signal }, deps);
    expect(await open(signal, deps)).toBe(incidentOf(signal));
    expect(store.all()).toHaveLength(1);
    expect(store.holders().size).toBe(0);
  });
});

describe('a message that cannot be worked on', () => {
  test('ends its incident in people’s hands, once', async () => {
    const { deps, store, queue } = depsWith();
    const incident = await open(signalFor(estate), deps);
    await fail({ kind: 'wake', incident }, deps);
    await fail({ kind: 'wake', incident }, deps);
    const events = store.all()[0]?.events ?? [];
    expect(stateOf(incident, events).phase).toMatchObject({ kind: 'closed', outcome: 'escalated' });
    expect(events.filter(({ kind }) => kind === 'closed')).toHaveLength(1);
    expect(queue).toContainEqual({ at: startsAt, message: { kind: 'wake', incident } });
  });

  test('of the sweep is left to the next sweep', async () => {
    const { deps, store, logged } = depsWith();
    await fail(first, deps);
    expect(store.all()).toEqual([]);
    expect(logged).toHaveLength(1);
  });
});

test('an answer to a question that nobody asked is refused and changes nothing', async () => {
  const { deps, store } = depsWith();
  const answer = { code: 'A2B3', planHash: undefined, decision: 'approve', by: kim } as const;
  expect(await reply(undefined, answer, deps)).toMatchObject({ kind: 'refused' });
  const incident = await open(signalFor(estate), deps);
  expect(await reply(incident, answer, deps)).toMatchObject({ kind: 'refused' });
  expect(stateOf(incident, store.all()[0]?.events ?? []).phase.kind).toBe('diagnosing');
});
