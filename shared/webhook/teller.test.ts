import { createServer, type Server } from 'node:https';
import { json } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { inspect } from 'node:util';
import { ReconnectError } from '../model/errors';
import { close, listen } from '../simulation/loopback';
import { states } from '../simulation/teams/states';
import { viewWith, question } from '../simulation/teams/views';
import { createCertificate } from '../simulation/twin/arm/certificate';
import { webhookTeller } from './teller';

/** The secret in the address. */
const secret = 'c2lnbmF0dXJl';
const trusted = getCACertificates();
const asking = viewWith({ kind: 'asking', question });

let server: Server;
let url: string;
let answer: { readonly status: number; readonly headers?: Readonly<Record<string, string>> };
let posted: { readonly path: string | undefined; readonly type: string | undefined; readonly body: unknown }[];

beforeAll(async () => {
  const { key, certificate } = createCertificate();
  setDefaultCACertificates([...trusted, certificate]);
  server = createServer({ key, cert: certificate }, (request, response) => {
    void json(request).then((body) => {
      posted.push({ path: request.url, type: request.headers['content-type'], body });
      response.writeHead(answer.status, answer.headers).end();
    });
  });
  url = `https://localhost:${await listen(server)}/workflows/1/triggers/manual/paths/invoke?sig=${secret}`;
});
afterAll(async () => {
  setDefaultCACertificates(trusted);
  await close(server);
});
beforeEach(() => {
  posted = [];
  answer = { status: 202 };
});

const failure = async (to = url): Promise<ReconnectError> => {
  const error: unknown = await webhookTeller({ url: to })
    .tell(asking, 'en')
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof ReconnectError)) throw new Error(`Expected a ReconnectError, got ${inspect(error)}`);
  for (const said of [inspect(error, { depth: 9 }), JSON.stringify(error)])
    for (const part of [secret, 'localhost', 'workflows']) expect(said).not.toContain(part);
  return error;
};

test.each(Object.keys(states))(
  '%s is posted as the message that a flow takes, without anything to answer with',
  async (name) => {
    await webhookTeller({ url }).tell(states[name] ?? asking, 'ko');
    expect(posted).toMatchObject([
      {
        path: `/workflows/1/triggers/manual/paths/invoke?sig=${secret}`,
        type: 'application/json',
        body: {
          type: 'message',
          attachments: [
            {
              contentType: 'application/vnd.microsoft.card.adaptive',
              contentUrl: null,
              content: { type: 'AdaptiveCard', version: '1.5' },
            },
          ],
        },
      },
    ]);
    const body = JSON.stringify(posted[0]?.body);
    expect(body).not.toMatch(/Action\.(?:Execute|Submit)|Input\./);
    expect(Buffer.byteLength(body)).toBeLessThan(28 * 1024);
  },
);

test('the card of a question names its code, and where to answer', async () => {
  await webhookTeller({ url }).tell(asking, 'en');
  expect(JSON.stringify(posted)).toContain(
    `Answer in Reconnect’s channel in Teams, on the card with the code ${question.code}.`,
  );
});

test.each([
  [429, 'WEBHOOK_BUSY'],
  [503, 'WEBHOOK_BUSY'],
  [400, 'WEBHOOK_REFUSED'],
  [401, 'WEBHOOK_REFUSED'],
  [404, 'WEBHOOK_REFUSED'],
  [413, 'WEBHOOK_REFUSED'],
  [502, 'WEBHOOK_REFUSED'],
])('HTTP %i becomes %s after one attempt, without the address', async (status, code) => {
  answer = { status };
  expect((await failure()).code).toBe(code);
  expect(posted).toHaveLength(1);
});

test('it is left alone for as long as it wants, but not for hours', async () => {
  answer = { status: 429, headers: { 'retry-after': '90' } };
  expect((await failure()).retryAfterMs).toBe(90_000);
  answer = { status: 429, headers: { 'retry-after': '86400' } };
  expect((await failure()).retryAfterMs).toBe(600_000);
});

test('a redirection is not followed: it could lead anywhere', async () => {
  answer = { status: 307, headers: { location: url.replace('/1/', '/2/') } };
  expect((await failure()).code).toBe('WEBHOOK_REFUSED');
  expect(posted).toHaveLength(1);
});

test('nobody there, and somebody who cannot show a certificate', async () => {
  expect((await failure(`https://localhost:1/workflows?sig=${secret}`)).code).toBe('WEBHOOK_UNREACHABLE');
  setDefaultCACertificates(trusted);
  // A connection that is still open was trusted when it was made.
  expect((await failure(url.replace('localhost', '127.0.0.1'))).code).toBe('WEBHOOK_UNREACHABLE');
  expect(posted).toEqual([]);
});
