import { createServer, type Server } from 'node:https';
import tls from 'node:tls';
import { connectMonitor } from '../../shared/azure/monitor';
import { close, listen } from '../../shared/simulation/loopback';
import { createCertificate } from '../../shared/simulation/twin/arm/certificate';

const now = Date.parse('2026-03-02T09:00:00.000Z');
const workspace = 'b1b1b1b1-cccc-4ddd-8eee-f2f2f2f2f2f2';
const vm = (name: string, subscription = '11111111-1111-4111-8111-111111111111') =>
  `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/${name}`;

interface Asked {
  readonly path: string;
  readonly body: { readonly query?: string; readonly resourceids?: readonly string[] };
  readonly token: string;
}
type Reply = { readonly status?: number; readonly body: unknown };

let server: Server;
const publicCertificates = tls.getCACertificates('default');
afterEach(async () => {
  await close(server);
  tls.setDefaultCACertificates([...publicCertificates]);
});

/** Azure Monitor, as far as it is asked: logs and metrics at one address, over TLS. */
async function monitorThat(replies: (asked: Asked) => Reply | undefined) {
  const asked: Asked[] = [];
  const { key, certificate } = createCertificate();
  server = createServer({ key, cert: certificate }, (request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const one = {
        path: request.url ?? '',
        body: JSON.parse(text) as Asked['body'],
        token: request.headers.authorization ?? '',
      };
      asked.push(one);
      const { status = 200, body } = replies(one) ?? usual(one);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  const port = await listen(server);
  tls.setDefaultCACertificates([...publicCertificates, certificate]);
  const origin = `https://localhost:${port}`;
  const monitor = connectMonitor({
    workspace,
    credential: {
      getToken: (scope) => Promise.resolve({ token: `for ${String(scope)}`, expiresOnTimestamp: now + 1e12 }),
    },
    endpoints: { logs: origin, metrics: (region) => `${origin}/${region}` },
    now: () => now,
  });
  return { monitor, asked };
}

const table = (columns: readonly (readonly [string, string])[], rows: readonly unknown[]) => ({
  tables: [{ name: 'PrimaryResult', columns: columns.map(([name, type]) => ({ name, type })), rows }],
});
const heartbeats = table([['vm', 'string']], [[vm('web').toLowerCase()]]);
const tests = table(
  [
    ['vm', 'string'],
    ['port', 'int'],
    ['others', 'long'],
  ],
  [
    [vm('web').toLowerCase(), 22, 0],
    [vm('db').toLowerCase(), 5432, 3],
  ],
);
const metricOf = (resourceid: string, ...averages: readonly (number | undefined)[]) => ({
  starttime: '2026-03-02T08:45:00Z',
  endtime: '2026-03-02T09:00:00Z',
  interval: 'PT5M',
  namespace: 'Microsoft.Compute/virtualMachines',
  resourceregion: 'koreacentral',
  resourceid,
  value: [
    {
      id: `${resourceid}/providers/Microsoft.Insights/metrics/VmAvailabilityMetric`,
      type: 'Microsoft.Insights/metrics',
      name: { value: 'VmAvailabilityMetric', localizedValue: 'VM Availability Metric (Preview)' },
      unit: 'Count',
      errorCode: 'Success',
      timeseries: [
        {
          metadatavalues: [],
          data: averages.map((average) => ({
            timeStamp: '2026-03-02T08:45:00Z',
            ...(average === undefined ? {} : { average }),
          })),
        },
      ],
    },
  ],
});

function usual({ path, body }: Asked): Reply {
  if (path.startsWith('/v1/')) return { body: body.query?.startsWith('Heartbeat') ? heartbeats : tests };
  return { body: { values: (body.resourceids ?? []).map((id) => metricOf(id, 1, 1, undefined)) } };
}

const place = (id: string, location = 'koreacentral') => ({ id, location });

test('what is measured of VMs is asked in few questions, each with a token of its own', async () => {
  const { monitor, asked } = await monitorThat(() => undefined);
  expect(await monitor.measure([place(vm('web')), place(vm('db'))])).toEqual({
    available: [vm('web'), vm('db')],
    heartbeats: [vm('web').toLowerCase()],
    tests: [
      { vm: vm('web').toLowerCase(), port: 22, passed: true },
      { vm: vm('db').toLowerCase(), port: 5432, passed: false },
    ],
  });
  expect(asked.map(({ path, token }) => [path.split('?')[0], token]).toSorted()).toEqual([
    [
      '/koreacentral/subscriptions/11111111-1111-4111-8111-111111111111/metrics:getBatch',
      'Bearer for https://metrics.monitor.azure.com/.default',
    ],
    [`/v1/workspaces/${workspace}/query`, 'Bearer for https://api.loganalytics.io/.default'],
    [`/v1/workspaces/${workspace}/query`, 'Bearer for https://api.loganalytics.io/.default'],
  ]);
});

test('metrics are asked for fifty VMs of a region and a subscription at a time', async () => {
  const { monitor, asked } = await monitorThat(() => undefined);
  const here = Array.from({ length: 120 }, (_, index) => place(vm(`a${index}`)));
  const there = [place(vm('b'), 'westeurope'), place(vm('c', '22222222-2222-4222-8222-222222222222'))];
  expect((await monitor.measure([...here, ...there])).available).toHaveLength(122);
  expect(asked.flatMap(({ body }) => body.resourceids?.length ?? []).toSorted((a, b) => a - b)).toEqual([
    1, 1, 20, 50, 50,
  ]);
});

test('a VM was available where each value says so, and there is one', async () => {
  const values = [
    metricOf(vm('up'), undefined, 1),
    metricOf(vm('down'), 1, 0),
    metricOf(vm('rebooted'), 0.8),
    metricOf(vm('off'), undefined),
  ];
  const { monitor } = await monitorThat(({ path }) => (path.startsWith('/v1/') ? undefined : { body: { values } }));
  expect((await monitor.measure(values.map(({ resourceid }) => place(resourceid)))).available).toEqual([vm('up')]);
});

test.each<[string, (asked: Asked) => Reply | undefined]>([
  [
    'logs are refused',
    ({ path }) =>
      path.startsWith('/v1/')
        ? { status: 403, body: { error: { code: 'InsufficientAccessError', message: 'No.' } } }
        : undefined,
  ],
  [
    'metrics are refused',
    ({ path }) =>
      path.startsWith('/v1/')
        ? undefined
        : { status: 429, body: { error: { code: 'TooManyRequests', message: 'No.' } } },
  ],
  [
    'logs are there only in part',
    ({ body }) =>
      body.query?.startsWith('NW')
        ? { body: { ...tests, error: { code: 'PartialError', message: 'Some.' } } }
        : undefined,
  ],
  [
    'rows are of another shape',
    ({ body }) => (body.query?.startsWith('NW') ? { body: table([['vm', 'string']], [[7]]) } : undefined),
  ],
])('nothing is answered where %s', async (_, replies) => {
  const { monitor } = await monitorThat(replies);
  await expect(monitor.measure([place(vm('web'))])).rejects.toThrow();
});
