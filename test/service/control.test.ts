import { join } from 'node:path';
import { control, type ControlCommand } from '../../shared/cli/control';
import { azuriteProcess, type Azurite } from '../azurite';
import { built, root, type Built } from './built';
import { startHostProcess, type HostProcess } from './host-process';

jest.setTimeout(60_000);

const subscription = '9d3f2b7e-41c8-4a6d-b0f5-6e8c1d2a7b94';
const vm = `/subscriptions/${subscription}/resourceGroups/rg-files/providers/Microsoft.Compute/virtualMachines/vm-files`;
const key = 'the-function-key';

let app: Built;
let storage: Azurite;
let host: HostProcess;
beforeAll(async () => {
  app = built('../host/main.ts');
  storage = await azuriteProcess();
  const settings = {
    RECONNECT_POLICY: JSON.stringify({
      subscriptions: [subscription],
      targets: [{ kind: 'vm', id: vm, port: 22, from: { address: '10.60.1.9' } }],
      approvers: [{ id: '00000000-0000-4000-8000-000000000001', name: 'Min-ji Kim' }],
    }),
    SWEEP_SCHEDULE: '0 0 0 1 1 *',
    WATCHDOG_SCHEDULE: '0 0 0 1 1 *',
    REPORT_SCHEDULE: '0 0 0 1 1 *',
    TEAMS_APP_ID: '00000000-0000-4000-8000-000000000002',
    TEAMS_TENANT_ID: '00000000-0000-4000-8000-000000000003',
    TEAMS_CHANNEL_ID: '19:on-call@thread.tacv2',
  };
  host = await startHostProcess(
    { appRoot: app.appRoot, connectionString: storage.connectionString, settings, functionKey: key },
    {
      program: app.program('../host/main.ts'),
      preloads: [],
      env: { NODE_PATH: join(root, 'node_modules') },
    },
  );
});
afterAll(async () => {
  await host.stop();
  await storage.close();
  app.remove();
});

async function call(body?: unknown, withKey = key) {
  const response = await fetch(`${host.url}/api/control`, {
    headers: { 'x-functions-key': withKey },
    ...(body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json().catch<unknown>(() => undefined) };
}

/** An hour from now. */
const later = () => new Date(Date.now() + 3_600_000).toISOString();
const on = { changes: 'on', stops: [], mutes: [], interventions: [] };

describe('/api/control', () => {
  it('wants the key', async () => {
    expect(await call(undefined, 'another')).toMatchObject({ status: 401 });
    expect(await call({ changes: 'off', by: 'Kim' }, 'another')).toMatchObject({ status: 401 });
    expect(await call()).toEqual({ status: 200, body: on });
  });

  it('switches changes off and on', async () => {
    const off = { changes: 'off', stops: [{ by: 'Kim', at: expect.any(String) }] };

    expect(await call({ changes: 'off', by: 'Kim' })).toMatchObject({ status: 200, body: off });
    expect(await call()).toMatchObject({ body: off });
    expect(await call({ changes: 'on', by: 'Kim' })).toMatchObject({ status: 200, body: on });
  });

  it('mutes until then, and a time that is over ends it', async () => {
    const until = later();

    expect(await call({ mute: 'vm-files', until, by: 'Kim' })).toMatchObject({
      status: 200,
      body: { mutes: [{ scope: vm, until, by: 'Kim' }] },
    });
    expect(await call({ mute: vm, until: '2026-01-01T00:00:00Z', by: 'Kim' })).toMatchObject({
      status: 200,
      body: { mutes: [] },
    });
  });

  it.each<[string, unknown, string]>([
    ['what is not JSON', 'off', 'CONTROL_MALFORMED'],
    ['nothing', '', 'CONTROL_MALFORMED'],
    ['nobody', { changes: 'off' }, 'CONTROL_MALFORMED'],
    ['an empty name', { changes: 'off', by: ' ' }, 'CONTROL_MALFORMED'],
    ['another word', { changes: 'stop', by: 'Kim' }, 'CONTROL_MALFORMED'],
    ['two things at once', { changes: 'off', mute: vm, until: later(), by: 'Kim' }, 'CONTROL_MALFORMED'],
    ['a time that is none', { mute: vm, until: 'tomorrow', by: 'Kim' }, 'CONTROL_MALFORMED'],
    ['a name that nobody knows', { mute: 'vm-other', until: later(), by: 'Kim' }, 'SCOPE_UNKNOWN'],
    ['years', { mute: vm, until: '2099-01-01T00:00:00Z', by: 'Kim' }, 'MUTE_TOO_LONG'],
  ])('refuses %s', async (_, body, code) => {
    expect(await call(body)).toEqual({ status: 400, body: { code, message: expect.any(String) } });
    expect(await call()).toEqual({ status: 200, body: on });
  });
});

describe('the command line', () => {
  const run = async (command: ControlCommand, parameters: readonly string[], address = { url: host.url, key }) => {
    const said: string[] = [];
    const complaints: string[] = [];
    const status = await control(command, parameters, address, {
      print: (line) => said.push(line),
      complain: (line) => complaints.push(line),
      now: () => Date.now(),
    });
    return { status, said: said.join('\n'), complaints: complaints.join('\n') };
  };

  it('stops, mutes and tells how it stands, and takes everything back', async () => {
    expect(await run('stop', [])).toMatchObject({
      status: 0,
      said: expect.stringContaining('All changes are switched off'),
    });
    expect(await run('mute', ['vm-files', '2h'])).toMatchObject({ status: 0 });
    const { said } = await run('status', []);
    expect(said).toMatch(/^Changes are off\.\n {2}off because of .+\n {2}muted until .+ UTC by .+vm-files$/);

    expect(await run('unmute', ['vm-files'])).toMatchObject({ status: 0 });
    expect(await run('resume', [])).toMatchObject({ status: 0 });
    expect(await run('status', [])).toEqual({ status: 0, said: 'Changes are on.', complaints: '' });
  });

  it('tells what is wrong with the command, and does nothing', async () => {
    for (const [command, ...parameters] of [
      ['stop', 'vm-files'],
      ['mute', 'vm-files'],
      ['mute', 'vm-files', 'soon'],
      ['unmute'],
      ['status', 'now'],
    ] as const)
      expect(await run(command, parameters)).toMatchObject({ status: 2, complaints: expect.stringContaining(command) });
    expect(await call()).toEqual({ status: 200, body: on });
  });

  it('tells why the app did not do it', async () => {
    const wrongKey = { url: host.url, key: 'another' };
    const nowhere = { url: 'http://127.0.0.1:1', key };

    expect((await run('stop', [], wrongKey)).complaints).toContain('--key');
    expect((await run('stop', [], nowhere)).complaints).toContain('does not answer');
    expect((await run('mute', ['vm-other', '2h'])).complaints).toContain('does not know vm-other');
    expect(await run('stop', [], { url: 'not a url', key })).toMatchObject({ status: 2 });
    expect(await call()).toEqual({ status: 200, body: on });
  });
});
