import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { connectAzure } from '../../shared/azure/connect';
import { observe } from '../../shared/incident/observe';
import { observations } from '../../shared/observations/index.generated';
import { locks } from '../../shared/observations/locks';
import { close, listen } from '../../shared/simulation/loopback';
import { createCertificate } from '../../shared/simulation/twin/arm/certificate';
import { readBody } from '../../shared/simulation/twin/arm/wire';
import { sourcesOf } from './connected';
import { NSG } from './estate';
import { looks } from './looks';
import { sampleChanges } from './sample-changes';

const FILE = join(__dirname, 'requests.txt');
const trusted = getCACertificates('default');

afterEach(() => setDefaultCACertificates(trusted));

/** What everything that is read has: nothing in lists, and a probe. */
const whatIsRead = {
  value: [],
  etag: 'W/"1"',
  properties: {
    probes: [{ name: 'health', properties: { timeout: 30, path: '/up' } }],
    inboundNatRules: [{ name: 'to-jump', properties: { backendPort: 22 } }],
    sku: { tier: 'WAF_v2' },
  },
};

/** What an ARM is asked that puts off every POST and PUT: each request with its body, its condition and the identity that sent it. */
async function wire(list: object = whatIsRead) {
  const seen: string[] = [];
  const { key, certificate } = createCertificate();
  const server = createServer({ key, cert: certificate }, (request, response) => void answer(request, response));
  const origin = `https://127.0.0.1:${await listen(server)}`;
  setDefaultCACertificates([...trusted, certificate]);

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { method = '', url = '', headers } = request;
    const body = await readBody(request);
    seen.push(`${headers.authorization?.replace('Bearer ', '')} ${method} ${decodeURIComponent(url)}`);
    if (headers['if-match']) seen.push(`If-Match: ${headers['if-match']}`);
    if (body) seen.push(sorted(body));
    const location = `${origin}/subscriptions/s/providers/Microsoft.P/locations/l/operationResults/1`;
    if (method === 'GET') response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(list));
    else response.writeHead(202, { 'content-type': 'application/json', location }).end('null');
  }

  const as = (token: string) => ({ getToken: () => Promise.resolve({ token, expiresOnTimestamp: Infinity }) });
  const credentials = { observer: as('observer'), remediator: as('remediator') };
  const azure = connectAzure({ armEndpoint: origin, credentials, now: () => 0 });
  return { azure, take: () => seen.splice(0), end: () => close(server) };
}

/** JSON with its keys in order. */
const sorted = (json: string): string =>
  JSON.stringify(JSON.parse(json), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );

// Whoever means to change a request runs this with WRITE_REQUESTS=1.
test('every observation asks Azure, and every change is sent, as it is written down', async () => {
  const { azure, take, end } = await wire();
  const lines: string[] = [];
  for (const kind of observations.filter((each) => each.permissions.length > 0)) {
    const look = looks.find(({ observation }) => observation.kind === kind.kind);
    if (!look) throw new Error(`There is no sample of ${kind.kind} in looks.ts.`);
    await observe(sourcesOf({ azure }), kind, look.params);
    lines.push(kind.kind, ...take().map((line) => `  ${line}`));
  }
  for (const change of sampleChanges) {
    await azure.submit(change, 'request-1');
    lines.push(change.kind, ...take().map((line) => `  ${line}`));
  }
  await end();
  const said = `${lines.join('\n')}\n`;
  if (process.env.WRITE_REQUESTS) writeFileSync(FILE, said);
  expect(said).toBe(readFileSync(FILE, 'utf8'));
});

test('a list that goes on elsewhere is not followed there', async () => {
  const { azure, take, end } = await wire({ value: [], nextLink: 'https://127.0.0.1:1/subscriptions/1/locks?page=2' });
  expect(await azure.ask(locks.request({ scope: NSG }))).toMatchObject({
    kind: 'refused',
    refusal: { kind: 'invalid', code: 'POLL_URL_ORIGIN' },
  });
  await end();
  expect(take()).toHaveLength(1);
});
