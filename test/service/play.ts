import { setTimeout as pause } from 'node:timers/promises';
import { showTime } from '../../shared/simulation/rehearsal/people';
import type { VirtualClock } from '../../shared/simulation/host/clock';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import type { RunningTeams } from '../../shared/simulation/teams/contract';
import { agendaBy, type Agenda } from './agenda';
import { outcomeOf } from './outcome';
import { playSet, type PlayOptions, type PlaySet } from './play-set';
import type { Play, Played } from './plays';
import { troubleIn, type MakeTrouble, type Scene } from './troubles';

/** An incident that is not over by then never ends, ms. */
const longestMs = 6 * 3_600_000;
/** When no message has been waiting for so long, ms, the watchdog, which comes every minute, has none to send again either. */
const quietMs = 3 * 60_000;
const shortestStepMs = 5000;

/** Plays it from the alert until there is nothing left to do. */
export async function play(each: Play, options: PlayOptions, clock: VirtualClock): Promise<Played> {
  const scenario = await scenarioFrom(each.scenario, options.root);
  const set = await playSet(each, scenario, options, clock);
  const { host, teams } = set.stage;
  try {
    const agenda = agendaBy(() => clock.now());
    for (const { at, act } of set.stage.planned) agenda.plan(clock.now() + at * 1000, act, 'until-taken');
    const { signal } = scenario;
    if (signal.kind === 'alert')
      agenda.plan(clock.now() + signal.at * 1000, () => postAlert(host.url, signal.body), each.alert);
    const people = showTime(scenario, 'as-written', candid(teams), (afterMs, act) => {
      agenda.plan(clock.now() + afterMs, act, 'until-taken');
    });
    const troubles: string[] = [];
    const makeTrouble = each.trouble && troubleIn(sceneOf(set, troubles), each.trouble);
    await untilQuiet(set, agenda, clock, async () => {
      people.look();
      return makeTrouble?.();
    });
    return {
      name: each.name,
      ...(await outcomeOf(scenario, set)),
      troubles,
      deaths: [...host.hosts.deaths],
      stranded: await set.stranded(),
      log: [...host.hosts.log],
    };
  } finally {
    await set.close();
  }
}

/**
 * Lets everything happen until nothing is left to happen. Nobody can ask a queue when its next hidden message appears, so time
 * moves on by five seconds, or by a quarter of how long nothing has happened; messages and timers are late by that much at most.
 */
async function untilQuiet(set: PlaySet, agenda: Agenda, clock: VirtualClock, before: MakeTrouble): Promise<void> {
  const { hosts } = set.stage.host;
  const limit = clock.now() + longestMs;
  let idleSince = clock.now();
  while (clock.now() < limit) {
    const now = clock.now();
    const meanwhile = await before();
    const [worked, acted] = await Promise.all([hosts.work(now), agenda.work(), meanwhile?.()]);
    if (worked + acted > 0) {
      idleSince = now;
      continue;
    }
    const idleMs = now - idleSince;
    const nextAct = Math.min(agenda.next(), hosts.nextStart());
    if (idleMs >= quietMs && nextAct === Infinity && (await set.waiting()) === 0) return;
    clock.advance(Math.min(Math.max(shortestStepMs, Math.floor(idleMs / 4)), nextAct - now));
  }
}

const sceneOf = ({ stage, ...set }: PlaySet, troubles: string[]): Scene => ({
  ...set,
  made: (what) => void troubles.push(what),
  questions: () => stage.teams.questions().length,
  async asksAzure() {
    const before = stage.twin.log.length;
    while (stage.twin.log.length === before && stage.host.hosts.isWorking()) await pause(1);
  },
});

/** What Azure Monitor calls again after (Action groups: "Webhook"); any other answer, a 500 too, is the end of the alert. */
const worthAnotherCall = [408, 429, 503, 504];

/** Posts the alert as Azure Monitor does. Rejects when it would call again. */
async function postAlert(hostUrl: string, body: unknown): Promise<void> {
  const response = await fetch(`${hostUrl}/api/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (worthAnotherCall.includes(response.status)) throw new Error(`The alert was answered with ${response.status}.`);
}

/** A channel in which people notice that their answer did not arrive. */
const candid = (teams: RunningTeams): RunningTeams => ({
  ...teams,
  async click(...press) {
    const result = await teams.click(...press);
    if (result.kind === 'http' || result.kind === 'error') throw new Error(`The click came to ${result.kind}.`);
    return result;
  },
  async say(...said) {
    const result = await teams.say(...said);
    if (result.status >= 400) throw new Error(`What was said was answered with ${result.status}.`);
    return result;
  },
});
