import { setTimeout as pause } from 'node:timers/promises';
import { QueueClient } from '@azure/storage-queue';
import { setStage, type Stage } from '../../shared/simulation/rehearsal/stage';
import { localKeys } from '../../shared/config/record-keys';
import type { IncidentEvent } from '../../shared/incident/events';
import { readAlert } from '../../shared/incident/alert';
import { floodWindowMs } from '../../shared/incident/open';
import { Policy } from '../../shared/model/policy';
import type { Signal } from '../../shared/model/target';
import { targetKey } from '../../shared/targets';
import { openStore } from '../../shared/store/open-store';
import type { HostOptions, RunningHost } from '../../shared/simulation/host';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import type { Scenario } from '../../shared/simulation/scenarios/schema';
import { noTimes } from '../../shared/simulation/twin/times';
import type { BenchLine } from './network';
import { alertOn, multiplied } from './storm-estate';

export interface StormOptions {
  readonly root: string;
  readonly appRoot: string;
  /** How many alerts are posted, about how many gateways in turn. Each alert is posted twice, and each gateway has several. */
  readonly alerts: number;
  readonly targets: number;
  /** In how many ms they are posted, evenly. */
  readonly withinMs: number;
  /** Starts the host as a process of its own, which trusts the certificates in this file too. */
  readonly startHost: (options: HostOptions, certificateFile: string) => Promise<RunningHost>;
}

/** What became of a storm. Times in ms by the clock on the wall. */
export interface Storm {
  readonly alerts: number;
  readonly targets: number;
  /** How many were not answered with 202. */
  readonly refused: number;
  /** How long the answers took, shortest first. */
  readonly answerMs: readonly number[];
  /** How many incidents there are about each target, in any order. */
  readonly incidents: readonly number[];
  /**
   * Different alerts without an incident: their target's wrote none down after them, nor in the minute before, in which it takes
   * others as well; and those that were written down more than once.
   */
  readonly lost: number;
  readonly doubled: number;
  /** How many cards each incident has in the channel, in any order. */
  readonly cards: readonly number[];
  /** From the first alert until the queue was empty, give or take half a second, and until the last incident had its card. */
  readonly takenMs: number;
  readonly shownMs: number;
}

/** The figures of a storm. Those about alerts and incidents are right when they are as aimed at. */
export function stormLines(storm: Storm): readonly BenchLine[] {
  const { alerts, targets, answerMs, cards, incidents } = storm;
  const name = `${alerts} alerts about ${targets} gateways`;
  const answered = (share: number): number => Math.round(answerMs[Math.ceil(answerMs.length * share) - 1] ?? 0);
  const other = (counts: readonly number[]): number => targets - counts.filter((count) => count === 1).length;
  return [
    { name: `${name}: answered, median`, value: answered(0.5), unit: 'ms' },
    { name: `${name}: answered, 99 of 100`, value: answered(0.99), unit: 'ms', aim: 'under 10000' },
    { name: `${name}: refused`, value: storm.refused, unit: 'alerts', aim: '0' },
    { name: `${name}: lost`, value: storm.lost, unit: 'alerts', aim: '0' },
    { name: `${name}: counted twice`, value: storm.doubled, unit: 'alerts', aim: '0' },
    { name: `${name}: without exactly one incident`, value: other(incidents), unit: 'gateways', aim: '0' },
    { name: `${name}: without exactly one card`, value: other(cards), unit: 'gateways', aim: '0' },
    { name: `${name}: first alert to last card`, value: storm.shownMs / 1000, unit: 's' },
    { name: `${name}: first alert to an empty queue`, value: storm.takenMs / 1000, unit: 's' },
  ];
}

/** A storm that is not over by then never ends, ms. */
const longestMs = 180_000;

/** Many alerts at once about many broken gateways, posted to one host, with Azurite and a twin whose operations take no time. */
export async function alertStorm(options: StormOptions): Promise<Storm> {
  const { root, appRoot, targets } = options;
  const scenario = await scenarioFrom('gateway-v2-ports-denied', root);
  let connectionString = '';
  const stage = await setStage({
    root,
    appRoot,
    scenario: multiplied(scenario, targets),
    times: noTimes,
    sweepSchedule: '0 0 0 1 1 *',
    log: () => undefined,
    startHost(host, certificateFile) {
      ({ connectionString } = host);
      return options.startHost(host, certificateFile);
    },
  });
  try {
    // How long a cold host takes is another figure.
    await fetch(`${stage.host.url}/api/incidents`);
    const began = Date.now();
    const { posted, ...answers } = await post(stage.host.url, scenario, options);
    return { ...answers, ...(await aftermath(stage, connectionString, began, posted, options)) };
  } finally {
    await stage.close();
  }
}

