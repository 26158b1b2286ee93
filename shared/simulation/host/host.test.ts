import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { QueueClient } from '@azure/storage-queue';
import { buildSync } from 'esbuild';
import { startAzurite, type Azurite } from '../azurite';
import { temporaryFolder } from '../temporary-folder';
import { writeSampleApp } from './sample-app';

jest.setTimeout(60_000);

type Seen = Record<string, unknown> & { at: string };

// The host needs Node's own module loader, so it runs as a process of its own, as in production.
const modules = join(__dirname, '../../../node_modules');
const env = { ...process.env, NODE_PATH: modules };
const folder = temporaryFolder('host');
const app = writeSampleApp();
const appRoot = app.path;

beforeAll(() => {
  buildSync({
    entryPoints: ['main.ts', 'virtual-driver.ts'].map((file) => join(__dirname, file)),
    outdir: folder.path,
    bundle: true,
    platform: 'node',
    packages: 'external',
  });
});
afterAll(() => {
  folder.remove();
  app.remove();
});

describe('a host in real time', () => {
  let azurite: Azurite;
  let host: ChildProcess;
  let url: string;

  const queue = (name: string) => new QueueClient(azurite.connectionString, name);
  const seen: Seen[] = [];
  /** Waits until the app has seen something of which `isIt` is true. */
  const untilSeen = async (isIt: (each: Seen) => boolean): Promise<Seen> => {
    for (;;) {
      const found = seen.find(isIt);
      if (found) return found;
      const { receivedMessageItems } = await queue('seen').receiveMessages({ numberOfMessages: 32 });
      seen.push(...receivedMessageItems.map(({ messageText }) => JSON.parse(messageText) as Seen));
    }
  };

  beforeAll(async () => {
    azurite = await startAzurite();
    await queue('seen').create();
    const options = {
      appRoot,
      connectionString: azurite.connectionString,
      settings: { GREETING: 'hello', WORK_QUEUE: 'work', TICK: '* * * * * *' },
      functionKey: 'k3y',
    };
    host = spawn(process.execPath, [join(folder.path, 'main.js'), JSON.stringify(options)], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    for await (const line of createInterface({ input: host.stdout ?? process.stdin })) {
      ({ url } = JSON.parse(line) as { url: string });
      break;
    }
  });
  afterAll(async () => {
    host.kill('SIGKILL');
    await azurite.close();
  });

  it('runs the app with its settings and its start hook', async () => {
    expect(await untilSeen(({ hook }) => hook === 'appStart')).toMatchObject({ greeting: 'hello' });
  });

  it('hands a request over and the response back, bytes and all', async () => {
    const body = Uint8Array.from([0, 255, 128, 10]);

    const response = await fetch(`${url}/api/echo/a%20b?q=1`, { method: 'POST', body, headers: { 'x-sent': 'yes' } });

    expect(response.status).toBe(201);
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'x-name': 'a b', 'x-query': '1', 'x-sent': 'yes' });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(body);
  });

  it.each([
    ['GET', '/api/echo/x', 404],
    ['GET', '/nowhere', 404],
    ['POST', '/api/echo/literal', 200],
    ['GET', '/api/locked', 401],
    ['GET', '/api/locked?code=wrong', 401],
    ['GET', '/api/locked?code=k3y', 200],
    ['GET', '/api/broken', 500],
    ['GET', '/api/nothing', 204],
  ])('answers %s %s with %d', async (method, path, status) => {
    expect((await fetch(url + path, { method })).status).toBe(status);
  });

  it('takes the key from the header too', async () => {
    const response = await fetch(`${url}/api/locked`, { headers: { 'x-functions-key': 'k3y' } });

    expect(await response.json()).toEqual({ open: true });
  });

  it('runs queue functions and deletes what they are done with', async () => {
    await queue('work').createIfNotExists();
    await queue('work').sendMessage(Buffer.from('{"n":1}').toString('base64'));

    expect(await untilSeen(({ message }) => message !== undefined)).toMatchObject({
      message: { n: 1 },
      dequeueCount: 1,
      hasId: true,
    });
    while ((await queue('work').getProperties()).approximateMessagesCount);
  });

  it('runs timers', async () => {
    expect(await untilSeen(({ timer }) => timer !== undefined)).toMatchObject({ timer: false });
  });

  it('finishes what it has begun before it stops', async () => {
    const response = fetch(`${url}/api/slow`);
    await untilSeen(({ slow }) => slow === 'started');
    const exit = once(host, 'exit');

    host.kill('SIGTERM');

    expect(await (await response).text()).toBe('done');
    expect(await exit).toEqual([0, null]);
    await untilSeen(({ hook }) => hook === 'appTerminate');
  });
});

