import { readAlert } from '../../incident/alert';
import { localKeys } from '../../config/record-keys';
import type { IncidentEvent } from '../../incident/events';
import { fail } from '../../incident/fail';
import { handle, pickUpLeftOvers } from '../../incident/handle';
import { Message } from '../../incident/message';
import { reply } from '../../incident/reply';
import type { Messenger, Store } from '../../incident/ports';
import { sweep } from '../../incident/sweep';
import type { Dependencies } from '../../incident/dependencies';
import type { Answer, Azure } from '../../model/azure';
import type { Change } from '../../model/change';
import type { Signal, Target } from '../../model/target';
import { expectedOf, targetKey } from '../../targets';
import type { IncidentView } from '../../cards/view';
import { storeOn } from '../../store/open-store';
import { sendTo } from '../../store/outgoing';
import { randomInt } from '../random';
import { endOf } from '../scenarios/end-of-alert';
import { memoryStorage } from '../storage/memory';
import { nextMessageAt } from '../storage/messages';
import { memoryQueue, type MemoryQueue, type Received } from '../storage/queue';
import type { Role } from '../twin/contract';
import { directAzure, type DirectAzure } from '../twin/direct';
import { realTimes } from '../twin/times';
import { gates, losingNothing, losingStorage, losingTeams, type Process } from './host';
import type { Answer as PersonsAnswer, Injection } from './fault-injection';
import { isSettled, isUndisturbed, lastSweep, type Glance } from './levels';
import { scheduler } from './scheduler';
import { people, policyAt, type Setup } from './setup';

export const startsAt = Date.parse('2026-03-02T09:00:00.000Z');

/** A change just before it reaches Azure, with everything that is stored by then. */
export interface Send {
  readonly at: number;
  readonly change: Change;
  readonly requestId: string;
  /** The incident that committed to it, and its events; `undefined` when none did. */
  readonly incident: { readonly id: string; readonly events: readonly IncidentEvent[] } | undefined;
  /** Whether changes are switched off. */
  readonly off: boolean;
  /** Azure carried it out. */
  readonly landed: boolean;
}

/** One message in the channel, with everything that it ever showed. */
export interface Card {
  readonly shown: { readonly at: number; readonly view: IncidentView }[];
  /** Its posting's answer got lost, so nobody can change it any more. */
  orphan: boolean;
}

export interface Ran {
  readonly setup: Setup;
  readonly incidents: readonly { readonly id: string; readonly events: readonly IncidentEvent[] }[];
  readonly sends: readonly Send[];
  readonly cards: ReadonlyMap<string, Card>;
  /** What was said in the threads of the cards. */
  readonly said: readonly { readonly activity: string; readonly line: string }[];
  readonly signals: readonly string[];
  /** Each time that a host worked on a signal to its end: from its first try to when, and the incidents that were over before the last. */
  readonly taken: readonly {
    readonly signal: Signal;
    readonly from: number;
    readonly to: number;
    readonly over: ReadonlySet<string>;
  }[];
  readonly azure: DirectAzure;
  /** What sweeps look at, and how it was each time. */
  readonly targets: readonly Target[];
  readonly glances: readonly Glance[];
  /** When Azure did not answer what it was asked. */
  readonly refusedAt: readonly number[];
  /** The audit chain of these incidents does not hold, or they cannot be read. */
  readonly unreadable: readonly string[];
  /** How it did not come to an end, when it did not. */
  readonly stuck: string | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly calls: number;
}

/** How long a host keeps a message to itself, s; how soon a failed one comes again, s; and how often, as host.json says. */
const leaseSeconds = 600;
const againSeconds = 30;
const mostTries = 5;
const atOnce = 2;
const minute = 60_000;
/** A run that is not over by then never ends, ms. */
const longestMs = 48 * 60 * minute;

