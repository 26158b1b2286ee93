import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { JWK } from 'jose';
import * as z from 'zod';
import type { Channel } from './channel';
import { connector, jsonBody, type Answer, type Failure } from './connector-api';
import type { AskedQuestion, HttpResult, InvokeResult, Person, TeamsOptions } from './contract';
import { pageWords } from './page-words';

interface Context {
  readonly options: TeamsOptions;
  readonly channel: Channel;
  /** The signing keys; `undefined` when nobody can read them. */
  readonly keys: () => { readonly keys: readonly JWK[] } | undefined;
  readonly origin: string;
  /** HTTP statuses that the next connector calls are answered with. */
  readonly failures: Failure[];
  readonly press: (
    person: Person,
    at: Pick<AskedQuestion, 'message' | 'conversation'>,
    action: { readonly verb: string; readonly data: Readonly<Record<string, unknown>> },
  ) => Promise<InvokeResult>;
  readonly say: (person: Person, text: string) => Promise<HttpResult>;
}

const Press = z.object({
  person: z.string(),
  message: z.string(),
  verb: z.string(),
  data: z.record(z.string(), z.unknown()),
});
const Say = z.object({ person: z.string(), text: z.string().min(1) });

/** Answers every request to the stand-in: the page, the signing keys, and the connector. */
export function routes(context: Context): RequestListener {
  const files = pageFiles();
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', context.origin);
    const file = request.method === 'GET' ? files.get(pathname) : undefined;
    if (file)
      return void response.writeHead(200, { 'content-type': file.type, 'cache-control': 'no-store' }).end(file.content);
    if (pathname === '/events') return follow(context, request, response);
    void answer(context, request, decodeURIComponent(pathname))
      .catch(mistake)
      .then(({ status, body, retryAfterS }) => {
        const content = body === undefined ? '' : JSON.stringify(body);
        const pause = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
        response.writeHead(status, { 'content-type': 'application/json', ...pause }).end(content);
      });
  };
}

const mistake = (error: unknown): Answer => ({
  status: error instanceof z.ZodError || error instanceof SyntaxError ? 400 : 502,
  body: { error: { message: String(error) } },
});

function pageFiles(): ReadonlyMap<string, { readonly type: string; readonly content: Buffer }> {
  // Beside this file, or, when this file is part of a bundle in dist/, where it was before.
  const folder =
    [join(__dirname, 'page'), join(__dirname, '../shared/simulation/teams/page')].find((each) => existsSync(each)) ??
    '';
  const own = (name: string) => readFileSync(join(folder, name));
  const renderer = createRequire(__filename).resolve('adaptivecards/dist/adaptivecards.min.js');
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', content: own('index.html') }],
    ['/channel.css', { type: 'text/css; charset=utf-8', content: own('channel.css') }],
    ['/channel.js', { type: 'text/javascript; charset=utf-8', content: own('channel.js') }],
    ['/card-style.js', { type: 'text/javascript; charset=utf-8', content: own('card-style.js') }],
    ['/adaptivecards.js', { type: 'text/javascript; charset=utf-8', content: readFileSync(renderer) }],
  ]);
}

/** Sends the whole channel after every change, as server-sent events. */
function follow({ options, channel }: Context, request: IncomingMessage, response: ServerResponse): void {
  const { team, people, language } = options;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = (): void => {
    const view = {
      team,
      channel: options.channel,
      people,
      language,
      words: pageWords(language),
      messages: channel.messages,
    };
    response.write(`data: ${JSON.stringify(view)}\n\n`);
  };
  request.on('close', channel.watch(send));
  send();
}

async function answer(context: Context, request: IncomingMessage, path: string): Promise<Answer> {
  const { origin, keys } = context;
  const metadata = { issuer: 'https://api.botframework.com', jwks_uri: `${origin}/v1/.well-known/keys` };
  switch (`${request.method} ${path}`) {
    case 'GET /v1/.well-known/openidconfiguration':
      return { status: 200, body: metadata };
    case 'GET /v1/.well-known/keys':
      return keys() ? { status: 200, body: keys() } : { status: 503 };
    case 'POST /click':
      return click(context, Press.parse(await jsonBody(request)));
    case 'POST /say':
      return said(context, Say.parse(await jsonBody(request)));
    default:
      return path.startsWith('/teams/v3/') ? connector(context, request, path) : { status: 404 };
  }
}

const personIn = ({ options }: Context, id: string): Person | undefined =>
  options.people.find((each) => each.id === id);

async function click(
  context: Context,
  { person: who, message: id, verb, data }: z.infer<typeof Press>,
): Promise<Answer> {
  const person = personIn(context, who);
  const message = context.channel.messages.find((each) => each.id === id);
  if (!person || !message) return { status: 404 };
  const at = { message: message.id, conversation: message.conversation };
  return { status: 200, body: await context.press(person, at, { verb, data }) };
}

async function said(context: Context, { person: who, text }: z.infer<typeof Say>): Promise<Answer> {
  const person = personIn(context, who);
  return person ? { status: 200, body: await context.say(person, text) } : { status: 404 };
}
