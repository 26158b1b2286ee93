import { readFile } from 'node:fs/promises';
import path from 'node:path';
import tls from 'node:tls';
import { startAzurite, type Azurite } from '../azurite';
import { type HostOptions, type RunningHost } from '../host';
import { endOf } from '../scenarios/end-of-alert';
import type { Scenario } from '../scenarios/schema';
import { startTeams } from '../teams';
import type { RunningTeams } from '../teams/contract';
import { startTwin } from '../twin';
import type { OperationTimes, RunningTwin } from '../twin/contract';
import * as z from 'zod';
import { localKeys } from '../../config/record-keys';
import { sameId } from '../../model/arm-id';
import { Policy } from '../../model/policy';
import { stepsOf, type Planned } from './history';
import { postAlert } from './post-alert';

/** The tenant and the bot of every rehearsal. */
const tenant = '72f988bf-0000-4000-8000-2d7cd011db47';
const bot = '28a1f0c4-0000-4000-8000-5d0e6f1c9b3a';
const channel = { id: '19:on-call@thread.tacv2', name: 'on-call' };
const team = { id: '19:platform@thread.tacv2', name: 'Platform' };

/** Every twin signs for itself under the same name, so only the newest is trusted. */
const publicCertificates = tls.getCACertificates('default');

/** The whole service with everything around it: storage, the simulated Azure, a channel with people in it, and the host that runs the app. */
export interface Stage<Host extends RunningHost> {
  readonly twin: RunningTwin;
  readonly teams: RunningTeams;
  readonly host: Host;
  /** What people write unasked, the ends of the alert, and what other incidents do meanwhile. */
  readonly planned: readonly Planned[];
  close(): Promise<void>;
}

export interface StageOptions<Host extends RunningHost> {
  /** The project's folder. */
  readonly root: string;
  /** Where the built app is: its package.json names the entry. */
  readonly appRoot: string;
  readonly scenario: Scenario;
  readonly times: OperationTimes;
  /** By default Azurite in memory. */
  readonly startStorage?: () => Promise<Azurite>;
  /** Runs the app, in real or in virtual time. A process of its own must trust the certificates in the file. */
  readonly startHost: (options: HostOptions, certificateFile: string) => Promise<Host>;
  readonly sweepSchedule: string;
  readonly log: (line: string) => void;
}

/** Sets everything up in this process, on loopback. `Date` may be faked: every part goes by it. */
export async function setStage<Host extends RunningHost>(options: StageOptions<Host>): Promise<Stage<Host>> {
  const { root, appRoot, scenario, times, sweepSchedule, log, startStorage = startAzurite } = options;
  const roles = await rolesIn(root);
  const giveConsoleBack = takeConsole(log);
  const { estate, faults, happenings } = scenario;
  const policy = Policy.parse(scenario.policy);
  const speakers = [...scenario.people, ...scenario.messages].map(({ who }) => who);
  const people = [...policy.approvers, ...speakers].filter(
    (each, index, all) => all.findIndex(({ id }) => id === each.id) === index,
  );
  const [storage, twin, teams] = await Promise.all([
    startStorage(),
    startTwin({ estate, faults, happenings, times, roles, seed: scenario.name, clock: () => Date.now() }),
    startTeams({
      // Whoever starts the host may start it again, somewhere else.
      botEndpoint: () => `${host.url}/api/messages`,
      appId: bot,
      tenantId: tenant,
      channel,
      team,
      people,
      language: 'en',
      clock: () => Date.now(),
    }),
  ]);
  tls.setDefaultCACertificates([...publicCertificates, twin.certificate]);
  const meanwhile = await remember(scenario, storage.connectionString);
  const host = await options.startHost(
    {
      appRoot,
      connectionString: storage.connectionString,
      settings: {
        AzureWebJobsStorage: storage.connectionString,
        RECONNECT_POLICY: JSON.stringify(policy),
        RECONNECT_LANGUAGE: 'en',
        SWEEP_SCHEDULE: sweepSchedule,
        WATCHDOG_SCHEDULE: '0 * * * * *',
        REPORT_SCHEDULE: '0 0 0 1 1 *',
        ARM_ENDPOINT: twin.armEndpoint,
        ...workspaceIn(estate),
        IDENTITY_ENDPOINT: twin.identityEndpoint,
        IDENTITY_HEADER: twin.identityHeader,
        TEAMS_APP_ID: bot,
        TEAMS_TENANT_ID: tenant,
        TEAMS_CHANNEL_ID: channel.id,
        TEAMS_SERVICE_URL: teams.serviceUrl,
        TEAMS_OPENID_METADATA_URL: teams.openIdMetadataUrl,
      },
      log,
    },
    twin.certificateFile,
  );
  return {
    twin,
    teams,
    host,
    planned: [
      ...scenario.messages.map(({ at, who, text }) => ({
        at,
        act: async () => {
          await teams.say(who, text);
        },
      })),
      ...scenario.over.map((at) => ({ at, act: () => postAlert(host.url, endOf(scenario.signal)) })),
      ...meanwhile,
    ],
    async close() {
      await host.stop();
      await Promise.all([teams.close(), twin.close(), storage.close()]);
      giveConsoleBack();
    },
  };
}

/** A workspace in the estate is the one of which the sweep asks what is measured. */
function workspaceIn({ resources }: Scenario['estate']): { readonly LOG_ANALYTICS_WORKSPACE_ID?: string } {
  const workspace = resources.find(({ type }) => sameId(type, 'Microsoft.OperationalInsights/workspaces'));
  return workspace ? { LOG_ANALYTICS_WORKSPACE_ID: String(workspace.properties.customerId) } : {};
}

/** Writes what other incidents have done so far into the store that the app will read, and answers what they do later. */
async function remember({ history }: Scenario, connectionString: string): Promise<readonly Planned[]> {
  if (history.length === 0) return [];
  const { openStore } = await import('../../store/open-store');
  const began = Date.now();
  let at = 0;
  const store = await openStore({
    connection: { kind: 'connection-string', value: connectionString },
    now: () => began + at * 1000,
    keys: localKeys,
  });
  const steps = stepsOf(history, began, store).map((step): Planned => ({
    ...step,
    act: () => {
      at = step.at;
      return step.act();
    },
  }));
  for (const { act } of steps.filter((step) => step.at <= 0)) await act();
  return steps.filter((step) => step.at > 0);
}

const Role = z.looseObject({
  permissions: z.array(z.looseObject({ actions: z.array(z.string()), notActions: z.array(z.string()) })),
});

/** The custom roles that the service's identities have. */
export const rolesIn = (root: string): Promise<z.infer<typeof Role>[]> =>
  Promise.all(
    ['observer', 'remediator'].map(async (role) =>
      Role.parse(JSON.parse(await readFile(path.join(root, 'infra/roles', `${role}.json`), 'utf8'))),
    ),
  );

/** What the app prints is the host's log, not the output of the command that runs the host. */
function takeConsole(log: (line: string) => void): () => void {
  const { log: print } = console;
  console.log = (...said: readonly unknown[]) => log(said.map(String).join(' '));
  return () => {
    console.log = print;
  };
}
