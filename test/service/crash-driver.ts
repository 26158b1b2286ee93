import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getCACertificates } from 'node:tls';
import { showTime } from '../../shared/cli/people';
import { differences, sumUp } from '../../shared/cli/rehearsal';
import { postAlert } from '../../shared/cli/rehearse';
import { setStage } from '../../shared/cli/stage';
import { watch } from '../../shared/cli/watch';
import type { IncidentEvent } from '../../shared/incident/events';
import type { HostOptions } from '../host';
import { loadScenario } from '../scenarios/load';
import type { RunningTeams } from '../teams/contract';
import { realTimes } from '../twin/times';
import { startHostProcess, type HostProcess } from './host-process';
import type { Point } from './points';

/** What became of an incident whose host was killed at a point. */
export interface Survived {
  readonly point: string;
  /** How the first host ended; `undefined` when it never came to the point. */
  readonly killedBy: string | undefined;
  /** Where the outcome, the fixes and the writes differ from what the scenario expects of an undisturbed incident. */
  readonly differences: readonly string[];
  /** Incidents that still hold their target. */
  readonly open: number;
  /** Whether the card still asks. */
  readonly asking: boolean;
}

export interface DriverOptions {
  readonly root: string;
  readonly folder: string;
  readonly appRoot: string;
  /** The bundled host. */
  readonly host: string;
  readonly clock: string;
  readonly dieAt: string;
  readonly speed: number;
  /** How many points are played at once. */
  readonly lanes: number;
  readonly points: readonly Point[];
}

/** An incident that is not over by then never ends, in real ms. */
const longestMs = 50_000;

/**
 * Run by the tests as a process of its own on a fast clock: storage, the simulated Azure and Teams are here; hosts are
 * children that may die. Prints a {@link Survived} as a line of JSON for each point.
 */
async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '') as DriverOptions;
  const left = options.points.map((point, index) => ({ point, index }));
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift())
      process.stdout.write(`${JSON.stringify(await play(next.point, next.index, options))}\n`);
  };
  await Promise.all(Array.from({ length: options.lanes }, lane));
}

async function play(point: Point, index: number, options: DriverOptions): Promise<Survived> {
  const { root, appRoot, speed } = options;
  const loaded = await loadScenario(point.scenario, root);
  if (loaded.kind === 'bad') throw new Error(loaded.mistakes.join('\n'));
  const { scenario } = loaded;
  const certificates = join(options.folder, `certificates-${index}.pem`);
  const start = (host: HostOptions, mortal: boolean): Promise<HostProcess> =>
    startHostProcess(host, {
      program: options.host,
      preloads: [options.clock, ...(mortal ? [options.dieAt] : [])],
      env: { DIE_AT: JSON.stringify(point), NODE_EXTRA_CA_CERTS: certificates },
    });
  let hostOptions: HostOptions | undefined;
  const stage = await setStage({
    root,
    appRoot,
    scenario,
    times: realTimes,
    sweepSchedule: '0 0 0 1 1 *',
    log: () => undefined,
    startHost: (host) => {
      writeFileSync(certificates, newlyTrusted());
      hostOptions = host;
      return start(host, true);
    },
  });
  const over = new AbortController();
  let killedBy: string | undefined;
  let second: HostProcess | undefined;
  const resurrected = stage.host.ended.then(async (signal) => {
    killedBy = signal ?? 'nothing';
    if (hostOptions && !over.signal.aborted) second = await start(hostOptions, false);
  });

  try {
    const people = showTime(scenario, 'as-written', stage.teams, (afterMs, act) => {
      void pause(afterMs / speed).then(() => insist(act, over.signal));
    });
    const alerted = postAlert(stage.host.url, scenario.signal);
    if (point.alert === 'again')
      void insist(() => alerted.catch(() => postAlert(stage.host.url, scenario.signal)), over.signal);
    else alerted.catch(() => undefined);

    const story = watch(stage.host.url, () => undefined);
    const until = performance.now() + longestMs;
    let open = -1;
    while (performance.now() < until) {
      people.look();
      await story.look().catch(() => undefined);
      open = await openIncidents(stage.host.url).catch(() => -1);
      if (killedBy && story.ended() && people.done() && open === 0) break;
      await pause(250);
    }
    const rehearsal = sumUp({
      scenario,
      incident: story.incident(),
      log: stage.twin.log,
      operationMs: 0,
      overheadMs: 0,
    });
    return {
      point: point.name,
      killedBy,
      differences: differences(scenario, rehearsal),
      open,
      asking: hasButtons(stage.teams, story.incident()?.events ?? []),
    };
  } finally {
    over.abort();
    await stage.close();
    await resurrected;
    await second?.stop();
  }
}

const trusted = new Set(getCACertificates('default'));

/** The certificate that the newest stage has this process trust. All stages' certificates bear one name, so a host gets only its own. */
function newlyTrusted(): string {
  const added = getCACertificates('default').filter((each) => !trusted.has(each));
  added.forEach((each) => trusted.add(each));
  return added.join('\n');
}

/** Tries until it works, as people and Azure Monitor do. */
async function insist(act: () => Promise<void>, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    try {
      await act();
      return;
    } catch {
      await pause(100);
    }
  }
}

async function openIncidents(hostUrl: string): Promise<number> {
  const answer = await fetch(`${hostUrl}/api/health`);
  return ((await answer.json()) as { openIncidents: number }).openIncidents;
}

/** Whether the card that Reconnect keeps up to date has buttons. One whose posting was not recorded stays as it is. */
function hasButtons(teams: RunningTeams, events: readonly IncidentEvent[]): boolean {
  const shown = events.findLast((event) => event.kind === 'shown')?.message.activity;
  const card = teams.messages().find(({ id }) => id === shown)?.card;
  return card === undefined || JSON.stringify(card).includes('Action.Execute');
}

void main();
