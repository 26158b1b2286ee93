import { join } from 'node:path';
import { control, type AppAddress, type ControlCommand } from '../../shared/cli/control';
import { azuriteProcess, type Azurite } from '../../shared/simulation/azurite';
import { startEntra, type RunningEntra } from '../../shared/simulation/entra';
import { built, root, type Built } from './built';
import { startHostProcess, type HostProcess } from './host-process';

jest.setTimeout(60_000);

const subscription = '9d3f2b7e-41c8-4a6d-b0f5-6e8c1d2a7b94';
const vm = `/subscriptions/${subscription}/resourceGroups/rg-files/providers/Microsoft.Compute/virtualMachines/vm-files`;
const key = 'the-function-key';
const tenant = '00000000-0000-4000-8000-000000000003';
const appId = '00000000-0000-4000-8000-000000000004';
const kim = { oid: '00000000-0000-4000-8000-000000000001', scp: 'access_as_user' };
const webhook = { azp: '461e8683-5575-4561-ac7f-899cc907d62a', roles: ['ActionGroupsSecureWebhook'] };

let app: Built;
let storage: Azurite;
let entra: RunningEntra;
let host: HostProcess;
beforeAll(async () => {
  app = built('../../shared/simulation/host/main.ts');
  [storage, entra] = await Promise.all([azuriteProcess(), startEntra(tenant, appId)]);
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
    TEAMS_TENANT_ID: tenant,
    TEAMS_CHANNEL_ID: '19:on-call@thread.tacv2',
    RECONNECT_APP_ID: appId,
    ENTRA_AUTHORITY: entra.authority,
  };
  host = await startHostProcess(
    { appRoot: app.appRoot, connectionString: storage.connectionString, settings, functionKey: key },
    {
      program: app.program('../../shared/simulation/host/main.ts'),
      preloads: [],
      env: { NODE_PATH: join(root, 'node_modules') },
    },
  );
});
afterAll(async () => {
  await host.stop();
  await Promise.all([storage.close(), entra.close()]);
  app.remove();
});

interface Caller {
  readonly withKey?: string;
  /** The claims of a token; without them there is none. */
  readonly as?: Readonly<Record<string, unknown>>;
  readonly at?: string;
}

