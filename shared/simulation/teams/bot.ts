import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import type { AnsweringOptions } from '../../teams/answer';
import { teamsReceiver, type TeamsReceiver } from '../../teams/receive';
import { teamsMessenger } from '../../teams/messenger';
import type { Reply, ReplyAnswer } from '../../teams/reply';
import type { Messenger } from '../../incident/ports';
import type { Language } from '../../model/text';
import type { Person, RunningTeams } from './contract';
import { listen } from '../loopback';
import { startTeams } from '.';

export const minji: Person = { id: '0F0F0F0F-1111-4222-8333-444444444444', name: 'Min-ji Kim' };
export const alex: Person = { id: '0f0f0f0f-1111-4222-8333-666666666666', name: 'Alex Wilber' };

/** The Teams part of Reconnect behind a plain HTTP server, connected to a stand-in. */
export interface Bot {
  readonly teams: RunningTeams;
  readonly messenger: Messenger;
  /** What was put to `onReply`, in order. */
  readonly replies: readonly Reply[];
  readonly logged: readonly string[];
  /** The receiver itself, without HTTP. */
  readonly receive: TeamsReceiver;
  close(): Promise<void>;
}

export const token = 'a-secret-token';

const noCommands: AnsweringOptions['onCommand'] = () => Promise.reject(new Error('This bot takes no commands.'));

/** Starts both. `onReply` and `onCommand` are what Reconnect makes of an answer and of a command. */
export async function startBot(
  onReply: (reply: Reply) => Promise<ReplyAnswer>,
  language: Language = 'en',
  onCommand = noCommands,
): Promise<Bot> {
  const replies: Reply[] = [];
  const logged: string[] = [];
  const waiting: { receive?: TeamsReceiver } = {};
  const server = createServer((request, response) => {
    void (async () => {
      const body = await json(request).catch(() => undefined);
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const answer = await waiting.receive?.({ headers, body });
      response.writeHead(answer?.status ?? 503, { 'content-type': 'application/json' });
      response.end(answer?.body === undefined ? '' : JSON.stringify(answer.body));
    })();
  });
  const port = await listen(server);

  const place = { appId: '11111111-1111-4111-8111-111111111111', tenantId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa' };
  const teams = await startTeams({
    ...place,
    botEndpoint: () => `http://127.0.0.1:${port}/api/messages`,
    team: { id: '19:team@thread.tacv2', name: 'Cloud Operations' },
    channel: { id: '19:approvals@thread.tacv2', name: 'Network approvals' },
    people: [minji, alex],
    language,
  });
  const channel = {
    ...place,
    channelId: '19:approvals@thread.tacv2',
    serviceUrl: teams.serviceUrl,
    token: () => Promise.resolve(token),
  };
  const receive = teamsReceiver({
    ...channel,
    language,
    openIdMetadataUrl: teams.openIdMetadataUrl,
    log: (message, properties) => void logged.push(JSON.stringify({ message, ...properties })),
    onReply: (reply) => {
      replies.push(reply);
      return onReply(reply);
    },
    onCommand,
  });
  waiting.receive = receive;
  return {
    teams,
    messenger: teamsMessenger(channel),
    replies,
    logged,
    receive,
    close: async () => {
      await teams.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
