import { spawnSync } from 'node:child_process';
import { built, type Built } from './built';

jest.setTimeout(60_000);

const settings = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  RECONNECT_POLICY: JSON.stringify({
    subscriptions: ['00000000-0000-4000-8000-000000000000'],
    approvers: [{ id: '00000000-0000-4000-8000-000000000001', name: 'Min-ji Kim' }],
  }),
  SWEEP_SCHEDULE: '0 */15 * * * *',
  WATCHDOG_SCHEDULE: '0 * * * * *',
  REPORT_SCHEDULE: '0 0 9 * * Mon',
  TEAMS_APP_ID: '00000000-0000-4000-8000-000000000002',
  TEAMS_TENANT_ID: '00000000-0000-4000-8000-000000000003',
  TEAMS_CHANNEL_ID: '19:on-call@thread.tacv2',
};

let app: Built;
beforeAll(() => {
  app = built('list-functions.ts', '../../shared/simulation/host/main.ts');
});
afterAll(() => app.remove());

const run = (program: string, parameter: string, given: Readonly<Record<string, string>>) =>
  spawnSync(process.execPath, [app.program(program), parameter], { encoding: 'utf8', env: { ...app.env, ...given } });

describe('the built app', () => {
  it('registers exactly its functions', () => {
    const { stdout, stderr } = run('list-functions.ts', app.appRoot, settings);

    expect(stderr).toBe('');
    const functions = JSON.parse(stdout) as { name: string; trigger: Record<string, unknown> }[];
    const told = functions.map(({ name, trigger }) => {
      const { type, route, methods, authLevel, queueName, connection, schedule } = trigger;
      return { name, type, route, methods, authLevel, queueName, connection, schedule };
    });
    const http = { type: 'httpTrigger' };
    const queue = { type: 'queueTrigger', connection: 'AzureWebJobsStorage' };
    expect(told.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { ...http, name: 'alerts', route: 'alerts', methods: ['POST'], authLevel: 'function' },
      { ...http, name: 'control', route: 'control', methods: ['GET', 'POST'], authLevel: 'function' },
      { ...http, name: 'health', route: 'health', methods: ['GET'], authLevel: 'anonymous' },
      { ...queue, name: 'incident', queueName: 'incidents' },
      { ...queue, name: 'incident-poison', queueName: 'incidents-poison' },
      { ...http, name: 'incidents', route: 'incidents/{id?}', methods: ['GET'], authLevel: 'function' },
      { ...queue, name: 'look', queueName: 'looks' },
      { ...queue, name: 'look-poison', queueName: 'looks-poison' },
      { ...http, name: 'secure-alerts', route: 'alerts/secure', methods: ['POST'], authLevel: 'anonymous' },
      { name: 'sweep', type: 'timerTrigger', schedule: '%SWEEP_SCHEDULE%' },
      { ...http, name: 'teams', route: 'messages', methods: ['POST'], authLevel: 'anonymous' },
      { name: 'watchdog', type: 'timerTrigger', schedule: '%WATCHDOG_SCHEDULE%' },
      { name: 'weekly-report', type: 'timerTrigger', schedule: '%REPORT_SCHEDULE%' },
    ]);
  });
});

describe('wrong settings', () => {
  const start = (wrong: Readonly<Record<string, string>>) => {
    const { AzureWebJobsStorage: connectionString } = settings;
    const host = { appRoot: app.appRoot, connectionString, settings: { ...settings, ...wrong } };
    return run('../../shared/simulation/host/main.ts', JSON.stringify(host), {});
  };

  it('stop the app, and every mistake is named', () => {
    const { status, stdout, stderr } = start({
      RECONNECT_POLICY: '{"subscriptions": []}',
      RECONNECT_LANGUAGE: 'fr',
      TEAMS_APP_ID: '',
      ARM_ENDPOINT: 'secret-but-not-a-url',
    });

    expect(status).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain('SETTINGS_INVALID');
    for (const name of [
      'RECONNECT_POLICY.subscriptions:',
      'RECONNECT_POLICY.approvers:',
      'RECONNECT_LANGUAGE:',
      'TEAMS_APP_ID:',
      'ARM_ENDPOINT:',
    ])
      expect(stderr).toContain(name);
    expect(stderr).toContain('5 mistake(s)');
    expect(stderr).not.toContain('secret-but-not-a-url');
  });

  it('name a policy that is not JSON', () => {
    expect(start({ RECONNECT_POLICY: 'subscriptions: []' }).stderr).toContain('RECONNECT_POLICY: is not JSON');
  });
});