async function call(body?: unknown, { withKey = key, as, at = 'control' }: Caller = {}) {
  const response = await fetch(`${host.url}/api/${at}`, {
    headers: { 'x-functions-key': withKey, ...(as ? { authorization: `Bearer ${await entra.token(as)}` } : {}) },
    ...(body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json().catch<unknown>(() => undefined) };
}

/** An hour from now. */
const later = () => new Date(Date.now() + 3_600_000).toISOString();
const on = { changes: 'on', stops: [], mutes: [], interventions: [] };

describe('/api/control', () => {
  it('wants the key', async () => {
    const withKey = 'another';
    expect(await call(undefined, { withKey })).toMatchObject({ status: 401 });
    expect(await call({ changes: 'off', by: 'Kim' }, { withKey })).toMatchObject({ status: 401 });
    expect(await call({ changes: 'on' }, { withKey, as: kim })).toMatchObject({ status: 401 });
    expect(await call()).toEqual({ status: 200, body: on });
  });

  it('switches changes off and on', async () => {
    const off = { changes: 'off', stops: [{ by: 'Kim', at: expect.any(String) }] };

    expect(await call({ changes: 'off', by: 'Kim' })).toMatchObject({ status: 200, body: off });
    expect(await call()).toMatchObject({ body: off });
    expect(await call({ changes: 'on' }, { as: kim })).toMatchObject({ status: 200, body: on });
  });

  it('with a key alone only stops', async () => {
    await call({ changes: 'off', by: 'Kim' });
    for (const order of [
      { changes: 'on', by: 'Min-ji Kim' },
      { mute: 'vm-files', until: later(), by: 'Min-ji Kim' },
      { mute: 'vm-files', until: '2026-01-01T00:00:00Z', by: 'Min-ji Kim' },
    ]) {
      expect(await call(order)).toMatchObject({ status: 401, body: { code: 'TOKEN_REFUSED' } });
      const stranger = { as: { ...kim, oid: tenant } };
      expect(await call(order, stranger)).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } });
    }
    expect(await call()).toMatchObject({ body: { changes: 'off', mutes: [] } });
    expect(await call({ changes: 'on' }, { as: kim })).toMatchObject({ status: 200, body: on });
  });

  it('mutes until then, and a time that is over ends it', async () => {
    const until = later();

    expect(await call({ mute: 'vm-files', until, by: 'Somebody else' }, { as: kim })).toMatchObject({
      status: 200,
      body: { mutes: [{ scope: vm, until, by: 'Min-ji Kim' }] },
    });
    expect(await call({ mute: vm, until: '2026-01-01T00:00:00Z' }, { as: kim })).toMatchObject({
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
    expect(await call(body, { as: kim })).toEqual({ status: 400, body: { code, message: expect.any(String) } });
    expect(await call()).toEqual({ status: 200, body: on });
  });
});

describe('/api/incidents', () => {
  const at = 'incidents';

  it('wants the key and a token', async () => {
    expect(await call(undefined, { at, as: kim, withKey: 'another' })).toMatchObject({ status: 401 });
    expect(await call(undefined, { at })).toMatchObject({ status: 401, body: { code: 'TOKEN_REFUSED' } });
    expect(await call(undefined, { at, as: { ...kim, oid: tenant } })).toMatchObject({ status: 403 });
    const nothing = { status: 200, body: { incidents: [] } };
    expect(await call(undefined, { at, as: kim })).toEqual(nothing);
    expect(await call(undefined, { at, as: { roles: ['Incidents.Read'] } })).toEqual(nothing);
  });
});

describe('/api/alerts/secure', () => {
  const at = 'alerts/secure';
  const alert = { schemaId: 'another' };

  it('wants a token of Azure Monitor, and no key', async () => {
    for (const as of [undefined, kim, { ...webhook, roles: [] }, { ...webhook, azp: appId }])
      expect(((await call(alert, { at, ...(as ? { as } : {}) })).status / 100) | 0).toBe(4);
    expect(await call(alert, { at, as: webhook, withKey: '' })).toEqual({
      status: 202,
      body: { status: 'ignored', reason: 'unknown-schema', message: expect.any(String) },
    });
  });
});

describe('the command line', () => {
  const run = async (command: ControlCommand, parameters: readonly string[], address: Partial<AppAddress> = {}) => {
    const said: string[] = [];
    const complaints: string[] = [];
    const status = await control(
      command,
      parameters,
      { url: host.url, key, appId, ...address },
      {
        print: (line) => said.push(line),
        complain: (line) => complaints.push(line),
        now: () => Date.now(),
        signIn: (scope) => (scope === `${appId}/.default` ? entra.token(kim) : Promise.reject(new Error(scope))),
      },
    );
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
    expect((await run('recheck', ['vm-files'])).said).toMatch(/^Looking at .+vm-files now/);
    expect(await run('resume', [])).toMatchObject({ status: 0 });
    expect(await run('status', [])).toEqual({ status: 0, said: 'Changes are on.', complaints: '' });
  });

  it('tells what is wrong with the command, and does nothing', async () => {
    for (const [command, ...parameters] of [
      ['stop', 'vm-files'],
      ['mute', 'vm-files'],
      ['mute', 'vm-files', 'soon'],
      ['unmute'],
      ['recheck'],
      ['status', 'now'],
    ] as const)
      expect(await run(command, parameters)).toMatchObject({ status: 2, complaints: expect.stringContaining(command) });
    expect(await call()).toEqual({ status: 200, body: on });
  });

  it('tells why the app did not do it', async () => {
    const wrongKey = { key: 'another' };
    const nowhere = { url: 'http://127.0.0.1:1' };

    expect((await run('stop', [], wrongKey)).complaints).toContain('--key');
    expect((await run('stop', [], nowhere)).complaints).toContain('does not answer');
    expect((await run('mute', ['vm-other', '2h'])).complaints).toContain('does not know vm-other');
    expect((await run('recheck', ['vm-other'])).complaints).toContain('does not know vm-other');
    expect(await run('stop', [], { url: 'not a url' })).toMatchObject({ status: 2 });
    expect(await run('stop', [], { url: 'http://example.com' })).toMatchObject({ status: 2 });
    expect(await run('resume', [], { appId: undefined })).toMatchObject({
      status: 2,
      complaints: expect.stringContaining('--app-id'),
    });
    expect((await run('resume', [], { appId: tenant })).complaints).toContain('az login');
    expect(await call()).toEqual({ status: 200, body: on });
  });
});