/** Plays a setup to its end: the real handlers, guards, state machine and store logic, on storage and an Azure in memory. */
export async function run(setup: Setup, roles: readonly Role[], trace: (line: () => string) => void): Promise<Ran> {
  const pick = randomInt(setup.seed ^ 0x5eed);
  const time = scheduler(startsAt, pick);
  const now = (): number => time.now();
  const storage = memoryStorage({ now, pick });
  const poison = memoryQueue({ now, pick });
  const queues = [storage.queue, storage.looks, poison];
  const azure = directAzure({
    estate: setup.estate,
    faults: setup.injections.flatMap((each) => (each.kind === 'azure' ? [each.fault] : [])),
    happenings: [
      ...setup.scenarios.flatMap(({ happenings }) => happenings),
      ...setup.injections.flatMap((each) => (each.kind === 'estate' ? [each.happening] : [])),
    ],
    clock: now,
    times: realTimes,
    roles,
  });
  /** The store as nobody's process has it, for looking on. */
  const onlooker = storeOn(storage, sendTo(storage), now, localKeys);
  const sends: Send[] = [];
  const cards = new Map<string, Card>();
  const signals: string[] = [];
  const taken: Ran['taken'][number][] = [];
  const over = new Set<string>();
  const targets = [
    ...azure.twin.state.list('Microsoft.Network/applicationGateways').flatMap(({ id }) => expectedOf(id)),
    ...new Map(setup.policy.targets.map((target) => [targetKey(target), target])).values(),
  ];
  const glances: Glance[] = [];
  const refusedAt: number[] = [];
  let busy = 0;
  /** What people and Azure Monitor still have to do. */
  let errands = 0;
  let broken: Error | undefined;
  const stumble = (error: unknown): void => {
    broken ??= error instanceof Error ? error : new Error('Something else than an error was thrown.');
  };

  const revive = (process: Process, afterMs: number): void =>
    time.at(now() + afterMs, () => {
      hosts[hosts.findIndex((host) => host.process === process)] = start(process.name, clockOffOf(process.name));
    });
  const gate = gates({ scheduler: time, pick, busy: () => busy, injections: setup.injections, trace, revive });
  const clockOffOf = (name: string): number => setup.hosts[Number(name.slice(1)) - 1]?.clockOffMs ?? 0;

  const submit: Dependencies['azure']['submit'] = async (change, requestId) => {
    sends.push({
      at: now(),
      change,
      requestId,
      incident: await intentOf(requestId),
      off: (await onlooker.ledger()).stop !== undefined,
      // What an operation comes to is known later than its answer.
      get landed() {
        return azure.twin.log.some((logged) => logged.clientRequestId === requestId && logged.effect === 'write');
      },
    });
    return azure.azure.submit(change, requestId);
  };

  async function intentOf(requestId: string) {
    for (const id of await onlooker.open()) {
      const events = (await onlooker.load(id))?.events.map(({ event }) => event) ?? [];
      if (events.some((event) => event.kind === 'change-intended' && event.requestId === requestId))
        return { id, events };
    }
    return undefined;
  }

  const noting = (answer: Answer): Answer => {
    if (answer.kind === 'refused') refusedAt.push(now());
    return answer;
  };
  const observed: Pick<Azure, 'ask' | 'poll'> = {
    ask: async (request) => noting(await azure.azure.ask(request)),
    poll: async (operation) => noting(await azure.azure.poll(operation)),
  };

  let asked = 0;
  const codes = new Set<string>();
  const said: Ran['said'][number][] = [];
  const channel: Messenger = {
    reply: ({ activity }, lines) => {
      said.push(...lines.map(({ en }) => ({ activity, line: en })));
      return Promise.resolve();
    },
    post: (view) => {
      const activity = `card-${cards.size + 1}`;
      cards.set(activity, { shown: [{ at: now(), view }], orphan: true });
      if (view.status.kind === 'asking' && !codes.has(view.status.question.code)) {
        codes.add(view.status.question.code);
        asked += 1;
        for (const each of setup.injections)
          if (each.kind === 'answer' && each.answer.question === asked)
            errand(now() + each.answer.afterMs, (deps) => answerTo(view, each.answer, deps));
      }
      return Promise.resolve({ conversation: 'c', activity });
    },
    update: ({ activity }, view) => {
      cards.get(activity)?.shown.push({ at: now(), view });
      return Promise.resolve();
    },
  };

  async function answerTo(view: IncidentView, answer: PersonsAnswer, deps: Dependencies): Promise<void> {
    if (view.status.kind !== 'asking') return;
    const { code, planHash } = view.status.question;
    await reply(
      view.incident,
      {
        code: code.toLowerCase(),
        planHash: { 'the-card': planHash, 'the-code': undefined, 'another-plan': 'other' }[answer.about],
        decision: answer.decision,
        by: people[answer.who],
      },
      deps,
    );
  }

  interface Host {
    readonly process: Process;
    readonly deps: Dependencies;
    working: number;
  }
  function start(name: string, clockOffMs: number): Host {
    const process: Process = { name, alive: true, dying: new Set() };
    const hostNow = () => now() + clockOffMs;
    const tables = {
      incidents: gate.table(process, 'incidents', storage.incidents),
      index: gate.table(process, 'index', storage.index),
      targets: gate.table(process, 'targets', storage.targets),
      signals: gate.table(process, 'signals', storage.signals),
      evidence: gate.blobs(process, storage.evidence),
    };
    const put = sendTo(storage);
    const store = storeOn(
      tables,
      async (message, delaySeconds) => {
        const twice = gate.injectionAt(gate.calls());
        if (twice?.kind === 'duplicate') void put(message, delaySeconds + Math.ceil(twice.ms / 1000));
        const takeBack = await gate.pass(
          process,
          `queue.send ${message.kind}`,
          () => put(message, delaySeconds),
          losingStorage,
        );
        return () => gate.pass(process, `queue.delete ${message.kind}`, takeBack, losingStorage);
      },
      hostNow,
      localKeys,
    );
    const append: Store['append'] = async (incident, version, events, ...rest) => {
      const appended = await store.append(incident, version, events, ...rest);
      if (appended !== 'conflict' && events.some(({ kind }) => kind === 'closed' || kind === 'time-limited'))
        over.add(incident);
      return appended;
    };
    const deps: Dependencies = {
      store: { ...store, append },
      azure: {
        ...gate.port(process, 'azure', { ...azure.azure, ...observed, submit }, losingNothing, 'submit'),
        // It asks nothing, and answers at once.
        left: (request) => azure.azure.left(request),
      },
      messenger: gate.port(process, 'teams', channel, losingTeams),
      get policy() {
        return policyAt(setup, now() - startsAt);
      },
      language: 'en',
      now: hostNow,
      log: () => undefined,
      measure: () => undefined,
    };
    return { process, deps, working: 0 };
  }
  const hosts: Host[] = setup.hosts.map(({ clockOffMs }, index) => start(`h${index + 1}`, clockOffMs));

  /** Has a host do something. `lost`: it died on the way. */
  async function on(host: Host, work: (deps: Dependencies) => Promise<void>): Promise<'done' | 'failed' | 'lost'> {
    busy += 1;
    host.working += 1;
    const died = new Promise<'lost'>((resolve) => host.process.dying.add(() => resolve('lost')));
    try {
      return await Promise.race([work(host.deps).then(() => 'done' as const), died]);
    } catch (error) {
      trace(() => `${host.process.name} failed: ${String(error)}`);
      return 'failed';
    } finally {
      busy -= 1;
      host.working -= 1;
    }
  }

  /** Something that people or Azure Monitor want done at a time: they try until a host has done it. */
  function errand(at: number, work: (deps: Dependencies) => Promise<void>): void {
    errands += 1;
    const attempt = (): void => {
      const living = hosts.filter(({ process }) => process.alive);
      const host = living[pick(Math.max(1, living.length))];
      const again = (): void => time.at(now() + 20_000, attempt);
      if (!host) return again();
      void on(host, work).then((came) => (came === 'done' ? (errands -= 1) : again()), stumble);
    };
    time.at(at, attempt);
  }

  async function receive(
    host: Host,
    queue: MemoryQueue,
    work: (message: Message, deps: Dependencies) => Promise<void>,
  ) {
    const { receivedMessageItems } = await queue.receiveMessages({ visibilityTimeout: leaseSeconds });
    for (const received of receivedMessageItems) await settle(received, queue, host, work);
  }

  const firstTakenAt = new Map<string, number>();
  async function settle(
    { messageId, popReceipt, messageText, dequeueCount }: Received,
    queue: MemoryQueue,
    host: Host,
    work: (message: Message, deps: Dependencies) => Promise<void>,
  ): Promise<void> {
    const message = Message.parse(JSON.parse(Buffer.from(messageText, 'base64').toString()));
    trace(() => `${host.process.name} takes ${message.kind} (try ${dequeueCount})`);
    const before = { from: firstTakenAt.get(messageId) ?? now(), over: new Set(over) };
    firstTakenAt.set(messageId, before.from);
    const came = dequeueCount > mostTries ? 'failed' : await on(host, (deps) => work(message, deps));
    if (came === 'done' && message.kind === 'signal') taken.push({ signal: message.signal, ...before, to: now() });
    if (came === 'lost') return;
    const gone = (error: unknown): void => {
      // Somebody else has it, or had it.
      if (!(error instanceof Error && 'statusCode' in error)) throw error;
    };
    if (came === 'failed' && dequeueCount < mostTries) {
      await queue.updateMessage(messageId, popReceipt, undefined, againSeconds).catch(gone);
      return;
    }
    if (came === 'failed') await poison.sendMessage(messageText, { messageTimeToLive: -1 });
    await queue.deleteMessage(messageId, popReceipt).catch(gone);
  }

  const plan = (injection: Injection): void => {
    if (injection.kind === 'alert-again')
      alert(injection.of, startsAt + injection.at, injection.sameId ? '' : `-${injection.at}`);
    if (injection.kind === 'alert-over') alertIsOver(injection.of, startsAt + injection.at);
    if (injection.kind === 'sweep') errand(startsAt + injection.at, (deps) => sweep(deps));
    if (injection.kind === 'switched-off') {
      errand(startsAt + injection.at, async ({ store }) => {
        await store.switchChanges({ kind: 'off', by: people.kim.name });
        const on = { kind: 'on', by: people.lee.name } as const;
        errand(now() + injection.forMs, (deps) => deps.store.switchChanges(on));
      });
    }
  };
  function alert(index: number, at: number, idSuffix: string): void {
    const signal = setup.scenarios[index]?.signal;
    if (signal?.kind !== 'alert') return;
    const reading = readAlert(JSON.stringify(signal.body), setup.policy, new Date(at).toISOString());
    if (reading.kind !== 'signals') return;
    for (const each of reading.signals.map((read) => ({ ...read, id: read.id + idSuffix })))
      errand(at, async ({ store }) => {
        await store.receive(each);
        signals.push(each.id);
      });
  }
  function alertIsOver(index: number, at: number): void {
    const signal = setup.scenarios[index]?.signal;
    const end = signal && endOf(signal);
    if (end?.kind !== 'alert') return;
    const reading = readAlert(JSON.stringify(end.body), setup.policy, new Date(at).toISOString());
    for (const each of reading.kind === 'signals' ? reading.signals : [])
      errand(at, async ({ store }) => {
        await store.receive({ ...each, id: `${each.id}-${at}` });
      });
  }
  setup.scenarios.forEach((_, index) => alert(index, startsAt + index * 20_000, ''));
  setup.injections.forEach(plan);

  const watchdog = (): void => {
    const host = hosts.find(({ process }) => process.alive);
    if (host) void on(host, (deps) => pickUpLeftOvers(deps)).catch(stumble);
    time.at(now() + minute, watchdog);
  };
  time.at(startsAt + minute, watchdog);

  const atRest = async (): Promise<boolean> =>
    busy === 0 && nextMessageAt(queues) === Infinity && (await onlooker.open()).length === 0;
  const glance = async (): Promise<Glance> => ({
    at: now(),
    conditions: new Map(targets.map((target) => [targetKey(target), azure.twin.conditionOf(target)])),
    atRest: await atRest(),
    swept: false,
  });

  const sweepEvery = (ms: number): void =>
    time.at(now() + ms, () => {
      void (async () => {
        const begun = await glance();
        glances.push(begun);
        const host = hosts.find(({ process }) => process.alive);
        if (host) begun.swept = (await on(host, (deps) => sweep(deps))) === 'done';
      })().catch(stumble);
      sweepEvery(ms);
    });
  const sweepsEveryMs = setup.injections.find((each) => each.kind === 'sweeps')?.everyMs;
  if (sweepsEveryMs !== undefined) {
    glances.push(await glance());
    sweepEvery(sweepsEveryMs);
  }

  /** Where there are sweeps, one has looked at everything since it changed last. */
  const isOver = async (): Promise<boolean> => {
    if (errands > 0 || !(await atRest())) return false;
    if (sweepsEveryMs === undefined) return true;
    const newest = lastSweep(glances);
    const soFar = { setup, startedAt: startsAt, sends, refusedAt };
    if (!newest || !isUndisturbed(newest, Infinity, soFar)) return false;
    const end = await glance();
    if (!isSettled(newest, end, soFar)) return false;
    glances.push(end);
    return true;
  };

  let stuck: string | undefined;
  while (!broken) {
    await new Promise(setImmediate);
    const free = hosts.filter(({ process, working }) => process.alive && working < atOnce);
    const host = free[pick(Math.max(1, free.length))];
    const isDue = (queue: MemoryQueue): boolean => (queue.nextVisibleAt() ?? Infinity) <= now();
    const ready = host
      ? (
          [
            [storage.queue, handle],
            [storage.looks, handle],
            [poison, fail],
          ] as const
        ).find(([queue]) => isDue(queue))
      : undefined;
    if (host && ready && pick(2) === 0) {
      void receive(host, ...ready).catch(stumble);
      continue;
    }
    if (busy === 0 && (await isOver())) break;
    if (now() > startsAt + longestMs) {
      stuck = `After 48 h, ${(await onlooker.open()).join(', ') || 'a message'} is still open.`;
      break;
    }
    const nextMessage = nextMessageAt(queues);
    time.step(host && nextMessage > now() ? nextMessage : Infinity);
  }
  if (broken) throw broken;

  const incidents: { id: string; events: readonly IncidentEvent[] }[] = [];
  const unreadable: string[] = [];
  for (const { id } of await onlooker.list(1000)) {
    const stored = await onlooker.load(id).catch(() => undefined);
    if (stored) incidents.push({ id, events: stored.events.map(({ event }) => event) });
    else unreadable.push(id);
  }
  for (const { events } of incidents)
    for (const event of events) {
      const card = event.kind === 'shown' ? cards.get(event.message.activity) : undefined;
      if (card) card.orphan = false;
    }
  return {
    setup,
    incidents,
    sends,
    cards,
    said,
    signals,
    taken,
    azure,
    targets,
    glances,
    refusedAt,
    unreadable,
    stuck,
    startedAt: startsAt,
    endedAt: now(),
    calls: gate.calls(),
  };
}
