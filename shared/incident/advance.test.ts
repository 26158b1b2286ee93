import { gatewayEstate } from './testing/estates';
import { memoryStore } from './testing/memory-store';
import { refusals, scriptedAzure } from './testing/scripted-azure';
import { policyFor, signalFor, startsAt } from './testing/simulation';
import type { Azure } from '../model/azure';
import { ReconnectError } from '../model/errors';
import { text } from '../model/text';
import type { IncidentView } from '../cards/view';
import { advance } from './advance';
import { commit, read } from './commit';
import type { Happened } from './events';
import { open } from './open';
import type { Dependencies } from './dependencies';

test('of two workers that are about to post the same card, one does', async () => {
  const estate = gatewayEstate({ cure: true });
  const clock = { now: startsAt };
  const now = () => clock.now;
  const posted: IncidentView[] = [];
  const channel: { answers?: Promise<void> } = {};
  const deps: Dependencies = {
    store: memoryStore(() => undefined, now),
    azure: scriptedAzure(estate, { now }).azure,
    messenger: {
      reply: () => Promise.resolve(),
      post: async (view) => {
        if (!channel.answers) throw new ReconnectError('TEAMS_UNREACHABLE', 'No answer.', 'Wait.');
        posted.push(view);
        await channel.answers;
        return { conversation: 'c', activity: 'a' };
      },
      update: () => Promise.resolve(),
    },
    policy: policyFor(estate),
    language: 'en',
    now,
    log: () => undefined,
    measure: () => undefined,
  };
  const incident = await open(signalFor(estate), deps);
  while ((await deps.store.list(1))[0]?.phase !== 'asking') {
    await advance(incident, deps);
    clock.now += 10_000;
  }
  clock.now += 30_000;

  let reached = (): void => undefined;
  channel.answers = new Promise((resolve) => (reached = resolve));
  const first = advance(incident, deps);
  const second = advance(incident, deps);
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
  reached();
  await Promise.all([first, second]);

  expect(posted.map(({ status }) => status.kind)).toEqual(['asking']);
});

test.each([0, 90])(
  'a card that is drawn late over a newer one is drawn over again, though it took %d s',
  async (seconds) => {
    const estate = gatewayEstate({ cure: true });
    const clock = { now: startsAt };
    const now = () => clock.now;
    const policy = policyFor(estate);
    const [by] = policy.approvers;
    if (!by) throw new Error('Somebody may approve.');
    const drawn: string[] = [];
    let isFirst = true;
    const deps: Dependencies = {
      store: memoryStore(() => undefined, now),
      azure: scriptedAzure(estate, { now }).azure,
      messenger: {
        reply: () => Promise.resolve(),
        post: () => Promise.resolve({ conversation: 'c', activity: 'a' }),
        update: async (_, { status }) => {
          if (isFirst) {
            isFirst = false;
            await happens({ kind: 'closed', outcome: 'escalated', because: text('Stopped.', '중지됨.') });
            await advance(incident, deps);
            clock.now += seconds * 1000;
          }
          drawn.push(status.kind);
        },
      },
      ...{ policy, language: 'en', now, log: () => undefined, measure: () => undefined },
    };
    const happens = async (happened: Happened) => {
      const before = await read(incident, deps);
      if (!before || !(await commit(deps, before, happened))) throw new Error('It must be there.');
    };
    const incident = await open(signalFor(estate), deps);
    while ((await deps.store.list(1))[0]?.phase !== 'asking') {
      await advance(incident, deps);
      clock.now += 10_000;
    }
    await happens({ kind: 'answered', by, decision: 'approve' });
    await advance(incident, deps);
    await advance(incident, deps);

    expect(drawn).toEqual(['closed', 'decided', 'closed']);
  },
);

describe('an incident whose question', () => {
  /** What the channel gets, by wake-ups alone, from an Azure that says this until so many ms have passed. `meanwhile` happens while a message is posted. */
  async function heard(
    answersAfterMs: number,
    says: 'under way' | 'throttled' = 'under way',
    ...meanwhile: readonly Happened[]
  ): Promise<readonly string[]> {
    const estate = gatewayEstate({ cure: true });
    const clock = { now: startsAt };
    const now = () => clock.now;
    const wakes: number[] = [];
    const scripted = scriptedAzure(estate, { now }).azure;
    const poll: Azure['poll'] = async (operation) => {
      if (now() >= startsAt + answersAfterMs) return scripted.poll(operation);
      return says === 'under way'
        ? { kind: 'pending', operation, pollAfterMs: 600_000 }
        : { kind: 'refused', refusal: { ...refusals.throttled, retryAfterMs: 600_000 } };
    };
    const azure = new Proxy(scripted, {
      get: (target, call) => (call === 'poll' ? poll : (Reflect.get(target, call) as unknown)),
    });
    const messages: string[] = [];
    const told: string[] = [];
    const tell = (what: string, activity: string, { status }: IncidentView) =>
      told.push(`${(now() - startsAt) / 1000} s: ${what} ${activity} ${status.kind}`);
    const deps: Dependencies = {
      store: memoryStore((at) => wakes.push(at), now),
      azure,
      messenger: {
        reply: () => Promise.resolve(),
        post: async (view) => {
          const activity = `m${messages.push(view.incident)}`;
          tell('post', activity, view);
          const before = await read(incident, deps);
          if (before && meanwhile.length > 0) await commit(deps, before, ...meanwhile);
          return { conversation: 'c', activity };
        },
        update: ({ activity }, view) => {
          tell('update', activity, view);
          return Promise.resolve();
        },
      },
      policy: policyFor(estate),
      language: 'en',
      now,
      log: () => undefined,
      measure: () => undefined,
    };
    const incident = await open(signalFor(estate), deps);
    await advance(incident, deps);
    for (
      let at = wakes.shift();
      at !== undefined && at < startsAt + 15 * 60_000;
      at = wakes.sort((a, b) => a - b).shift()
    ) {
      clock.now = Math.max(clock.now, at);
      await advance(incident, deps);
    }
    return told;
  }

  test.each(['under way', 'throttled'] as const)(
    'takes long is told of after two minutes; the question is a message of its own, and the first one then says so: %s',
    async (says) => {
      expect(await heard(5 * 60_000, says)).toEqual([
        '120 s: post m1 looking',
        '610 s: post m2 asking',
        '610 s: update m1 looked',
      ]);
    },
  );

  test('comes late is told of no more often when somebody else commits while its messages are posted', async () => {
    const joined: Happened = { kind: 'signal-joined', signal: signalFor(gatewayEstate({ cure: true }), 'alert-2') };
    expect(await heard(5 * 60_000, 'under way', joined)).toEqual(await heard(5 * 60_000));
  });

  test('comes in time is told of once', async () => {
    expect(await heard(0)).toEqual([expect.stringMatching(/^\d\d? s: post m1 asking$/)]);
  });
});
