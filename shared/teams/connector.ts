import * as z from 'zod';
import { Client, type IMessageActivityInput } from '@microsoft/teams.api';
import { ReconnectError } from '../model/errors';
import type { MessageRef } from '../incident/ports';
import { botCloud } from './bot-framework';
import { silent } from './sdk-logger';

/** Where the bot lives and speaks. */
export interface TeamsChannel {
  /** The bot's Microsoft app id. */
  readonly appId: string;
  readonly tenantId: string;
  /** The one channel that Reconnect uses: `19:…@thread.tacv2`. */
  readonly channelId: string;
  /** The Bot Framework connector, by default {@link publicServiceUrl}. */
  readonly serviceUrl?: string;
  /** Where the keys that sign activities are published, by default the public cloud's; only a local stand-in has its own. */
  readonly openIdMetadataUrl?: string | undefined;
  /** An access token of the bot for a scope such as `https://api.botframework.com/.default`. */
  readonly token: (scope: string) => Promise<string>;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Teams' global service URL (Microsoft Teams: "Send proactive messages"). */
export const publicServiceUrl = 'https://smba.trafficmanager.net/teams';

const timeoutMs = 10_000;
/** Whatever Teams says, it is spoken to again after this long, ms. */
const longestPauseMs = 10 * 60_000;

/**
 * A message that is a card. `summary` is what notifications show; with `text` beside the card Teams would make two messages of
 * it and return no id.
 */
export type CardMessage = Omit<IMessageActivityInput, 'text'> & { readonly summary: string };

/**
 * The calls that Reconnect makes to Teams. Each is one attempt, and throws a {@link ReconnectError} when it fails. Once Teams has said how
 * long it wants to be left alone, it is (`TEAMS_BUSY`).
 */
export interface Connector {
  /** Starts a thread in the channel. */
  start(message: CardMessage): Promise<MessageRef>;
  update(ref: MessageRef, message: CardMessage): Promise<void>;
  /** Adds plain text to a conversation. */
  say(conversation: string, text: string): Promise<void>;
  /** The channels of a team that the bot is in; the first one has no name. */
  channels(team: string): Promise<readonly ListedChannel[]>;
}

const ListedChannel = z.object({ id: z.string().min(1), name: z.string().nullish() });
export type ListedChannel = z.infer<typeof ListedChannel>;

/** REST: `POST /v3/conversations`, `PUT` and `POST /v3/conversations/{id}/activities`, `GET /v3/teams/{id}/conversations` (Bot Connector API 3.0). */
export function connector(channel: TeamsChannel): Connector {
  const { tenantId, channelId, serviceUrl = publicServiceUrl, token, openIdMetadataUrl, now } = channel;
  const { botScope } = botCloud(openIdMetadataUrl);
  const http = { timeout: timeoutMs, logger: silent, token: () => tokenOr(() => token(botScope)) };
  const { conversations, teams } = new Client(serviceUrl, http);
  let notBefore = -Infinity;
  const attempt = async <T>(call: () => Promise<T>): Promise<T> => {
    if (now() < notBefore) throw refusalOf({ status: 429, retryAfterMs: notBefore - now() });
    try {
      return await call();
    } catch (error) {
      const refusal = error instanceof ReconnectError ? error : refusalOf(answerIn(error));
      notBefore = now() + Math.min(refusal.retryAfterMs ?? 0, longestPauseMs);
      throw refusal;
    }
  };
  return {
    async start(activity) {
      const channelData = { channel: { id: channelId }, tenant: { id: tenantId } };
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- Microsoft's own emulator fails without isGroup
      const created = await attempt(() => conversations.create({ isGroup: true, tenantId, channelData, activity }));
      return { conversation: created.id, activity: created.activityId };
    },
    async update(ref, activity) {
      await attempt(() => conversations.updateActivity(ref.conversation, ref.activity, activity));
    },
    async say(conversation, text) {
      await attempt(() => conversations.createActivity(conversation, { type: 'message', text, textFormat: 'plain' }));
    },
    channels(team) {
      return attempt(async () => z.array(ListedChannel).parse(await teams.getConversations(encodeURIComponent(team))));
    },
  };
}

async function tokenOr(token: () => Promise<string>): Promise<string> {
  try {
    return await token();
  } catch {
    throw new ReconnectError(
      'TEAMS_NO_TOKEN',
      'No access token for the Teams bot could be had.',
      'Check that the bot’s managed identity is assigned to this app.',
    );
  }
}

// The error itself holds the request with its bearer token: nothing of it but the status and the pause may go further.
const Failure = z.object({
  response: z.object({
    status: z.number(),
    headers: z.looseObject({ 'retry-after': z.string().optional() }).optional(),
  }),
});

/** What Teams answered, if it did, and for how long it wants to be left alone, ms. */
function answerIn(error: unknown): { readonly status?: number; readonly retryAfterMs?: number } {
  const { data } = Failure.safeParse(error);
  if (!data) return {};
  const { status, headers } = data.response;
  const seconds = /^\d{1,5}$/.exec(headers?.['retry-after'] ?? '')?.[0];
  return seconds === undefined ? { status } : { status, retryAfterMs: Number(seconds) * 1000 };
}

/** Teams says that it took nothing, and wants to be asked again (Microsoft Teams: "Rate limiting"). */
const busy = [412, 429, 503];

function refusalOf({ status, retryAfterMs }: ReturnType<typeof answerIn>): ReconnectError {
  if (status === 401 || status === 403)
    return new ReconnectError(
      'TEAMS_FORBIDDEN',
      `Teams refused the bot (HTTP ${status}).`,
      'Check the bot’s app id and tenant, and that the Reconnect app is installed in the team.',
    );
  if (status === 404)
    return new ReconnectError(
      'TEAMS_NOT_FOUND',
      'Teams does not know the channel or the message (HTTP 404).',
      'Check the channel id, and that nobody deleted the message.',
    );
  if (status !== undefined && busy.includes(status))
    return new ReconnectError(
      'TEAMS_BUSY',
      `Teams is busy (HTTP ${status}).`,
      'It is tried again later.',
      retryAfterMs,
    );
  if (status !== undefined && status >= 400 && status < 500)
    return new ReconnectError('TEAMS_REFUSED', `Teams refused the message (HTTP ${status}).`, 'Report this as a bug.');
  const how = status === undefined ? 'no answer' : `HTTP ${status}`;
  const message = `Teams could not be reached (${how}).`;
  return new ReconnectError('TEAMS_UNREACHABLE', message, 'It is tried again later.', retryAfterMs);
}
