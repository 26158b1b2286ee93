import { setTimeout as pause } from 'node:timers/promises';
import { QueueClient } from '@azure/storage-queue';
import { setStage, type Stage } from '../../shared/cli/stage';
import { localKeys } from '../../shared/config/record-keys';
import type { IncidentEvent } from '../../shared/incident/events';
import { targetKey } from '../../shared/model/target';
import { openStore } from '../../shared/store/open-store';
import type { HostOptions, RunningHost } from '../host';
import { scenarioFrom } from '../scenarios/load';
import type { Scenario } from '../scenarios/schema';
import { noTimes } from '../twin/times';
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
  /** Different alerts that are in no incident, and those that are in incidents more than once. */
  readonly lost: number;
  readonly doubled: number;
  /** How many cards each incident has in the channel, in any order. */
  readonly cards: readonly number[];
  /** From the first alert until the last one was in its incident, and until the last incident had its card. */
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
    { name: `${name}: first alert to all alerts in their incidents`, value: storm.takenMs / 1000, unit: 's' },
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
    const answers = await post(stage.host.url, scenario, options);
    return { ...answers, ...(await aftermath(stage, connectionString, began, options)) };
  } finally {
    await stage.close();
  }
}

/** The number of an alert among those about its target: two after each other are the same alert. */
const numberOf = (index: number, { targets }: StormOptions): number => Math.floor(index / targets / 2);

async function post(url: string, scenario: Scenario, options: StormOptions) {
  const { alerts, targets, withinMs } = options;
  const answers = await Promise.all(
    Array.from({ length: alerts }, async (_, index) => {
      const body = JSON.stringify(alertOn(scenario, index % targets, numberOf(index, options)));
      await pause((withinMs * index) / alerts);
      const posted = performance.now();
      const { status } = await fetch(`${url}/api/alerts`, { method: 'POST', body });
      return { status, ms: performance.now() - posted };
    }),
  );
  return {
    refused: answers.filter(({ status }) => status !== 202).length,
    answerMs: answers.map(({ ms }) => ms).sort((a, b) => a - b),
  };
}

/** Waits until nothing is left to do but to wait for people, and counts. */
async function aftermath(
  { teams }: Stage<RunningHost>,
  connectionString: string,
  began: number,
  options: StormOptions,
): Promise<Omit<Storm, 'refused' | 'answerMs'>> {
  const { alerts, targets } = options;
  const store = await openStore({
    connection: { kind: 'connection-string', value: connectionString },
    queueName: 'incidents',
    now: () => Date.now(),
    keys: localKeys,
  });
  const queue = new QueueClient(connectionString, 'incidents');
  const sent = targets * (numberOf(alerts - 1, options) + 1);
  const cardsOf = (incident: string): number =>
    teams.messages().filter(({ from, card }) => from === 'bot' && JSON.stringify(card).includes(incident)).length;

  for (;;) {
    await pause(500);
    const isLate = Date.now() > began + longestMs;
    if (!isLate && (await queue.peekMessages()).peekedMessageItems.length > 0) continue;
    const summaries = await store.list(alerts);
    const incidents = await Promise.all(summaries.map(({ id }) => store.load(id)));
    const events = incidents.flatMap((incident) => incident?.events.map(({ event }) => event) ?? []);
    const taken = events.filter((event) => event.kind === 'opened' || event.kind === 'signal-joined');
    const shown = incidents.flatMap((each) => each?.events.find(({ event }) => event.kind === 'shown')?.event ?? []);
    const different = new Set(taken.map(({ signal }) => signal.id)).size;
    if (!isLate && (different < sent || shown.length < summaries.length)) continue;

    const keys = summaries.map(({ target }) => targetKey(target));
    return {
      alerts,
      targets,
      incidents: [...new Set(keys)].map((key) => keys.filter((each) => each === key).length),
      lost: sent - different,
      doubled: taken.length - different,
      cards: summaries.map(({ id }) => cardsOf(id)),
      takenMs: latest(taken) - began,
      shownMs: latest(shown) - began,
    };
  }
}

const latest = (events: readonly IncidentEvent[]): number => Math.max(...events.map(({ at }) => Date.parse(at)));
