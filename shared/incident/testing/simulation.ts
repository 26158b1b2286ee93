import { randomInt } from '../../simulation/random';
import type { Decision } from '../../approvals/approval';
import { Policy } from '../../model/policy';
import { ReconnectError } from '../../model/errors';
import type { Telemetry } from '../../model/telemetry';
import type { Signal } from '../../model/target';
import type { IncidentView } from '../../cards/view';
import { advance } from '../advance';
import type { IncidentEvent } from '../events';
import { open } from '../open';
import type { Message, MessageRef } from '../ports';
import { reply } from '../reply';
import { stateOf } from '../state';
import type { Dependencies } from '../dependencies';
import { subscription, type Estate } from './estates';
import { memoryStore, type MemoryStore } from './memory-store';
import { refusals, scriptedAzure, type Mishap, type Sent } from './scripted-azure';

export const startsAt = Date.parse('2026-11-21T09:00:00.000Z');
export const kim = { id: '22222222-2222-4222-8222-222222222222', name: 'Kim' };
export const stranger = { id: '33333333-3333-4333-8333-333333333333', name: 'Stranger' };

export const policyFor = (estate: Estate): Policy =>
  Policy.parse({
    subscriptions: [subscription],
    targets: estate.target.kind === 'vm' ? [estate.target] : [],
    approvers: [kim],
    approvals: [{ people: 1 }],
    approvalMinutes: 30,
  });

export const signalFor = (estate: Estate, id = 'alert-1'): Signal => ({
  kind: 'alert',
  id,
  at: new Date(startsAt).toISOString(),
  rule: 'unhealthy hosts',
  target: estate.target,
});

/** What somebody answers to every question, `afterMs` after it was asked. */
export interface Answering {
  readonly who: 'kim' | 'stranger';
  readonly decision: Decision;
  readonly afterMs: number;
  readonly about: 'the-card' | 'the-code' | 'another-plan';
}

/** How much goes wrong. Each number is how often at most. `seed` decides when, and whose turn it is. */
export interface Chaos {
  readonly seed: number;
  readonly workers: number;
  readonly crashes: number;
  readonly mishaps: number;
  readonly duplicates: number;
  /** A worker stops for up to 150 s between two lines, except right before a change is sent, and the others go on. */
  readonly stalls: number;
  /** How often the channel cannot be reached. */
  readonly silences: number;
  readonly signals: number;
  readonly answers: readonly Answering[];
}

export const calm: Chaos = {
  seed: 1,
  workers: 1,
  crashes: 0,
  mishaps: 0,
  duplicates: 0,
  stalls: 0,
  silences: 0,
  signals: 1,
  answers: [],
};

export interface Simulated {
  readonly incidents: readonly { readonly id: string; readonly events: readonly IncidentEvent[] }[];
  readonly sent: readonly Sent[];
  /** Every call to Azure. */
  readonly calls: readonly string[];
  readonly posted: readonly IncidentView[];
  readonly updated: readonly IncidentView[];
  readonly store: MemoryStore;
  readonly endedAt: number;
}

class Crash extends Error {}
type Errand = { readonly at: number } & (
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'answer'; readonly incident: string; readonly answering: Answering }
);

/**
 * Runs an estate's trouble from its signals until nothing is left to do, on virtual time. Every call to the store, Azure or
 * the channel is a point at which another worker may go on, or at which the worker dies; what it worked on arrives again.
 * `onSend` sees every change just before it is carried out, with all that is stored by then.
 */
