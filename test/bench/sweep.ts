import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { localKeys } from '../../shared/config/record-keys';
import { readAlert } from '../../shared/incident/alert';
import type { Dependencies } from '../../shared/incident/dependencies';
import { handle } from '../../shared/incident/handle';
import { buckets, roomIn, type Cost } from '../../shared/incident/pace';
import type { Messenger } from '../../shared/incident/ports';
import { reply } from '../../shared/incident/reply';
import { sweep } from '../../shared/incident/sweep';
import { Policy } from '../../shared/model/policy';
import type { IncidentView, Question } from '../../shared/cards/view';
import { idKey } from '../../shared/model/arm-id';
import type { Scenario } from '../../shared/simulation/scenarios/schema';
import { memoryStorage } from '../../shared/simulation/storage/memory';
import { nextMessageAt, takeMessage } from '../../shared/simulation/storage/messages';
import type { Role } from '../../shared/simulation/twin/contract';
import { directAzure } from '../../shared/simulation/twin/direct';
import { realTimes } from '../../shared/simulation/twin/times';
import { storeOn } from '../../shared/store/open-store';
import { sendTo } from '../../shared/store/outgoing';
import type { BenchLine } from './network';
import { spread } from './sweep-estate';
import { alertOn } from './storm-estate';

/** What came of a fix that is approved as a sweep begins. Times in ms of simulated time. */
export interface Swept {
  /** From the approval until the fix was verified. */
  readonly fixMs: number;
  /** Until the last look was over. */
  readonly sweepMs: number;
  /** How many requests ARM refused with 429. */
  readonly refused: number;
  /** How many gateways nobody asked about. */
  readonly missed: number;
  /** By how many bytes the heap grew at most; the twin's and the storage's memory count too. */
  readonly grownBy: number;
}

const beginning = Date.parse('2026-03-02T09:00:00.000Z');
/** How often the heap is looked at, ms of simulated time. */
const weighEveryMs = 10_000;

/**
 * Plays an incident until its fix is approved, and from then on a sweep of all gateways too, on a twin with ARM's limits and real
 * times. Handlers take no time and wait for nobody, so what is measured is the pace and what Azure makes of it.
 */
