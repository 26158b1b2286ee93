import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { temporaryFolder } from './temporary-folder';

/** Azure Storage on loopback ports of its own, with nothing on disk. */
export interface Azurite {
  readonly connectionString: string;
  close(): Promise<void>;
}

/** A server of Azurite, which ships no types for its classes. */
interface Server {
  start(): Promise<void>;
  close(): Promise<void>;
  getHttpServerAddress(): string;
}
type Class<T> = { readonly default: new (settings?: unknown) => T };

const services = ['blob', 'queue', 'table'] as const;

// Resolved from the script that runs, be it a test runner or a bundle; loaded when asked for, since it takes most of a second.
const azurite = (): NodeJS.Require => createRequire(process.argv[1] ?? join(process.cwd(), 'package.json'));

/**
 * Azurite inside this process, so that a faked `Date` governs it too: when messages become visible, and all it stamps.
 * Every start is a storage of its own.
 */
export async function startAzurite(): Promise<Azurite> {
  const { MemoryExtentChunkStore } = azurite()('azurite/dist/src/common/persistence/MemoryExtentStore.js') as {
    MemoryExtentChunkStore: new () => unknown;
  };
  const servers = services.map((service) =>
    createServer(service, { port: 0, isMemoryPersistence: true, memoryStore: new MemoryExtentChunkStore() }),
  );
  await Promise.all(servers.map((server) => server.start()));
  const [blob = '', queue = '', table = ''] = servers.map((server) => new URL(server.getHttpServerAddress()).port);
  return {
    connectionString: connectionString({ blob, queue, table }),
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/**
 * As {@link startAzurite}, with its data in a folder: `restart` stops it in good order and starts it again, with the same data
 * and the same ports. These are below those that systems hand out, so that nobody gets them while it is down.
 */
export async function startAzuriteOnDisk(): Promise<Azurite & { restart(): Promise<void> }> {
  const folder = temporaryFolder('storage');
  const first = 20_000 + 3 * randomInt(4_000);
  const start = async (): Promise<readonly Server[]> => {
    const servers = services.map((service, index) =>
      createServer(service, {
        port: first + index,
        metadataDBPath: join(folder.path, `${service}.json`),
        extentDBPath: join(folder.path, `${service}-extents.json`),
        persistencePathArray: [{ locationId: 'Default', locationPath: join(folder.path, service), maxConcurrency: 10 }],
      }),
    );
    await Promise.all(servers.map((server) => server.start()));
    return servers;
  };
  let servers = await start();
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  return {
    connectionString: connectionString({ blob: `${first}`, queue: `${first + 1}`, table: `${first + 2}` }),
    async restart() {
      await stop();
      servers = await start();
    },
    async close() {
      await stop();
      folder.remove();
    },
  };
}

function createServer(service: (typeof services)[number], settings: object): Server {
  const name = `${service[0]?.toUpperCase()}${service.slice(1)}`;
  const load = azurite();
  const { default: Configuration } = load(`azurite/dist/src/${service}/${name}Configuration.js`) as Class<object>;
  const { default: ServerClass } = load(`azurite/dist/src/${service}/${name}Server.js`) as Class<Server>;
  const configuration = Object.assign(new Configuration(), {
    host: '127.0.0.1',
    enableAccessLog: false,
    enableDebugLog: false,
    loose: true,
    skipApiVersionCheck: true,
    ...settings,
  });
  return new ServerClass(configuration);
}

/**
 * Azurite as a process of its own, for tests that kill the process under test. `preload` is a file that Node loads into it
 * first (a clock, for example); `env` is added to the environment.
 */
export async function azuriteProcess(
  options: { readonly preload?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Azurite> {
  const { preload, env } = options;
  const script = azurite().resolve('azurite/dist/src/azurite.js');
  const ports = ['--blobPort', '0', '--queuePort', '0', '--tablePort', '0'];
  const flags = ['--inMemoryPersistence', '--skipApiVersionCheck', '--loose', '--silent', '--disableTelemetry'];
  const preloading = preload === undefined ? [] : ['--require', preload];
  const child = spawn(process.execPath, [...preloading, script, ...ports, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const found = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const match = /^Azurite (Blob|Queue|Table) service is successfully listening at \S+:(\d+)$/.exec(line);
    if (match?.[1] && match[2]) found.set(match[1].toLowerCase(), match[2]);
    if (found.size === 3) break;
  }
  if (found.size < 3) throw new Error('Azurite did not start; stderr says why.');
  child.stdout.resume();
  const { blob = '', queue = '', table = '' } = Object.fromEntries(found);
  return {
    connectionString: connectionString({ blob, queue, table }),
    async close() {
      if (child.exitCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** With the account and key that every Azurite has; they are public and open nothing else. */
function connectionString(ports: { readonly blob: string; readonly queue: string; readonly table: string }): string {
  const account = 'devstoreaccount1';
  const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
  const at = (port: string): string => `http://127.0.0.1:${port}/${account}`;
  return [
    'DefaultEndpointsProtocol=http',
    `AccountName=${account}`,
    `AccountKey=${key}`,
    `BlobEndpoint=${at(ports.blob)}`,
    `QueueEndpoint=${at(ports.queue)}`,
    `TableEndpoint=${at(ports.table)}`,
  ].join(';');
}