export async function simulate(
  estate: Estate,
  chaos: Chaos,
  options: {
    readonly script?: (call: string) => Mishap;
    readonly onSend?: (sent: Sent, store: MemoryStore) => void;
    readonly telemetry?: Telemetry;
  } = {},
): Promise<Simulated> {
  const upTo = randomInt(chaos.seed);
  const left = { ...chaos };
  const spend = (what: 'crashes' | 'mishaps' | 'duplicates' | 'stalls' | 'silences', oneIn: number): boolean => {
    if (left[what] === 0 || upTo(oneIn) !== 0) return false;
    left[what]--;
    return true;
  };

  let now = startsAt;
  let watchdogAt = now + 60_000;
  let errands: readonly Errand[] = [];
  let turns: readonly { readonly at: number; readonly resume: () => void }[] = [];
  const busy: { workers: number; broken?: Error } = { workers: 0 };
  const run = (errand: Errand) => (errands = [...errands, errand]);
  const turn = (delicate: boolean) =>
    new Promise<void>((resume) => {
      const pause = spend('stalls', delicate ? 2 : 60) ? upTo(150_000) : 0;
      turns = [...turns, { at: now + pause, resume }];
    });

  const gated = <T extends object>(name: string, port: T): T =>
    new Proxy(port, {
      get: (target, method) => {
        const call = Reflect.get(target, method) as (...args: readonly unknown[]) => Promise<unknown>;
        return async (...args: readonly unknown[]) => {
          const sends = `${name}.${String(method)}` === 'azure.submit';
          if (!sends) await turn(false);
          if (spend('crashes', 25)) throw new Crash();
          const answer = await call(...args);
          await turn(JSON.stringify(args).includes('change-intended'));
          if (spend('crashes', 25)) throw new Crash();
          return answer;
        };
      },
    });

  const store = memoryStore(
    (at, message) => run({ at, kind: 'message', message }),
    () => now,
  );
  const watched: MemoryStore = {
    ...store,
    append: async (incident, version, events, summary, wakeAt) => {
      const appended = await store.append(incident, version, events, summary, wakeAt);
      if (appended !== 'conflict' && events.some(({ kind }) => kind === 'asked'))
        for (const answering of chaos.answers)
          run({ at: now + answering.afterMs, kind: 'answer', incident, answering });
      return appended;
    },
  };
  const { azure, sent, calls } = scriptedAzure(estate, {
    now: () => now,
    script: (call) =>
      options.script?.(call) ?? (spend('mishaps', 12) ? mishaps(call)[upTo(mishaps(call).length)] : undefined),
    onSend: (each) => options.onSend?.(each, store),
  });
  const posted: IncidentView[] = [];
  const updated: IncidentView[] = [];
  const show = (where: IncidentView[], view: IncidentView): Promise<MessageRef> => {
    if (spend('silences', 5)) return Promise.reject(new ReconnectError('TEAMS_UNREACHABLE', 'No answer.', 'Wait.'));
    where.push(view);
    return Promise.resolve({ conversation: 'c', activity: String(posted.length) });
  };
  const deps: Dependencies = {
    store: gated('store', watched),
    azure: gated('azure', azure),
    messenger: gated('messenger', {
      reply: () => Promise.resolve(),
      post: (view: IncidentView) => show(posted, view),
      update: (_: MessageRef, view: IncidentView) => show(updated, view).then(() => undefined),
    }),
    policy: policyFor(estate),
    language: 'en',
    now: () => now,
    ...(options.telemetry ?? { log: () => undefined, measure: () => undefined }),
  };

  const work = async (errand: Errand): Promise<void> => {
    if (errand.kind === 'answer') {
      await reply(errand.incident, replyOf(errand, store), deps);
      return;
    }
    const { message } = errand;
    if (message.kind === 'signal') return advance(await open(message.signal, deps), deps);
    if (message.kind === 'wake') return advance(message.incident, deps);
    throw new Error('Nothing in this simulation sweeps.');
  };
  const start = (errand: Errand): void => {
    busy.workers++;
    void work(errand)
      .catch((error: unknown) => {
        if (!(error instanceof Crash)) busy.broken ??= error instanceof Error ? error : new Error(String(error));
        else if (errand.kind === 'message') run({ ...errand, at: now + 1000 });
      })
      .finally(() => busy.workers--);
  };

  for (let index = 0; index < chaos.signals; index++)
    run({ at: now, kind: 'message', message: { kind: 'signal', signal: signalFor(estate, `alert-${index}`) } });

  for (let steps = 0; ; steps++) {
    await new Promise(setImmediate);
    if (busy.broken) throw busy.broken;
    if (steps > 30_000) throw new Error('The incident does not end.');
    const due = errands.filter(({ at }) => at <= now);
    const ready = turns.filter(({ at }) => at <= now);
    const errand = due[upTo(Math.max(1, due.length))];
    const next = ready[upTo(Math.max(1, ready.length))];
    const free = busy.workers < chaos.workers;
    if (errand && free && (!next || upTo(2) === 0)) {
      errands = errands.filter((each) => each !== errand);
      if (spend('duplicates', 4)) run({ ...errand, at: now + upTo(150_000) });
      start(errand);
    } else if (next) {
      turns = turns.filter((each) => each !== next);
      now += upTo(200);
      next.resume();
    } else if (turns.length > 0 || errands.length > 0 || store.holders().size > 0) {
      const soonest = [watchdogAt, ...turns.map(({ at }) => at), ...(free ? errands.map(({ at }) => at) : [])];
      now = Math.max(now, Math.min(...soonest));
      if (now < watchdogAt) continue;
      watchdogAt = now + 60_000;
      for (const incident of await store.open()) await store.resend(incident, now);
    } else return { incidents: store.all(), sent, calls, posted, updated, store, endedAt: now };
  }
}

/** What can go wrong with a call. A lost answer only matters for changes. */
const mishaps = (call: string): readonly Mishap[] =>
  call === 'submit'
    ? [refusals.throttled, refusals.conflict, refusals.unavailable, refusals.failed, refusals.forbidden, 'answer-lost']
    : Object.values(refusals);

function replyOf({ incident, answering }: Extract<Errand, { kind: 'answer' }>, store: MemoryStore) {
  const events = store.all().find(({ id }) => id === incident)?.events ?? [];
  const approval = stateOf(incident, events).attempts.at(-1)?.approval;
  return {
    code: approval?.code.toLowerCase() ?? '',
    planHash: { 'the-card': approval?.planHash, 'the-code': undefined, 'another-plan': 'other' }[answering.about],
    decision: answering.decision,
    by: answering.who === 'kim' ? kim : stranger,
  };
}
