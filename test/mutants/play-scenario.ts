import { readTextReply } from '../../shared/teams/text-reply';
import { stepsOf } from '../../shared/simulation/rehearsal/history';
import { sumUp, type Performance, type Rehearsal } from '../../shared/simulation/rehearsal/rehearsal';
import { Policy } from '../../shared/model/policy';
import type { Telemetry } from '../../shared/model/telemetry';
import { readAlert } from '../../shared/incident/alert';
import { obey } from '../../shared/incident/control';
import { handle, pickUpLeftOvers } from '../../shared/incident/handle';
import type { Messenger } from '../../shared/incident/ports';
import { reply, replyByCode } from '../../shared/incident/reply';
import { sweep } from '../../shared/incident/sweep';
import type { Dependencies } from '../../shared/incident/dependencies';
import type { Storage } from '../../shared/store/storage';
import { storeOn } from '../../shared/store/open-store';
import { sendTo } from '../../shared/store/outgoing';
import type { IncidentView } from '../../shared/cards/view';
import { endOf } from '../../shared/simulation/scenarios/end-of-alert';
import type { Scenario } from '../../shared/simulation/scenarios/schema';
import { memoryStorage } from '../../shared/simulation/storage/memory';
import { nextMessageAt, takeMessage } from '../../shared/simulation/storage/messages';
import type { Role } from '../../shared/simulation/twin/contract';
import type { SilentTwin } from '../../shared/simulation/twin/create';
import { directAzure } from '../../shared/simulation/twin/direct';
import { localKeys } from '../../shared/config/record-keys';
import { realTimes } from '../../shared/simulation/twin/times';

const beginning = Date.parse('2026-03-02T09:00:00.000Z');
const minute = 60_000;
/** As in a rehearsal: how long it lasts at most, and how long a scenario without an incident is watched, ms. */
const longestMs = 180 * minute;
const quietMs = 12 * minute;

/** What came of a scenario: its first incident that follows no other, if it led to one, how many cards people got, and the twin as it is in the end. */
export interface Played {
  readonly incident: Performance['incident'];
  readonly posted: Performance['posted'];
  readonly twin: SilentTwin;
}

/** Plays a scenario as {@link playThrough} does, and sums it up. */
export async function playScenario(scenario: Scenario, roles: readonly Role[]): Promise<Rehearsal> {
  return rehearsalOf(scenario, await playThrough(scenario, roles));
}

/** Sums up what came of a scenario. */
export const rehearsalOf = (scenario: Scenario, { incident, posted, twin }: Played): Rehearsal =>
  sumUp({ scenario, incident, posted, log: twin.log, operationMs: twin.operationMs(), overheadMs: 0 });

/**
 * Plays a scenario as a rehearsal does, but without a host, HTTP or Azurite: the real handlers, guards, state machine and store
 * logic on storage, an Azure and a channel in memory. Takes milliseconds. `seen` is the storage as the store has it, and
 * `telemetry` hears what operators are told.
 */
