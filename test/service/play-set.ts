import { TableClient } from '@azure/data-tables';
import { QueueClient } from '@azure/storage-queue';
import { setStage, type Stage } from '../../shared/simulation/rehearsal/stage';
import { localKeys } from '../../shared/config/record-keys';
import type { Store } from '../../shared/incident/ports';
import { openStore as openStoreOn } from '../../shared/store/open-store';
import { unless } from '../../shared/store/storage-errors';
import { startAzuriteOnDisk } from '../../shared/simulation/azurite';
import type { VirtualClock } from '../../shared/simulation/host/clock';
import type { RunningHost } from '../../shared/simulation/host';
import type { Scenario } from '../../shared/simulation/scenarios/schema';
import { realTimes } from '../../shared/simulation/twin/times';
import { startHosts, type Hosts } from './hosts';
import type { Play } from './plays';

export interface PlayOptions {
  readonly root: string;
  readonly appRoot: string;
  /** The bundled `stepped-host.ts`. */
  readonly host: string;
  readonly dieAt: string;
}

/** Everything that a play needs: storage, the simulated Azure and Teams in this process, and the hosts in theirs. */
export interface PlaySet {
  readonly stage: Stage<RunningHost & { readonly hosts: Hosts }>;
  readonly workQueue: QueueClient;
  /** The table of incidents. */
  readonly incidents: TableClient;
  /** Reconnect's memory, opened beside the hosts. */
  readonly openStore: () => Promise<Store>;
  /** How many messages are on the queues, hidden ones too. */
  waiting(): Promise<number>;
  /** How many messages failed even on the poison queue. */
  stranded(): Promise<number>;
  restartStorage(): Promise<void>;
  close(): Promise<void>;
}

export async function playSet(
  play: Play,
  scenario: Scenario,
  options: PlayOptions,
  clock: VirtualClock,
): Promise<PlaySet> {
  const { root, appRoot } = options;
  const disk = play.trouble?.kind === 'storage-restarts' ? await startAzuriteOnDisk() : undefined;
  let connectionString = '';
  const stage = await setStage({
    root,
    appRoot,
    scenario,
    times: realTimes,
    sweepSchedule: '0 0 0 1 1 *',
    log: () => undefined,
    ...(disk ? { startStorage: () => Promise.resolve(disk) } : {}),
    async startHost({ settings, ...host }, certificateFile) {
      ({ connectionString } = host);
      const hosts = await startHosts(
        {
          host: { appRoot, connectionString, settings },
          count: play.hosts,
          deaths: play.deaths,
          program: options.host,
          dieAt: options.dieAt,
          env: { NODE_EXTRA_CA_CERTS: certificateFile },
        },
        clock.now(),
      );
      return { hosts, url: hosts.url, idle: () => false, stop: () => hosts.close() };
    },
  });
  const queue = (name: string): QueueClient => new QueueClient(connectionString, name);
  const count = async (name: string): Promise<number> =>
    (await unless([404], queue(name).getProperties()))?.approximateMessagesCount ?? 0;
  const countAll = async (...names: readonly string[]): Promise<number> =>
    (await Promise.all(names.map(count))).reduce((sum, each) => sum + each, 0);
  return {
    stage,
    workQueue: queue('incidents'),
    incidents: TableClient.fromConnectionString(connectionString, 'incidents', { allowInsecureConnection: true }),
    openStore: () =>
      openStoreOn({
        connection: { kind: 'connection-string', value: connectionString },
        now: () => clock.now(),
        keys: localKeys,
      }),
    waiting: () => countAll('incidents', 'incidents-poison', 'looks', 'looks-poison'),
    stranded: () => countAll('incidents-poison-poison', 'looks-poison-poison'),
    restartStorage: async () => disk?.restart(),
    close: () => stage.close(),
  };
}
