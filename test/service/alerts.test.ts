import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { QueueClient } from '@azure/storage-queue';
import { localKeys } from '../../shared/config/record-keys';
import { whyIgnored, type IgnoredReason } from '../../shared/incident/alert';
import type { IncidentSummary } from '../../shared/incident/ports';
import { openStore } from '../../shared/store/open-store';
import { built, clockFrom, clockPreload, root, type Built } from './built';

jest.setTimeout(90_000);

const subscription = '9d3f2b7e-41c8-4a6d-b0f5-6e8c1d2a7b94';
const gateway = (name: string, inSubscription = subscription): string =>
  `/subscriptions/${inSubscription}/resourceGroups/rg-shop-prod/providers/Microsoft.Network/applicationGateways/${name}`;
const vm = `/subscriptions/${subscription}/resourceGroups/rg-shop-prod/providers/Microsoft.Compute/virtualMachines/vm-1`;

const alert = (essentials: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `/subscriptions/${subscription}/providers/Microsoft.AlertsManagement/alerts/first`,
        alertRule: 'agw-failed-requests',
        monitorCondition: 'Fired',
        alertTargetIDs: [gateway('agw-shop-prod')],
        ...essentials,
      },
      alertContext: null,
    },
  });

let app: Built;
let stage: ChildProcess;
let url: string;
let connectionString: string;
const log: string[] = [];

