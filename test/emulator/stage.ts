import { join } from 'node:path';
import * as z from 'zod';
import type { IncidentEvent } from '../../shared/incident/events';
import { Policy } from '../../shared/model/policy';
import { azuriteProcess } from '../../shared/simulation/azurite';
import { rolesIn } from '../../shared/simulation/rehearsal/stage';
import { scenarioFrom } from '../../shared/simulation/scenarios/load';
import { pressed } from '../../shared/simulation/teams/activities';
import type { Person } from '../../shared/simulation/teams/contract';
import { noTimes, startTwin } from '../../shared/simulation/twin';
import type { LoggedRequest } from '../../shared/simulation/twin/contract';
import { root, type Built } from '../service/built';
import { startHostProcess } from '../service/host-process';
import { startEmulator } from './emulator';
import { startSigningProxy } from './signing-proxy';

export const channel = { id: '19:on-call@thread.tacv2', name: 'on-call' };
const team = { id: '19:platform@thread.tacv2', name: 'Platform' };
const appId = '28a1f0c4-0000-4000-8000-5d0e6f1c9b3a';
const tenantId = '72f988bf-0000-4000-8000-2d7cd011db47';

const stored = async <T>(url: string, what: z.ZodType<T>): Promise<T> => what.parse(await (await fetch(url)).json());

export const hostProgram = '../../shared/simulation/host/main.ts';

/** The packaged app with a simulated Azure behind it, and Microsoft's emulator in front. */
export interface Stage {
  readonly page: string;
  /** Where the app listens. */
  readonly url: string;
  readonly approver: Person;
  /** Whoever may approve. */
  readonly approvers: readonly Person[];
  /** Has somebody approve who does not sit at this emulator, which knows one person at a time: what Teams would send of it, signed. */
  approve(person: Person): Promise<void>;
  /** Posts the alert of the scenario. */
  alert(): Promise<void>;
  /** What happened so far in the one incident. */
  events(): Promise<readonly IncidentEvent[]>;
  /** The requests so far that changed Azure. */
  writes(): readonly LoggedRequest[];
  close(): Promise<void>;
}

/** Sets up a scenario; `presses` is who presses the buttons, without it the first approver. Times are those on the wall, and Azure takes none unless `times` says so. */
export async function setStage(app: Built, name: string, presses?: Person, times = noTimes): Promise<Stage> {
  const scenario = await scenarioFrom(name, root);
  const { estate, faults, happenings, signal } = scenario;
  const policy = Policy.parse(scenario.policy);
  const [approver] = policy.approvers;
  if (!approver) throw new Error(`${name} has no approver.`);
  let url = '';
  const [storage, twin, proxy] = await Promise.all([
    azuriteProcess(),
    startTwin({ estate, faults, happenings, times, roles: await rolesIn(root), clock: () => Date.now() }),
    startSigningProxy({ appId, tenantId }, () => `${url}/api/messages`),
  ]);
  const people = [presses ?? approver, ...policy.approvers] as const;
  const bot = { id: appId, name: 'Reconnect' };
  const emulator = await startEmulator(root, proxy.endpoint, { tenantId, bot, team, channel, people });
  const settings = {
    AzureWebJobsStorage: storage.connectionString,
    RECONNECT_POLICY: JSON.stringify(policy),
    SWEEP_SCHEDULE: '0 0 0 1 1 *',
    WATCHDOG_SCHEDULE: '*/5 * * * * *',
    REPORT_SCHEDULE: '0 0 0 1 1 *',
    ARM_ENDPOINT: twin.armEndpoint,
    IDENTITY_ENDPOINT: twin.identityEndpoint,
    IDENTITY_HEADER: twin.identityHeader,
    TEAMS_APP_ID: appId,
    TEAMS_TENANT_ID: tenantId,
    TEAMS_CHANNEL_ID: channel.id,
    TEAMS_SERVICE_URL: emulator.serviceUrl,
    TEAMS_OPENID_METADATA_URL: proxy.openIdMetadataUrl,
  };
  const host = await startHostProcess(
    { appRoot: app.appRoot, connectionString: storage.connectionString, settings },
    {
      program: app.program(hostProgram),
      preloads: [],
      env: { NODE_PATH: join(root, 'node_modules'), NODE_EXTRA_CA_CERTS: twin.certificateFile },
    },
  );
  ({ url } = host);
  const events = async (): Promise<readonly IncidentEvent[]> => {
    const [incident] = await stored(
      `${url}/api/incidents`,
      z.object({ incidents: z.array(z.object({ id: z.string() })) }),
    ).then(({ incidents }) => incidents);
    const Detail = z.object({ events: z.array(z.object({ event: z.custom<IncidentEvent>() })) });
    return (await stored(`${url}/api/incidents/${incident?.id}`, Detail)).events.map(({ event }) => event);
  };
  return {
    page: emulator.page,
    url,
    approver,
    approvers: policy.approvers,
    async approve(person) {
      const happened = await events();
      const asked = happened.find((event) => event.kind === 'asked');
      const planned = happened.find((event) => event.kind === 'planned');
      const shown = happened.find((event) => event.kind === 'shown' && event.card === asked?.approval.code);
      if (!asked || planned?.kind !== 'planned' || shown?.kind !== 'shown') throw new Error('Nobody was asked yet.');
      const { conversation, activity: message } = shown.message;
      const data = { code: asked.approval.code, planHash: planned.proposal.hash };
      const setting = {
        appId,
        tenantId,
        team,
        channel,
        people,
        serviceUrl: emulator.serviceUrl,
        language: 'en',
      } as const;
      const invoke = pressed(
        { ...setting, botEndpoint: () => url },
        'i1',
        person,
        { conversation, message },
        { verb: 'approve', data },
      );
      await fetch(proxy.endpoint, { method: 'POST', body: JSON.stringify(invoke) });
    },
    async alert() {
      if (signal.kind !== 'alert') throw new Error(`${name} has no alert.`);
      await fetch(`${url}/api/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(signal.body),
      });
    },
    events,
    writes: () => twin.log.filter(({ effect }) => effect === 'write'),
    async close() {
      await host.stop();
      await Promise.all([emulator.close(), proxy.close(), twin.close(), storage.close()]);
    },
  };
}
