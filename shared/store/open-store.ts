import { TableClient } from '@azure/data-tables';
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import { QueueServiceClient, type QueueClient } from '@azure/storage-queue';
import type { ConnectionString, StorageEndpoints } from '../config/storage-settings';
import type { RecordKeys } from '../config/record-keys';
import type { Store } from '../incident/ports';
import { botTeamsIn } from './bot-teams';
import { evidenceIn } from './evidence';
import { indexIn } from './incident-index';
import { hindrancesIn } from './hindrances';
import { incidentsIn } from './incidents';
import { ledgerIn } from './ledger';
import { looksIn } from './looks';
import { secondsUntil, sendTo, type Send } from './outgoing';
import { sealedTable } from './rows';
import { sealsWith } from './seals';
import { signalsIn } from './signals';
import type { Storage } from './storage';
import { taggedVmsIn } from './tagged-vms';
import { targetsIn } from './targets';
import { outboxIn } from './outbox';

/** Gives access tokens; any credential of the Azure SDK. */
interface TokenSource {
  getToken(scopes: string | string[]): Promise<{ token: string; expiresOnTimestamp: number } | null>;
}

/** How to reach a storage account: with its connection string, or as an identity that has roles on it. */
export type StorageConnection = ConnectionString | (StorageEndpoints & { readonly credential: TokenSource });

/** Connects to a storage account, and creates in it what is missing. */
export async function connectStorage(
  connection: StorageConnection,
): Promise<Storage<TableClient, ContainerClient, QueueClient>> {
  const services = servicesOf(connection);
  const tables = {
    incidents: services.table('incidents'),
    index: services.table('incidentindex'),
    targets: services.table('targets'),
    signals: services.table('signals'),
  };
  const evidence = services.blobs.getContainerClient('evidence');
  const queue = services.queues.getQueueClient('incidents');
  const looks = services.queues.getQueueClient('looks');
  await Promise.all([
    ...Object.values(tables).map((table) => table.createTable()),
    evidence.createIfNotExists(),
    queue.createIfNotExists(),
    looks.createIfNotExists(),
  ]);
  return { ...tables, evidence, queue, looks };
}

/**
 * Reconnect's memory on storage that is there already. Every method rejects with the Azure SDK's `RestError` when storage
 * cannot be reached (the SDK has tried again by then), and with a `ReconnectError` `STORE_DAMAGED` when what is stored was
 * changed by others. `send` is apart, so that tests can have it fail.
 */
export function storeOn(
  storage: Omit<Storage, 'queue' | 'looks'>,
  send: Send,
  now: () => number,
  keys: RecordKeys,
): Store {
  const seals = sealsWith(keys);
  const sealed = (name: 'incidents' | 'index' | 'targets' | 'signals') => sealedTable(name, storage[name], seals);
  const evidence = evidenceIn(storage.evidence);
  const targets = targetsIn(sealed('targets'));
  const outbox = outboxIn(sealed('incidents'), send, now);
  const incidents = incidentsIn({
    rows: sealed('incidents'),
    index: indexIn(sealed('index')),
    evidence,
    outbox,
  });
  return {
    ...signalsIn(sealed('signals'), send, now),
    ...hindrancesIn(sealed('signals')),
    ...taggedVmsIn(sealed('signals')),
    ...botTeamsIn(sealed('signals')),
    ...targets,
    ...looksIn(sealed('targets'), evidence),
    ...ledgerIn(sealed('targets'), now),
    load: (...loading) => incidents.load(...loading),
    append: (...appending) => incidents.append(...appending),
    list: (limit) => incidents.list(limit),
    wake: outbox.wake,
    resend: outbox.resend,
    send: async (message, at) => {
      await send(message, secondsUntil(at, now()));
    },

    async byCode(code) {
      const summaries = await Promise.all((await targets.open()).map((id) => incidents.summary(id)));
      return summaries.flatMap((each) => (each?.code === code ? each.id : []));
    },
  };
}

/** Opens Reconnect's memory in a storage account. `now` answers ms since the epoch. */
export async function openStore(options: {
  readonly connection: StorageConnection;
  readonly now: () => number;
  readonly keys: RecordKeys;
}): Promise<Store> {
  const storage = await connectStorage(options.connection);
  return storeOn(storage, sendTo(storage), options.now, options.keys);
}

function servicesOf(connection: StorageConnection) {
  if (connection.kind === 'connection-string') {
    const { value } = connection;
    // A local emulator has no TLS; the connection string says so itself.
    const options = { allowInsecureConnection: true };
    return {
      table: (name: string) => TableClient.fromConnectionString(value, name, options),
      queues: QueueServiceClient.fromConnectionString(value),
      blobs: BlobServiceClient.fromConnectionString(value),
    };
  }
  const { tableUrl, queueUrl, blobUrl, credential } = connection;
  return {
    table: (name: string) => new TableClient(tableUrl, name, credential),
    queues: new QueueServiceClient(queueUrl, credential),
    blobs: new BlobServiceClient(blobUrl, credential),
  };
}