beforeAll(async () => {
  app = built('stage-main.ts');
  const program = [app.program('stage-main.ts'), root, app.appRoot, 'gateway-v2-ports-denied'];
  stage = spawn(process.execPath, ['--require', clockPreload, ...program], {
    env: { ...app.env, ...clockFrom(40) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: stage.stdout ?? process.stdin });
  const first = await new Promise<string>((resolve) => lines.once('line', resolve));
  lines.on('line', (line) => log.push(line));
  ({ url, connectionString } = JSON.parse(first) as { url: string; connectionString: string });
});
afterAll(() => {
  stage.kill('SIGKILL');
  app.remove();
});

async function post(body: string) {
  const response = await fetch(`${url}/api/alerts`, { method: 'POST', body });
  return { status: response.status, body: await response.json() };
}

async function get(path: string) {
  const response = await fetch(url + path);
  return { status: response.status, body: await response.json() };
}

const list = async (): Promise<readonly IncidentSummary[]> =>
  ((await get('/api/incidents')).body as { incidents: IncidentSummary[] }).incidents;

/** Waits until there is an incident of which `isIt` is true. */
async function incident(isIt: (each: IncidentSummary) => boolean): Promise<IncidentSummary> {
  for (;;) {
    const found = (await list()).find(isIt);
    if (found) return found;
    await pause(100);
  }
}

const enqueue = async (content: object): Promise<void> => {
  const text = Buffer.from(JSON.stringify(content)).toString('base64');
  await new QueueClient(connectionString, 'incidents').sendMessage(text, { messageTimeToLive: -1 });
};

const refused = (code: string, message: unknown) => ({ status: 400, body: { code, message } });
const ignored = (reason: IgnoredReason) => ({
  status: 202,
  body: { status: 'ignored', reason, message: whyIgnored[reason] },
});

describe('an alert that cannot be read', () => {
  it.each([
    [
      'is not JSON',
      'agw is down',
      refused(
        'ALERT_NOT_JSON',
        'The body is not JSON. Send the alert as Azure Monitor makes it, with the common alert schema.',
      ),
    ],
    ['is empty', '', refused('ALERT_NOT_JSON', expect.any(String))],
    ['is not an object', '[]', refused('ALERT_MALFORMED', 'The alert is not a JSON object.')],
    [
      'lacks its id',
      alert({ alertId: undefined }),
      refused('ALERT_MALFORMED', expect.stringContaining('data.essentials.alertId')),
    ],
    [
      'is larger than Azure Monitor’s',
      alert({ description: 'x'.repeat(256 * 1024) }),
      refused('ALERT_TOO_LARGE', 'The alert is larger than 262144 bytes, the most that Azure Monitor sends.'),
    ],
  ])('is refused when it %s', async (_, body, answer) => {
    expect(await post(body)).toEqual(answer);
  });
});

describe('an alert that needs nothing', () => {
  it.each([
    ['of another schema', '{"schemaId":"Microsoft.Insights/activityLogs","data":{}}', ignored('unknown-schema')],
    ['of no schema', '{}', ignored('unknown-schema')],
    ['without targets', alert({ alertTargetIDs: null, configurationItems: null }), ignored('no-target')],
    ['whose targets are no texts', alert({ alertTargetIDs: [7], configurationItems: null }), ignored('no-target')],
    ['whose target is no resource', alert({ alertTargetIDs: ['agw-shop-prod'] }), ignored('no-target')],
    [
      'from another subscription',
      alert({ alertTargetIDs: [gateway('agw', '00000000-0000-4000-8000-000000000000')] }),
      ignored('not-watched'),
    ],
    ['about a VM that the policy does not name', alert({ alertTargetIDs: [vm] }), ignored('not-watched')],
  ])('is accepted and ignored: one %s', async (_, body, answer) => {
    expect(await post(body)).toEqual(answer);
  });

  it('opens no incident', async () => {
    expect(await get('/api/incidents')).toEqual({ status: 200, body: { incidents: [] } });
    expect(await get('/api/health')).toEqual({ status: 200, body: { status: 'ok', openIncidents: 0, bot: 'unseen' } });
  });
});

describe('a good alert after all that', () => {
  it('is queued once, and leads to an incident', async () => {
    expect(await post(alert({}))).toEqual({ status: 202, body: { status: 'queued', signals: 1 } });
    expect(await post(alert({}))).toEqual(ignored('duplicate'));

    const { target, code } = await incident(({ phase }) => phase === 'asking');
    expect(target).toEqual({ kind: 'gateway', id: gateway('agw-shop-prod') });
    expect(code).toMatch(/^\w{4}$/);
    expect(await list()).toHaveLength(1);
  });

  it('leads to an incident for each of its targets', async () => {
    const ids = ['agw-one', 'agw-two'].map((name) => gateway(name));

    const answer = await post(alert({ alertId: 'second', alertTargetIDs: [...ids, vm, ids[0]] }));

    expect(answer).toEqual({ status: 202, body: { status: 'queued', signals: 2 } });
    for (const id of ids) expect(await incident((each) => each.target.id === id)).toMatchObject({ target: { id } });
    expect(await list()).toHaveLength(3);
  });

  it('joins the incident that is open for its target', async () => {
    const { id } = await incident(({ target }) => target.id === gateway('agw-shop-prod'));
    // Within a minute of the alert that was written down last, another one is not.
    for (let more = 1; !JSON.stringify((await get(`/api/incidents/${id}`)).body).includes('"signal-joined"'); more++) {
      const answer = await post(alert({ alertId: `third-${more}` }));
      expect(answer).toEqual({ status: 202, body: { status: 'queued', signals: 1 } });
      await pause(500);
    }
    expect(await list()).toHaveLength(3);
  });
});

describe('an incident by its id', () => {
  it('is not found when there is none', async () => {
    expect(await get('/api/incidents/i00000000000')).toEqual({
      status: 404,
      body: {
        code: 'INCIDENT_NOT_FOUND',
        message: 'There is no incident i00000000000. GET /api/incidents lists them.',
      },
    });
  });

  it('is shown as people see it, with all its events', async () => {
    const { id } = await incident(({ phase }) => phase === 'asking');

    const { status, body } = await get(`/api/incidents/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, view: { incident: id, status: { kind: 'asking' } } });
    const { events } = body as { events: { seq: number; event: { kind: string } }[] };
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ event }) => event.kind)).toEqual(expect.arrayContaining(['opened', 'planned', 'asked']));
  });
});

describe('a message that always fails', () => {
  it('is told in the log when it is not Reconnect’s', async () => {
    await enqueue({ kind: 'greeting' });

    while (!log.some((line) => line.includes('A message that is not Reconnect’s was on the poison queue')))
      await pause(100);
  });

  it('ends its incident visibly, and lets its target go', async () => {
    const { id } = await incident(({ phase }) => phase === 'asking');
    const now = () => Date.now();
    const store = await openStore({
      connection: { kind: 'connection-string', value: connectionString },
      now,
      keys: localKeys,
    });
    const stored = await store.load(id);
    const summary = (await store.list(10)).find((each) => each.id === id);
    if (!stored || !summary) throw new Error(`Incident ${id} is not stored.`);
    // As another version of the app might have left it: with a fix that this one does not have.
    const events = stored.events
      .map(({ event }) => event)
      .filter(({ kind }) => kind === 'planned' || kind === 'asked')
      .map(
        (event) => JSON.parse(JSON.stringify(event).replaceAll('"allow-inbound"', '"fix-of-tomorrow"')) as typeof event,
      );
    expect(await store.append(id, stored.version, events, summary, now())).not.toBe('conflict');
    await enqueue({ kind: 'wake', incident: id });

    expect(await incident((each) => each.id === id && each.phase === 'closed')).toMatchObject({ outcome: 'escalated' });
    while ((await store.open()).includes(id)) await pause(100);
  });
});