export async function playThrough(
  scenario: Scenario,
  roles: readonly Role[],
  {
    seen = (storage) => storage,
    telemetry = { log: () => undefined, measure: () => undefined },
  }: { readonly seen?: (storage: Storage) => Storage; readonly telemetry?: Telemetry } = {},
): Promise<Played> {
  let now = beginning;
  const storage = memoryStorage({ now: () => now, pick: () => 0 });
  const queues = [storage.queue, storage.looks];
  const storeIn = (of: Storage) => storeOn(of, sendTo(of), () => now, localKeys);
  const store = storeIn(seen(storage));
  const onlooker = storeIn(storage);
  const { estate, faults, happenings, people, signal } = scenario;
  const { azure, twin } = directAzure({
    estate,
    faults,
    happenings,
    clock: () => now,
    times: realTimes,
    roles,
  });

  const agenda: { readonly at: number; readonly act: () => Promise<unknown> }[] = [];
  const later = (at: number, act: () => Promise<unknown>): void => {
    agenda.push({ at, act });
    agenda.sort((a, b) => a.at - b.at);
  };
  const every = (ms: number, act: () => Promise<unknown>): void =>
    later(now + ms, async () => {
      every(ms, act);
      await act();
    });

  const newest = new Map<string, IncidentView>();
  const asked = new Set<string>();
  let owing = 0;
  const show = (view: IncidentView): void => {
    newest.set(view.incident, view);
    if (view.status.kind !== 'asking' || asked.has(view.status.question.code)) return;
    const { code } = view.status.question;
    asked.add(code);
    for (const { who, says, after, by } of people.filter(({ question }) => question === asked.size)) {
      owing += 1;
      later(now + after * 1000, async () => {
        if (by === 'text') await said(`${says} ${code}`, who);
        else await pressed(view, says, who);
        owing -= 1;
      });
    }
  };
  const messenger: Messenger = {
    reply: () => Promise.resolve(),
    post: (view) => {
      show(view);
      return Promise.resolve({ conversation: 'channel', activity: `card-${newest.size}` });
    },
    update: (_, view) => {
      show(view);
      return Promise.resolve();
    },
  };
  const policy = Policy.parse(scenario.policy);
  const deps: Dependencies = {
    store,
    azure,
    messenger,
    policy,
    language: 'en',
    now: () => now,
    ...telemetry,
  };

  type Who = (typeof people)[number]['who'];
  async function pressed(view: IncidentView, decision: 'approve' | 'reject', by: Who): Promise<void> {
    if (view.status.kind !== 'asking') return;
    const { code, planHash } = view.status.question;
    await reply(view.incident, { code, planHash, decision, by }, deps);
  }
  async function said(text: string, by: Who): Promise<void> {
    const read = readTextReply(text);
    if (read.kind === 'command') await obey(read.command, by, deps);
    if (read.kind === 'decision') await replyByCode({ ...read, planHash: undefined, by }, deps);
  }

  const history = stepsOf(scenario.history, beginning, store);
  for (const step of history.filter(({ at }) => at <= 0)) {
    now = beginning + step.at * 1000;
    await step.act();
  }
  now = beginning;
  for (const { at, act } of history.filter((step) => step.at > 0)) later(beginning + at * 1000, act);
  for (const { at, who, text } of scenario.messages) later(beginning + at * 1000, () => said(text, who));
  const alert = (at: number, body: unknown): void =>
    later(beginning + at * 1000, async () => {
      const read = readAlert(JSON.stringify(body), policy, new Date(now).toISOString());
      for (const each of read.kind === 'signals' ? read.signals : []) await store.receive(each);
    });
  if (signal.kind === 'alert') alert(signal.at, signal.body);
  for (const at of scenario.over) alert(at, (endOf(signal) as { body?: unknown }).body);
  every(minute, () => pickUpLeftOvers(deps));
  every(10 * minute, () => sweep(deps));

  for (;;) {
    const incidents = await onlooker.list(100);
    const isOver = incidents[0]
      ? incidents.every(({ outcome }) => outcome !== undefined) && owing === 0
      : (scenario.expect.outcome === 'none' || newest.size > 0) && now > beginning + quietMs;
    if (isOver || now > beginning + longestMs) break;
    const messageAt = nextMessageAt(queues);
    const next = agenda[0];
    now = Math.max(now, Math.min(messageAt, next?.at ?? Infinity));
    if (messageAt <= now) await takeMessage(queues, (message) => handle(message, deps));
    else await agenda.shift()?.act();
  }

  const incidents = await Promise.all(
    (await onlooker.list(100)).toReversed().map(async ({ id }) => {
      const events = ((await onlooker.load(id))?.events ?? []).map(({ event }) => event);
      return { id, events };
    }),
  );
  const speaks = ({ events }: (typeof incidents)[number]) => events.every(({ kind }) => kind !== 'following');
  return { incident: incidents.find(speaks), posted: newest.size, twin };
}