export async function sweepOf(
  scenario: Scenario,
  roles: readonly Role[],
  meanwhile: 'a sweep' | 'nothing',
): Promise<Swept> {
  let now = beginning;
  const storage = memoryStorage({ now: () => now, pick: () => 0 });
  // Where both are due, looks come first: the worst that can happen to the fix.
  const queues = [storage.looks, storage.queue];
  const store = storeOn(storage, sendTo(storage), () => now, localKeys);
  const { azure, twin } = directAzure({ ...scenario, clock: () => now, times: realTimes, roles });
  const policy = Policy.parse(scenario.policy);

  const questions: { readonly incident: string; readonly question: Question }[] = [];
  let fixedAt: number | undefined;
  const show = ({ incident, status }: IncidentView): void => {
    if (status.kind === 'asking') questions.push({ incident, question: status.question });
    if (status.kind === 'closed' && status.outcome === 'resolved') fixedAt ??= now;
  };
  const messenger: Messenger = {
    reply: () => Promise.resolve(),
    post: (view) => {
      show(view);
      return Promise.resolve({ conversation: 'channel', activity: view.incident });
    },
    update: (_, view) => {
      show(view);
      return Promise.resolve();
    },
  };
  const deps: Dependencies = {
    store,
    azure,
    messenger,
    policy,
    language: 'en',
    now: () => now,
    log: () => undefined,
    measure: () => undefined,
  };

  const read = readAlert(JSON.stringify(alertOn(scenario, 0, 0)), policy, new Date(now).toISOString());
  for (const signal of read.kind === 'signals' ? read.signals : []) await store.receive(signal);
  let lookedAt: number | undefined;
  const work = async (): Promise<void> => {
    now = Math.max(now, nextMessageAt(queues));
    await takeMessage(queues, (message) => {
      if (message.kind === 'look') lookedAt = now;
      return handle(message, deps);
    });
  };
  while (questions.length === 0) await work();

  const began = now;
  const asked = twin.log.length;
  const light = heapInUse();
  let heaviest = light;
  let weighedAt = now;
  if (meanwhile === 'a sweep') await sweep(deps);
  const [by] = policy.approvers;
  const [first] = questions;
  if (!first || !by) throw new Error('There is nothing to approve, or nobody who does.');
  const { code, planHash } = first.question;
  await reply(first.incident, { code, planHash, decision: 'approve', by }, deps);
  while (nextMessageAt(queues) < Infinity) {
    await work();
    if (now < weighedAt + weighEveryMs) continue;
    weighedAt = now;
    heaviest = Math.max(heaviest, heapInUse());
  }

  if (fixedAt === undefined) throw new Error(`${scenario.name} is not fixed.`);
  const requests = twin.log.slice(asked);
  const seen = new Set(requests.filter(({ url }) => /\/backendhealth$/i.test(url)).map(({ url }) => idKey(url)));
  return {
    fixMs: fixedAt - began,
    sweepMs: (lookedAt ?? began) - began,
    refused: requests.filter(({ status }) => status === 429).length,
    missed: twin.state.list('Microsoft.Network/applicationGateways').length - seen.size,
    grownBy: heaviest - light,
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** The bytes of what cannot be let go. */
function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** The least that a look at a gateway takes: its health is asked for, and fetched when the operation is over. */
const least: Cost = { reads: 1, writes: 1 };
const operationMs = realTimes.backendHealth;
/** How many gateways of a subscription can be looked at at once. */
const atOnce = Math.min(roomIn('reads') / least.reads, roomIn('writes') / least.writes);

/**
 * The least time for a sweep of so many gateways in a subscription, ms. Its looks may take ARM's buckets of reads and of writes, full
 * but for the headroom that a sweep leaves to incidents, and all that flows into them from then on; the last look is over when its
 * operation is.
 */
export function leastMs(gateways: number): number {
  const waits = (['reads', 'writes'] as const).map(
    (kind) => (gateways * least[kind] - roomIn(kind)) / buckets[kind].perSecond,
  );
  return Math.max(0, ...waits) * 1000 + operationMs;
}

/**
 * The figures of sweeps over so many gateways of which one is broken: spread over 2 and over 20 subscriptions; and in a single one,
 * with so many and with half as many beyond those that can be looked at at once.
 */
export async function benchSweep(
  healthy: Scenario,
  broken: Scenario,
  roles: readonly Role[],
  gateways: number,
): Promise<readonly BenchLine[]> {
  const sweepOver = (count: number, subscriptions: number, meanwhile: 'a sweep' | 'nothing' = 'a sweep') =>
    sweepOf(spread(healthy, broken, count, subscriptions), roles, meanwhile);

  const lines: BenchLine[] = [];
  for (const subscriptions of [2, 20]) {
    const alone = await sweepOver(gateways, subscriptions, 'nothing');
    const swept = await sweepOver(gateways, subscriptions);
    const name = `sweep of ${gateways} gateways in ${subscriptions} subscriptions`;
    const tooLong = swept.sweepMs / leastMs(Math.ceil(gateways / subscriptions));
    const delay = swept.fixMs / alone.fixMs;
    lines.push(
      { name: `${name}, simulated`, value: swept.sweepMs / 1000, unit: 's' },
      { name: `${name} / what ARM allows`, value: rounded(tooLong), unit: 'ratio', aim: 'at most 1.1' },
      { name: `${name}: refused with 429`, value: swept.refused, unit: 'requests', aim: '0' },
      { name: `${name}: missed`, value: swept.missed, unit: 'gateways', aim: '0' },
      { name: `${name}: fix meanwhile / without a sweep`, value: rounded(delay), unit: 'ratio', aim: 'at most 1.1' },
    );
  }

  const half = atOnce + Math.ceil((gateways - atOnce) / 2);
  const some = await sweepOver(half, 1);
  const all = await sweepOver(gateways, 1);
  const time = (all.sweepMs - operationMs) / (some.sweepMs - operationMs);
  const heap = all.grownBy / gateways / (some.grownBy / half);
  const name = `sweep of 1 subscription, ${gateways} / ${half} gateways`;
  return [
    ...lines,
    { name: `${name}: time beyond the first ${atOnce}`, value: rounded(time), unit: 'ratio', aim: 'at most 2' },
    { name: `${name}: heap for each`, value: rounded(heap), unit: 'ratio', aim: 'at most 1.1' },
  ];
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
