import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, styleText } from 'node:util';
import { loadScenario } from '../simulation/scenarios/load';
import { realTimes } from '../simulation/twin/times';
import type { Scenario } from '../simulation/scenarios/schema';
import { Policy } from '../model/policy';
import { ReconnectError } from '../model/errors';
import { noStyle, type Style } from '../cards/transcript';
import { checkOptions, checkUsage, runCheck } from './check';
import { control, controlCommands, controlUsage } from './control';
import { askHealth } from './ask-health';
import { doctorOptions, doctorUsage, runDoctor } from './doctor';
import { versionOf, writeExport } from './export-file';
import { records, recordsOptions, recordsUsage } from './records';
import { differences } from '../simulation/rehearsal/rehearsal';
import { rehearse } from '../simulation/rehearsal/rehearse';
import { simulate, simulateOptions, simulateUsage } from './simulate';
import { start } from './start';
import { teamsPackageOptions, teamsPackageUsage, writeTeamsPackage } from './teams-package';
import { twin } from './twin';
import type { Watched } from '../simulation/rehearsal/watch';

const usage = `reconnect: finds out why an Azure gateway's backends or a VM cannot be reached, and repairs it after approval

${checkUsage}${doctorUsage}${teamsPackageUsage}
  reconnect start [--approve all] [--scenario NAME] [--speed N]   the whole service on this machine, on a broken estate
  reconnect rehearse NAME-or-FILE… [--json] [--approve all|none] [--speed N] [--export FILE]
                                                                  one scenario, or one after the other, as fast as possible;
                                                                  several are exported into a folder
  reconnect twin --scenario NAME-or-FILE [--port N] [--as owner]  the simulated Azure alone
  reconnect test [JEST OPTIONS]                                   the tests
  reconnect bench                                                 figures as JSON lines
  reconnect score                                                 how every scenario comes out, by document

${simulateUsage}  reconnect mutants [--only TEXT] [--json]                        takes out one guard or check after the other, and shows what notices

${recordsUsage}
${controlUsage}
  --speed N     how many times as fast as the clock on the wall (rehearse: as fast as possible, start: 5)
  --verbose     what the host and the app log, on standard error
  --app FOLDER  another build of the app than the package: its package.json names the entry (the project’s has source maps)
`;

const root = process.cwd();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const options = {
  json: { type: 'boolean' },
  approve: { type: 'string' },
  speed: { type: 'string' },
  scenario: { type: 'string' },
  port: { type: 'string' },
  as: { type: 'string' },
  app: { type: 'string' },
  'app-url': { type: 'string' },
  key: { type: 'string' },
  'app-id': { type: 'string' },
  verbose: { type: 'boolean' },
  export: { type: 'string' },
  ...checkOptions,
  ...doctorOptions,
  ...recordsOptions,
  ...simulateOptions,
  ...teamsPackageOptions,
} as const;

async function main(): Promise<number> {
  const [command = 'help', ...rest] = process.argv.slice(2);
  if (command === 'test') return runTests(rest);
  if (command === 'bench') return workshop('bench')(root, { part: rest[0] }, print);
  const parsed = parse(rest);
  if (typeof parsed === 'string') return mistake(parsed);
  const { values, positionals } = parsed;
  const controlling = controlCommands.find((each) => each === command);
  if (controlling) {
    const address = {
      url: values['app-url'] ?? process.env['RECONNECT_URL'],
      key: values.key ?? process.env['RECONNECT_KEY'],
      appId: values['app-id'] ?? process.env['RECONNECT_APP_ID'],
    };
    const terminal = {
      print,
      complain: (line: string) => console.error(line),
      now: () => Date.now(),
      signIn: async (scope: string) => (await import('../azure/credential')).tokenOf(undefined, scope),
    };
    return control(controlling, positionals, address, terminal);
  }
  switch (command) {
    case 'check':
      return checkNamed(values, positionals);
    case 'doctor':
      return examineInstallation(values, positionals);
    case 'teams:package':
      return writeTeamsPackage(root, { botId: values['bot-id'], out: values.out }, process.env, print);
    case 'mutants':
    case 'score':
      return workshop(command)(root, values, print);
    case 'simulate':
      return simulate(root, values, print);
    case 'rehearse':
      return rehearseAll(values, positionals);
    case 'twin':
    case 'start':
      return withScenario(command, values, positionals[0]);
    case 'audit':
    case 'replay':
    case 'scenario':
    case 'report':
      return records(command, positionals, values, { root, print, mistake });
    default:
      console.log(usage);
      return command === 'help' ? 0 : 2;
  }
}

