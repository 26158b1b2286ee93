import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import tls from 'node:tls';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import { startAzurite } from '../../shared/simulation/azurite';
import { startHost } from '../../shared/simulation/host';
import { createCertificate } from '../../shared/simulation/twin/arm/certificate';

const Envelopes = z.array(
  z.object({
    data: z.object({ baseData: z.object({ message: z.string(), properties: z.record(z.string(), z.string()) }) }),
  }),
);

/** Runs the app with an Application Insights beside it, posts what is no alert, and ends it; prints what arrived, and what was printed meanwhile. */
async function main([appRoot = '', settings = '{}']: readonly string[]): Promise<void> {
  const arrived: unknown[] = [];
  const printed: string[] = [];
  const { key, certificate } = createCertificate();
  tls.setDefaultCACertificates([certificate]);
  const insights = createServer({ key, cert: certificate }, (request, response) => {
    void buffer(request).then((body) => {
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
      const envelopes = Envelopes.parse(JSON.parse(text));
      arrived.push(...envelopes.map(({ data }) => data.baseData));
      const taken = { itemsReceived: envelopes.length, itemsAccepted: envelopes.length, errors: [] };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(taken));
    });
  });
  await once(insights.listen(0, '127.0.0.1'), 'listening');
  const { port } = insights.address() as AddressInfo;
  const azurite = await startAzurite();
  const { log: print } = console;
  console.log = (line: string) => void printed.push(line);
  const host = await startHost({
    appRoot,
    connectionString: azurite.connectionString,
    settings: {
      ...z.record(z.string(), z.string()).parse(JSON.parse(settings)),
      AzureWebJobsStorage: azurite.connectionString,
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=00000000-0000-4000-8000-000000000000;IngestionEndpoint=https://127.0.0.1:${port}/`,
    },
  });
  await fetch(`${host.url}/api/alerts`, { method: 'POST', body: 'This is no alert.' });
  await host.stop();
  print(JSON.stringify({ arrived, printed }));
  process.exit(0);
}

void main(process.argv.slice(2));
