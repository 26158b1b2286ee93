import { setTimeout as pause } from 'node:timers/promises';
import { virtualClock } from '../host/clock';
import { startVirtualHost } from '../host/virtual';
import type { Scenario } from '../scenarios/schema';
import type { OperationTimes } from '../twin/contract';
import { showTime } from './people';
import { sumUp, type Rehearsal } from './rehearsal';
import { postAlert } from './post-alert';
import { setStage } from './stage';
import { watch, type Watched } from './watch';

export interface RehearseOptions {
  readonly root: string;
  readonly appRoot: string;
  readonly scenario: Scenario;
  /** Who answers: the people of the scenario, its first approver to everything, or nobody. */
  readonly approve: 'as-written' | 'all' | 'none';
  /** How many times faster than the clock on the wall; without it as fast as possible. */
  readonly speed: number | undefined;
  readonly times: OperationTimes;
  readonly print: (line: string) => void;
  readonly log: (line: string) => void;
  /** Gets the incident when it is over, as the service stored it; not called when there was none. */
  readonly keep?: (incident: Watched) => void;
}

/** When every rehearsal begins; nothing depends on it. */
const beginning = '2026-03-02T09:00:00.000Z';
/** An incident that is not over by then never ends, ms. */
const longestMs = 3 * 3_600_000;
/** For how long a scenario that expects no incident is watched, ms. */
const quietMs = 12 * 60_000;

/**
 * Runs a scenario through the whole service against the twin. Time is simulated: the process's `Date` stands still while
 * anything is being done, and moves on when everybody waits.
 */
export async function rehearse(options: RehearseOptions): Promise<Rehearsal> {
  const { scenario, print, speed } = options;
  const clock = virtualClock(beginning);
  const stage = await setStage({
    ...options,
    sweepSchedule: '0 */10 * * * *',
    startHost: (host) => startVirtualHost(host, clock),
  });
  try {
    const { host, twin } = stage;
    const startedAt = performance.now();
    const began = clock.now();
    for (const { at, act } of stage.planned) host.at(began + at * 1000, act);
    if (scenario.signal.kind === 'alert')
      host.at(began + scenario.signal.at * 1000, () => postAlert(host.url, scenario.signal));
    const people = showTime(scenario, options.approve, stage.teams, (afterMs, act) =>
      host.at(clock.now() + afterMs, act),
    );
    const watched = watch(host.url, print);
    const posted = () => stage.teams.messages().filter(({ from }) => from === 'bot').length;
    let quiet = false;
    await host.runUntil(async () => {
      await pace(began, clock.now(), startedAt, speed);
      // While everybody waits there is nothing new to see.
      if (!quiet || !host.idle()) {
        people.look();
        await watched.look();
      }
      quiet = host.idle();
      return watched.ended()
        ? people.done()
        : !watched.begun() && (scenario.expect.outcome === 'none' || posted() > 0) && clock.now() > began + quietMs;
    }, longestMs);
    const incident = watched.incident();
    if (incident) options.keep?.(incident);
    return sumUp({
      scenario,
      incident,
      posted: posted(),
      log: twin.log,
      operationMs: twin.operationMs(),
      overheadMs: performance.now() - startedAt,
    });
  } finally {
    await stage.close();
    clock.restore();
  }
}

/** Holds simulated time back to `speed` times the real one. */
async function pace(began: number, now: number, startedAt: number, speed: number | undefined): Promise<void> {
  if (speed === undefined) return;
  const ahead = (now - began) / speed - (performance.now() - startedAt);
  if (ahead > 0) await pause(ahead);
}