type Values = Exclude<ReturnType<typeof parse>, string>['values'];

/** Checks real resources, by the rights of whoever is signed in here. */
function checkNamed(values: Values, named: readonly string[]): Promise<number> | number {
  const { language = 'en' } = values;
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(port >= 1 && port <= 65535)) return mistake('--port takes a number from 1 to 65535');
  if (language !== 'en' && language !== 'ko') return mistake('--language takes en or ko');
  const fromExport = values['from-export'];
  if (
    fromExport !== undefined &&
    [values.from, values.to, values.port, values.subscription, values.guest].some(Boolean)
  )
    return mistake(
      '--from-export takes none of --from, --to, --port, --subscription and --guest: only Azure itself can be asked so',
    );
  if (values.to !== undefined && (named.length === 0 || values.from !== undefined || port !== undefined))
    return mistake('--to is for VMs that are named, and takes neither --from nor --port');
  const now = () => Date.now();
  return runCheck(
    {
      named,
      subscription: values.subscription,
      from: values.from,
      to: values.to,
      port,
      guest: values.guest ?? false,
      fromExport,
      json: values.json ?? false,
      out: values.out,
      language,
    },
    {
      now,
      waitUntil: (time) => pause(Math.max(0, time - now())),
      connect: async () =>
        (await import('../azure/reader')).connectReader({ armEndpoint: process.env['ARM_ENDPOINT'], now }),
      print,
      complain: (line) => console.error(line),
      progress: process.stderr.isTTY ? (line) => console.error(line) : () => undefined,
      style: process.stdout.isTTY ? colours : noStyle,
      timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
  );
}

/** Examines an installation, by the rights of whoever is signed in here. */
function examineInstallation(values: Values, more: readonly string[]): Promise<number> | number {
  const { language = 'en' } = values;
  if (language !== 'en' && language !== 'ko') return mistake('--language takes en or ko');
  if (more.length > 0) return mistake('doctor takes no name: the installation is named by --resource-group');
  return runDoctor(
    {
      resourceGroup: values['resource-group'],
      subscription: values.subscription,
      json: values.json ?? false,
      language,
    },
    {
      root,
      environment: process.env,
      now: () => Date.now(),
      pause: (ms) => pause(ms),
      askHealth,
      connect: async (hearTime) =>
        (await import('../azure/reader')).connectReader({
          armEndpoint: process.env['ARM_ENDPOINT'],
          now: () => Date.now(),
          hearTime,
        }),
      print,
      complain: (line) => console.error(line),
      style: process.stdout.isTTY ? colours : noStyle,
    },
  );
}

/** Rehearses one scenario after the other; the answer is the worst exit status. */
async function rehearseAll(values: Values, named: readonly string[]): Promise<number> {
  if (named.length <= 1) return withScenario('rehearse', values, named[0]);
  if (values.export !== undefined) await mkdir(values.export, { recursive: true });
  let worst = 0;
  for (const name of named) {
    const file = values.export && { export: path.join(values.export, `${path.basename(name, '.json')}.json`) };
    worst = Math.max(worst, await withScenario('rehearse', { ...values, ...file }, name));
  }
  return worst;
}

