import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { keptTelemetry } from '../shared/kept-telemetry';
import { createCertificate } from '../shared/simulation/twin/arm/certificate';
import { startTelemetry, type Sender } from '../shared/telemetry';

const Envelope = z.object({
  data: z.object({
    baseType: z.string(),
    baseData: z.object({
      message: z.string().optional(),
      metrics: z.array(z.object({ name: z.string(), value: z.number(), count: z.number() })).optional(),
      properties: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
});

/** Takes what is sent to Application Insights, as it takes it. */
const received: z.infer<typeof Envelope>['data'][] = [];
const { key, certificate } = createCertificate();
const server = createServer({ key, cert: certificate }, (request, response) => {
  void buffer(request).then((body) => {
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
    const envelopes = z.array(Envelope).parse(JSON.parse(text));
    received.push(...envelopes.map(({ data }) => data));
    const taken = { itemsReceived: envelopes.length, itemsAccepted: envelopes.length, errors: [] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(taken));
  });
});

// Of two certificates of one name only the first is looked at: whoever comes after this in the process must not find this one.
const trusted = getCACertificates('default');
let sender: Sender;
beforeAll(async () => {
  process.env['APPLICATION_INSIGHTS_NO_STATSBEAT'] = 'true';
  setDefaultCACertificates([...trusted, certificate]);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  sender = startTelemetry(
    `InstrumentationKey=00000000-0000-4000-8000-000000000000;IngestionEndpoint=https://127.0.0.1:${port}/`,
    undefined,
  );
});
afterAll(() => {
  setDefaultCACertificates(trusted);
  server.close();
  server.closeAllConnections();
});

test('what is logged and measured arrives, once, and nothing else', async () => {
  const { log, measure, give } = keptTelemetry();
  log('Said before there was anybody to tell', { incident: 'i1', ms: 3 });
  measure('arm.call', 40, { operation: 'GET a', status: 'answered' });
  give(sender);
  measure('arm.call', 60, { operation: 'GET a', status: 'answered' });
  log('Said afterwards', { incident: 'i2' });
  await sender.flush();

  expect(received).toEqual([
    {
      baseType: 'MetricData',
      baseData: {
        metrics: [expect.objectContaining({ name: 'arm.call', value: 100, count: 2 })],
        properties: { operation: 'GET a', status: 'answered' },
      },
    },
    {
      baseType: 'MessageData',
      baseData: { message: 'Said before there was anybody to tell', properties: { incident: 'i1', ms: '3' } },
    },
    { baseType: 'MessageData', baseData: { message: 'Said afterwards', properties: { incident: 'i2' } } },
  ]);
});
