import { spawnSync } from 'node:child_process';
import path from 'node:path';
import * as z from 'zod';
import { alertStorm, stormLines } from './alert-storm';
import { benchClicks } from './click';
import { benchNetwork, type BenchLine } from './network';
import { benchStorageUse } from './storage-use';
import { benchSweep } from './sweep';
import { benchWaits } from './waits';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import { startHost, type HostOptions, type RunningHost } from '../../shared/simulation/host';
import { hostAlone } from '../../shared/simulation/host/alone';
import { startHostProcess } from '../service/host-process';
import { readStock } from '../../shared/simulation/simulator/stock';
import { noTimes } from '../../shared/simulation/twin/times';
import { postAlert } from '../../shared/simulation/rehearsal/post-alert';
import { playAll } from '../../shared/cli/simulate';
import { setStage } from '../../shared/simulation/rehearsal/stage';
import { watch } from '../../shared/simulation/rehearsal/watch';

/** Prints each figure as a JSON line. Ratios are between things measured in this run, in turns. */
export async function run(root: string, { part }: { readonly part: string | undefined }): Promise<number> {
  if (part === 'incident') {
    process.stdout.write(JSON.stringify(await oneIncident(root)));
    return 0;
  }
  if (part === 'host') return hostAlone();
  const print = (line: BenchLine) => console.log(JSON.stringify(line));
  benchNetwork().forEach(print);
  benchLoading(root).forEach(print);
  benchOverhead().forEach(print);
  (await benchSimulated(root)).forEach(print);
  (await benchSweeps(root)).forEach(print);
  (await benchStorm(root)).forEach(print);
  const scenario = await scenarioFrom('gateway-v2-ports-denied', root);
  (await benchClicks({ root, scenario, startHost: startAlone })).forEach(print);
  (await benchSimulation(root)).forEach(print);
  return 0;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** What the app is made of, as it is installed. */
const packages = [
  '@azure/functions',
  '@azure/identity',
  '@azure/arm-network',
  '@azure/arm-compute',
  '@azure/arm-resourcehealth',
  '@azure/data-tables',
  '@azure/storage-queue',
  '@azure/storage-blob',
  '@microsoft/teams.api',
  '@microsoft/teams.cards',
  'jose',
  'zod',
];

/**
 * How long a cold start waits until the functions are registered: for the bundle as it is shipped, which reads its SDKs when
 * they are first needed, against the same packages as they are installed. Whole processes, in turns.
 */
function benchLoading(root: string): readonly BenchLine[] {
  const load = (modules: readonly string[]): number => {
    const script = `console.warn = console.log = () => {}; const t = performance.now(); for (const each of ${JSON.stringify(modules)}) require(each); process.stdout.write(String(performance.now() - t)); process.exit(0);`;
    const env = { ...process.env, ...anySettings, NODE_DISABLE_COMPILE_CACHE: '1' };
    return Number(spawnSync(process.execPath, ['-e', script], { cwd: root, env, encoding: 'utf8' }).stdout);
  };
  const bundled = [path.join(root, 'dist/package/dist/app/app.js')];
  load(bundled);
  load(packages);
  const pairs = Array.from({ length: 7 }, () => [load(bundled), load(packages)] as const);
  return [
    { name: 'load the bundled app', value: Math.round(median(pairs.map(([ours]) => ours))), unit: 'ms' },
    { name: 'load its packages unbundled', value: Math.round(median(pairs.map(([, theirs]) => theirs))), unit: 'ms' },
    {
      name: 'bundled / unbundled',
      value: Math.round(median(pairs.map(([ours, theirs]) => ours / theirs)) * 1000) / 1000,
      unit: 'ratio',
      aim: 'under 0.25',
    },
  ];
}

const anySettings = {
  RECONNECT_POLICY: JSON.stringify({
    subscriptions: ['00000000-0000-4000-8000-000000000000'],
    approvers: [{ id: '00000000-0000-4000-8000-000000000001', name: 'x' }],
  }),
  SWEEP_SCHEDULE: '0 * * * * *',
  WATCHDOG_SCHEDULE: '0 * * * * *',
  REPORT_SCHEDULE: '0 0 0 1 1 *',
  TEAMS_APP_ID: 'x',
  TEAMS_TENANT_ID: 'x',
  TEAMS_CHANNEL_ID: 'x',
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
};

/** Incidents in simulated time, with an Azure that takes its real times: how long people wait, and what is asked of the storage. */
async function benchSimulated(root: string): Promise<readonly BenchLine[]> {
  const { roles } = await readStock(root);
  const [gateway, rules, sshd] = await Promise.all([
    scenarioFrom('gateway-v2-ports-denied', root),
    scenarioFrom('vm-nsg-denies-ssh', root),
    scenarioFrom('vm-sshd-stopped-vmaccess-installed', root),
  ]);
  return [
    ...(await benchWaits(gateway, roles)),
    ...(await benchWaits(rules, roles)),
    ...(await benchWaits(sshd, roles)),
    ...(await benchStorageUse(gateway, roles, { transactions: 49, rows: 82 })),
    ...(await benchStorageUse(sshd, roles, { transactions: 136, rows: 465 })),
  ];
}

/** 2,000 gateways in good health but for one, in simulated time. */
async function benchSweeps(root: string): Promise<readonly BenchLine[]> {
  const { roles } = await readStock(root);
  const [healthy, broken] = await Promise.all([
    scenarioFrom('gateway-sweep-finds-nothing', root),
    scenarioFrom('gateway-v2-ports-denied', root),
  ]);
  return benchSweep(healthy, broken, roles, 2000);
}

/** What Reconnect adds to an incident when Azure answers at once. Each run is a process of its own. */
function benchOverhead(): readonly BenchLine[] {
  const command = [process.argv[1] ?? '', 'bench', 'incident'];
  const runs = Array.from({ length: 3 }, () =>
    Overhead.parse(JSON.parse(spawnSync(process.execPath, command, { encoding: 'utf8' }).stdout)),
  );
  return [
    {
      name: 'alert to card, Azure taking no time',
      value: Math.round(median(runs.map(({ toCard }) => toCard))),
      unit: 'ms',
      aim: 'under 2000',
    },
    {
      name: 'approval to verified, Azure taking no time',
      value: Math.round(median(runs.map(({ toVerified }) => toVerified))),
      unit: 'ms',
      aim: 'under 2000',
    },
  ];
}

/** The host in a process of its own. */
const startAlone = (host: HostOptions, certificateFile: string): Promise<RunningHost> =>
  startHostProcess(host, {
    program: [process.argv[1] ?? '', 'bench', 'host'],
    preloads: [],
    env: { NODE_EXTRA_CA_CERTS: certificateFile },
  });

/** 1,000 alerts in 10 s about 50 broken gateways, posted to a host in a process of its own. */
async function benchStorm(root: string): Promise<readonly BenchLine[]> {
  const storm = await alertStorm({
    root,
    appRoot: root,
    alerts: 1000,
    targets: 50,
    withinMs: 10_000,
    startHost: startAlone,
  });
  return stormLines(storm);
}

const Overhead = z.object({ toCard: z.number(), toVerified: z.number() });

/** One incident with an Azure that answers at once: ms from the alert to the card, and from the approval to the verified fix. */
export async function oneIncident(root: string): Promise<z.infer<typeof Overhead>> {
  const scenario = await scenarioFrom('gateway-v2-ports-denied', root);
  const [answer] = scenario.people;
  if (!answer) throw new Error(`${scenario.name} has nobody who answers.`);
  const stage = await setStage({
    root,
    appRoot: root,
    scenario,
    times: noTimes,
    startHost,
    sweepSchedule: '0 0 0 1 1 *',
    log: () => undefined,
  });
  try {
    const watched = watch(stage.host.url, () => undefined);
    const alerted = performance.now();
    await postAlert(stage.host.url, scenario.signal);
    const { code } = await stage.teams.waitForQuestion(1);
    const approved = performance.now();
    await stage.teams.click(answer.who, code, 'approve');
    while (!watched.ended()) await watched.look();
    return { toCard: approved - alerted, toVerified: performance.now() - approved };
  } finally {
    await stage.close();
  }
}

/** Whole runs of the simulator, on all cores. */
async function benchSimulation(root: string): Promise<readonly BenchLine[]> {
  const seeds = Array.from({ length: 200 }, (_, index) => index + 1);
  const { results, seconds } = await playAll(root, seeds);
  const incidents = results.reduce((sum, each) => sum + each.incidents, 0);
  return [
    { name: 'simulated seeds', value: seeds.length / seconds, unit: '1/s', aim: 'at least 60' },
    { name: 'simulated incidents', value: incidents / seconds, unit: '1/s' },
  ];
}