describe('a host in virtual time', () => {
  const start = Date.UTC(2026, 0, 1);
  const minute = 60_000;
  const minutesSince = ({ at }: Seen) => (Date.parse(at) - start) / minute;
  let report: {
    seen: Seen[];
    delayedArrived: boolean;
    neverArrived: boolean;
    wasIdle: boolean;
    greetingLeft?: string;
    year: number;
  };

  const those = (isThis: (each: Seen) => boolean) => report.seen.filter(isThis);

  beforeAll(() => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder.path, 'virtual-driver.js'), appRoot], {
      env,
      encoding: 'utf8',
    });
    try {
      report = JSON.parse(stdout) as typeof report;
    } catch {
      throw new Error(stderr);
    }
  });

  it('jumps over hours to a hidden message, and hardly past it', () => {
    const [delayed] = those(({ message }) => JSON.stringify(message) === '{"delayed":true}');

    expect(report.delayedArrived).toBe(true);
    if (!delayed) throw new Error('the delayed message was not seen');
    expect(minutesSince(delayed)).toBeGreaterThanOrEqual(180);
    expect(minutesSince(delayed)).toBeLessThanOrEqual(180 * 1.125);
  });

  it('tries again after the time in host.json, and then poisons', () => {
    const tries = those(({ message }) => JSON.stringify(message) === '{"fail":true}');

    expect(tries.map(({ dequeueCount }) => dequeueCount)).toEqual([1, 2]);
    expect(tries.map(minutesSince)[1]).toBeGreaterThanOrEqual(0.5);
    expect(tries.map(minutesSince)[1]).toBeLessThan(0.6);
    expect(those(({ poisoned }) => poisoned !== undefined)).toMatchObject([{ poisoned: { fail: true } }]);
    expect(those(({ hook }) => hook === 'postInvocation')).toMatchObject([
      { of: 'work', error: 'cannot do this' },
      { of: 'work', error: 'cannot do this' },
    ]);
  });

  it('fires timers to the second', () => {
    const fired = those(({ timer }) => timer !== undefined);

    expect(fired.slice(0, 2)).toMatchObject([
      { at: '2026-01-01T00:30:00.000Z', timer: false, next: '2026-01-01T02:30:00.000Z' },
      { at: '2026-01-01T02:30:00.000Z', timer: false },
    ]);
  });

  it('runs what the test has planned to the second', () => {
    expect(those(({ slow }) => slow === 'started').map(minutesSince)).toEqual([60]);
  });

  it('knows when there is nothing to do', () => {
    expect(report.wasIdle).toBe(true);
  });

  it('gives up at the limit', () => {
    expect(report.neverArrived).toBe(false);
  });

  it('loads the app afresh for the next host, and leaves the process as it was', () => {
    expect(those(({ hook }) => hook === 'appStart')).toMatchObject([{ greeting: 'hello' }, { greeting: 'again' }]);
    expect(those(({ hook }) => hook === 'appTerminate')).toHaveLength(2);
    expect(report.greetingLeft).toBeUndefined();
    expect(report.year).toBe(new Date().getFullYear());
  });
});
