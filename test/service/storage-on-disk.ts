import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Azurite with its data in a folder, so that it can be stopped and started again. */
export interface StorageOnDisk {
  /** `connectionString` of a storage in memory, turned into the one of this storage. */
  readonly connectionString: (other: string) => string;
  /** Stops it in good order and starts it again, with the same data and the same ports. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

interface Server {
  start(): Promise<void>;
  close(): Promise<void>;
}
type Class<T> = { readonly default: new (settings: unknown) => T };

const services = ['blob', 'queue', 'table'] as const;
type Ports = Readonly<Record<(typeof services)[number], number>>;

/**
 * Starts Azurite in this process, so that a faked `Date` governs it too. Its ports are below those that systems hand out, so
 * that nobody gets them while it is down.
 */
export async function startStorageOnDisk(): Promise<StorageOnDisk> {
  const folder = mkdtempSync(join(tmpdir(), 'reconnect-storage-'));
  const start = async (ports: Ports): Promise<readonly Server[]> => {
    const servers = services.map((service) => serverOf(service, folder, ports[service]));
    await Promise.all(servers.map((server) => server.start()));
    return servers;
  };
  const port = 20_000 + 3 * randomInt(4_000);
  const ports: Ports = { blob: port, queue: port + 1, table: port + 2 };
  let servers = await start(ports);
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  return {
    connectionString: (other) =>
      services.reduce(
        (text, service) =>
          text.replace(new RegExp(`(${service}Endpoint=http://[^:]+:)\\d+`, 'i'), `$1${ports[service]}`),
        other,
      ),
    async restart() {
      await stop();
      servers = await start(ports);
    },
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serverOf(service: (typeof services)[number], folder: string, port: number): Server {
  const load = createRequire(process.argv[1] ?? '');
  const name = `${service[0]?.toUpperCase()}${service.slice(1)}`;
  const { default: Configuration } = load(`azurite/dist/src/${service}/${name}Configuration.js`) as Class<object>;
  const { default: ServerClass } = load(`azurite/dist/src/${service}/${name}Server.js`) as Class<Server>;
  const configuration = Object.assign(new Configuration(undefined), {
    host: '127.0.0.1',
    port,
    enableAccessLog: false,
    enableDebugLog: false,
    loose: true,
    skipApiVersionCheck: true,
    metadataDBPath: join(folder, `${service}.json`),
    extentDBPath: join(folder, `${service}-extents.json`),
    persistencePathArray: [{ locationId: 'Default', locationPath: join(folder, service), maxConcurrency: 10 }],
  });
  return new ServerClass(configuration);
}
