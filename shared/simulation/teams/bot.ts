import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AnsweringOptions } from '../../teams/answer';
import { teamsReceiver, type TeamsReceiver } from '../../teams/receive';
import { teamsMessenger } from '../../teams/messenger';
import type { Reply, ReplyAnswer, TurnedAway } from '../../teams/reply';
import type { Messenger } from '../../incident/ports';
import type { Setting } from './activities';
import type { Person, RunningTeams, TeamsOptions } from './contract';
import { listen } from '../loopback';
import { startTeams } from '.';

export const minji: Person = { id: '0F0F0F0F-1111-4222-8333-444444444444', name: 'Min-ji Kim' };
export const alex: Person = { id: '0f0f0f0f-1111-4222-8333-666666666666', name: 'Alex Wilber' };

/** The Teams part of Reconnect behind a plain HTTP server, connected to a stand-in. */
export interface Bot {
  readonly teams: RunningTeams;
  /** What activities are made from. */
  readonly setting: Setting;
  readonly messenger: Messenger;
  /** What was put to `onReply`, in order. */
  readonly replies: readonly Reply[];
  /** Who was not heard, in order. */
  readonly turnedAway: readonly TurnedAway[];
  readonly logged: readonly string[];
  close(): Promise<void>;
}

export const token = 'a-secret-token';

/** What Reconnect makes of what people do; where it is not given, nobody is to do it. */
type Making = Partial<
  Pick<
    AnsweringOptions,
    'language' | 'channelId' | 'onCommand' | 'onMute' | 'onTurnedAway' | 'onJoined' | 'onLeft' | 'now'
  >
>;
const unexpected = () => Promise.reject(new Error('Nobody is to do this here.'));

/** Starts both. `onReply` is what Reconnect makes of an answer. */
export async function startBot(
  onReply: (reply: Reply) => Promise<ReplyAnswer>,
  {
    language = 'en',
    now = Date.now,
    onCommand = unexpected,
    onMute = unexpected,
    onTurnedAway,
    // Whoever writes in the channel shows that the bot is there.
    onJoined = () => Promise.resolve('known'),
    onLeft = unexpected,
    channelId = '19:approvals@thread.tacv2',
  }: Making = {},
): Promise<Bot> {
  const turnedAway: TurnedAway[] = [];
  const replies: Reply[] = [];
  const logged: string[] = [];
  const waiting: { receive?: TeamsReceiver } = {};
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const answer = await waiting.receive?.({ headers, body });
      response.writeHead(answer?.status ?? 503, { 'content-type': 'application/json' });
      response.end(answer?.body === undefined ? '' : JSON.stringify(answer.body));
    })();
  });
  const port = await listen(server);

  const place = { appId: '11111111-1111-4111-8111-111111111111', tenantId: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa' };
  const options: TeamsOptions = {
    ...place,
    botEndpoint: () => `http://127.0.0.1:${port}/api/messages`,
    team: { id: '19:team@thread.tacv2', name: 'Cloud Operations' },
    channel: { id: '19:approvals@thread.tacv2', name: 'Network approvals' },
    people: [minji, alex],
    language,
  };
  const teams = await startTeams(options);
  const channel = {
    ...place,
    channelId,
    serviceUrl: teams.serviceUrl,
    token: () => Promise.resolve(token),
    now,
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
    onMute,
    onJoined,
    onLeft,
    onTurnedAway: async (attempt) => {
      turnedAway.push(attempt);
      await onTurnedAway?.(attempt);
    },
  });
  waiting.receive = receive;
  return {
    teams,
    setting: { ...options, serviceUrl: teams.serviceUrl },
    messenger: teamsMessenger(channel),
    replies,
    turnedAway,
    logged,
    close: async () => {
      await teams.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