/** The number of an alert among those about its target: two after each other are the same alert. */
const numberOf = (index: number, { targets }: StormOptions): number => Math.floor(index / targets / 2);

async function post(url: string, scenario: Scenario, options: StormOptions) {
  const { alerts, targets, withinMs } = options;
  const policy = Policy.parse(scenario.policy);
  const answers = await Promise.all(
    Array.from({ length: alerts }, async (_, index) => {
      const body = JSON.stringify(alertOn(scenario, index % targets, numberOf(index, options)));
      await pause((withinMs * index) / alerts);
      const reading = readAlert(body, policy, new Date().toISOString());
      const posted = performance.now();
      const { status } = await fetch(`${url}/api/alerts`, { method: 'POST', body });
      const signals = reading.kind === 'signals' ? reading.signals : [];
      return { status, ms: performance.now() - posted, signals };
    }),
  );
  return {
    refused: answers.filter(({ status }) => status !== 202).length,
    answerMs: answers.map(({ ms }) => ms).sort((a, b) => a - b),
    posted: answers.flatMap(({ signals }) => signals),
  };
}

/** Waits until nothing is left to do but to wait for people, and counts. */
async function aftermath(
  { teams }: Stage<RunningHost>,
  connectionString: string,
  began: number,
  posted: readonly Signal[],
  { alerts, targets }: StormOptions,
): Promise<Omit<Storm, 'refused' | 'answerMs'>> {
  const store = await openStore({
    connection: { kind: 'connection-string', value: connectionString },
    now: () => Date.now(),
    keys: localKeys,
  });
  const queue = new QueueClient(connectionString, 'incidents');
  let takenMs = 0;
  const cardsOf = (incident: string): number =>
    teams.messages().filter(({ from, card }) => from === 'bot' && JSON.stringify(card).includes(incident)).length;

  for (;;) {
    await pause(500);
    const isLate = Date.now() > began + longestMs;
    if (!isLate && (await queue.peekMessages()).peekedMessageItems.length > 0) {
      takenMs = Date.now() - began;
      continue;
    }
    const summaries = await store.list(alerts);
    const incidents = await Promise.all(summaries.map(({ id }) => store.load(id)));
    const events = incidents.flatMap((incident) => incident?.events.map(({ event }) => event) ?? []);
    const taken = events.filter((event) => event.kind === 'opened' || event.kind === 'signal-joined');
    const shown = incidents.flatMap((each) => each?.events.find(({ event }) => event.kind === 'shown')?.event ?? []);
    const lost = lostOf(posted, taken);
    if (!isLate && (lost > 0 || shown.length < summaries.length)) continue;

    const keys = summaries.map(({ target }) => targetKey(target));
    return {
      alerts,
      targets,
      incidents: [...new Set(keys)].map((key) => keys.filter((each) => each === key).length),
      lost,
      doubled: taken.length - new Set(taken.map(({ signal }) => signal.id)).size,
      cards: summaries.map(({ id }) => cardsOf(id)),
      takenMs,
      shownMs: latest(shown) - began,
    };
  }
}

/** How many of the posted alerts no incident took, counting each once. */
function lostOf(posted: readonly Signal[], taken: readonly { readonly at: string; readonly signal: Signal }[]): number {
  const newest = new Map<string, number>();
  for (const { at, signal } of taken) {
    const key = targetKey(signal.target);
    newest.set(key, Math.max(newest.get(key) ?? 0, Date.parse(at)));
  }
  const lost = posted.filter(
    ({ target, at }) => (newest.get(targetKey(target)) ?? 0) <= Date.parse(at) - floodWindowMs,
  );
  return new Set(lost.map(({ id }) => id)).size;
}

const latest = (events: readonly IncidentEvent[]): number => Math.max(...events.map(({ at }) => Date.parse(at)));