/** The commands that play a scenario. */
async function withScenario(
  command: 'rehearse' | 'twin' | 'start',
  values: Values,
  name: string | undefined,
): Promise<number> {
  const approve = values.approve ?? 'as-written';
  if (approve !== 'all' && approve !== 'none' && approve !== 'as-written')
    return mistake('--approve takes all or none');
  const speed = values.speed === undefined ? undefined : Number(values.speed);
  if (speed !== undefined && !(speed > 0)) return mistake('--speed takes a number greater than 0');
  const named = name ?? values.scenario ?? (command === 'start' ? 'gateway-v2-ports-denied' : undefined);
  if (!named) return mistake(`${command} needs a scenario: a name from test/scenarios, or a file`);
  const loaded = await loadScenario(named, root);
  if (loaded.kind === 'bad') {
    console.error(`${named} cannot be used:\n${loaded.mistakes.map((each) => `  ${each}`).join('\n')}`);
    return 2;
  }
  const { scenario } = loaded;
  const log = values.verbose ? (line: string) => console.error(line) : () => undefined;
  if (command === 'twin') {
    const as = values.as ?? 'app';
    if (as !== 'app' && as !== 'owner') return mistake('--as takes app or owner');
    return twin(root, scenario, Number(values.port ?? 0), as);
  }
  const common = {
    root,
    appRoot: values.app ?? path.join(root, 'dist/package'),
    scenario,
    approve,
    speed,
    times: realTimes,
    log,
  } as const;
  if (command === 'start') return start({ ...common, print });

  let incident: Watched | undefined;
  const keep = (watched: Watched) => void (incident = watched);
  const rehearsal = await rehearse({ ...common, keep, print: values.json ? () => undefined : print });
  if (values.export !== undefined && !(await exportRehearsal(values.export, scenario, incident)))
    return mistake(`${scenario.name} led to no incident, so there is nothing to export`);
  const wrong = differences(scenario, rehearsal);
  console.log(
    values.json
      ? JSON.stringify(rehearsal)
      : `\n${rehearsal.outcome.toUpperCase()} after ${rehearsal.azureSeconds} s of Azure's work and ${rehearsal.overheadSeconds} s of ours.`,
  );
  for (const each of approve === 'as-written' ? wrong : [])
    console.error(`${scenario.name} is not as it expects: ${each}`);
  return approve === 'as-written' && wrong.length > 0 ? 1 : 0;
}

/** Writes the incident of a rehearsal as an export; `false` when there was none. */
async function exportRehearsal(file: string, scenario: Scenario, incident: Watched | undefined): Promise<boolean> {
  if (!incident) return false;
  const version = await versionOf(root);
  const [policy, exportedAt] = [Policy.parse(scenario.policy), new Date().toISOString()];
  await writeExport(file, { incident: incident.id, events: incident.stored, policy, version, exportedAt });
  return true;
}

const colours: Style = {
  strong: (said) => styleText('bold', said),
  faint: (said) => styleText('dim', said),
  good: (said) => styleText('green', said),
  warn: (said) => styleText('yellow', said),
  bad: (said) => styleText('red', said),
};

/** The command line, or what is wrong with it. */
function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function mistake(what: string): number {
  console.error(`${what}\n\n${usage}`);
  return 2;
}

/** What only developers of this project run lives with the tests, and is built as a bundle of its own. */
type Tool = (root: string, values: object, print: (line: string) => void) => Promise<number>;
function workshop(name: 'bench' | 'mutants' | 'score'): Tool {
  return (createRequire(path.join(root, 'package.json'))(`./dist/${name}.js`) as { readonly run: Tool }).run;
}

/** Jest, in a process of its own. */
function runTests(parameters: readonly string[]): number {
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  return spawnSync(process.execPath, [jest, ...parameters], { stdio: 'inherit' }).status ?? 1;
}

void main().then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(error instanceof ReconnectError ? `${error.code}: ${error.message} ${error.next}` : error);
    process.exit(1);
  },
);
