import { createServer } from 'node:http';
import { close, listen } from '../loopback';
import { pressed, serviceUrlOf, teamNews, wrote } from './activities';
import { Channel } from './channel';
import type { Failure } from './connector-api';
import type {
  AskedQuestion,
  Forgery,
  HttpResult,
  InvokeResult,
  Person,
  RunningTeams,
  SayOptions,
  TeamsOptions,
} from './contract';
import { invokeResult } from './invoke-result';
import { routes } from './routes';
import { signerFor } from './signing';

/**
 * Starts a stand-in for the Microsoft Teams that a bot sees: the Bot Framework's signing keys, the connector that takes the
 * bot's messages, the activities that Teams sends when people press or write, and a page that shows the channel.
 */
export async function startTeams(options: TeamsOptions): Promise<RunningTeams> {
  const { appId, tenantId, botEndpoint, channel: place, clock = Date.now } = options;
  const signer = await signerFor(appId, tenantId);
  const channel = new Channel(place.id, clock);
  const failures: Failure[] = [];
  let keys: typeof signer.keys | undefined = signer.keys;
  const server = createServer();
  const origin = `http://127.0.0.1:${await listen(server)}`;
  const serviceUrl = `${origin}/teams`;
  const setting = { ...options, serviceUrl };
  const closing = new AbortController();

  const send = async (activity: unknown, forge?: Forgery): Promise<HttpResult> => {
    const token = await signer.tokenFor(serviceUrlOf(setting, forge), forge);
    const response = await fetch(botEndpoint(), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(activity),
      signal: closing.signal,
    });
    const body = await response.text();
    return { status: response.status, body: parsed(body) };
  };

  const press = async (
    person: Person,
    at: Pick<AskedQuestion, 'message' | 'conversation'>,
    action: { readonly verb: string; readonly data: Readonly<Record<string, unknown>> },
    forge?: Forgery,
  ): Promise<InvokeResult> =>
    invokeResult(await send(pressed(setting, channel.nextId(), person, at, action, forge), forge));

  const say = async (person: Person, text: string, options: SayOptions = {}): Promise<HttpResult> => {
    const id = channel.nextId();
    channel.write(id, person, text, options.thread);
    return send(wrote(setting, id, person, text, options), options.forge);
  };

  server.on('request', routes({ options, channel, keys: () => keys, origin, failures, press, say }));

  return {
    serviceUrl,
    openIdMetadataUrl: `${origin}/v1/.well-known/openidconfiguration`,
    page: `${origin}/`,
    messages: () => channel.messages,
    questions: () => channel.questions,
    waitForQuestion: (n) => questionNumber(n, channel, closing.signal),
    click: (person, code, verb, { reason, tampered, forge } = {}) => {
      const question = channel.questions.findLast((each) => each.code === code);
      if (!question) throw new Error(`No card in the channel has the code ${code}.`);
      const { incident, planHash } = question;
      const data = { incident, code, planHash, ...(reason === undefined ? {} : { reason }), ...tampered };
      return press(person, question, { verb, data }, forge);
    },
    say,
    move: (person, how, forge) => {
      const bot = [{ id: `28:${appId}` }];
      const members =
        how === 'add'
          ? { membersAdded: bot, eventType: 'teamMemberAdded' }
          : { membersRemoved: bot, eventType: 'teamMemberRemoved' };
      const both = [
        { type: 'installationUpdate', action: how },
        { type: 'conversationUpdate', ...members },
      ];
      return Promise.all(both.map((news) => send(teamNews(setting, channel.nextId(), person, news, forge), forge)));
    },
    send: (activity) => send(activity),
    failNext: (status, times = 1, retryAfterS) =>
      void failures.push(...Array.from({ length: times }, () => ({ status, retryAfterS }))),
    stopFailing: () => void failures.splice(0),
    failKeys: () => {
      keys = undefined;
    },
    close: async () => {
      closing.abort();
      await close(server);
    },
  };
}

function questionNumber(n: number, channel: Channel, closed: AbortSignal): Promise<AskedQuestion> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const question = channel.questions[n - 1];
      if (!question) return;
      stop();
      resolve(question);
    };
    const stop = channel.watch(look);
    closed.addEventListener('abort', () => reject(new Error(`Teams was closed before question ${n} was asked.`)));
    look();
  });
}

function parsed(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
