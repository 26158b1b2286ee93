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
}

/** Teams' global service URL (Microsoft Teams: "Send proactive messages"). */
export const publicServiceUrl = 'https://smba.trafficmanager.net/teams';

const timeoutMs = 10_000;

/**
 * A message that is a card. `summary` is what notifications show; with `text` beside the card Teams would make two messages of
 * it and return no id.
 */
export type CardMessage = Omit<IMessageActivityInput, 'text'> & { readonly summary: string };

/** The calls that Reconnect makes to Teams. Each is one attempt, and throws a {@link ReconnectError} when it fails. */
export interface Connector {
  /** Starts a thread in the channel. */
  start(message: CardMessage): Promise<MessageRef>;
  update(ref: MessageRef, message: CardMessage): Promise<void>;
  /** Adds plain text to a conversation. */
  say(conversation: string, text: string): Promise<void>;
}

/** REST: `POST /v3/conversations`, `PUT` and `POST /v3/conversations/{id}/activities` (Bot Connector API 3.0). */
export function connector(channel: TeamsChannel): Connector {
  const { tenantId, channelId, serviceUrl = publicServiceUrl, token, openIdMetadataUrl } = channel;
  const { botScope } = botCloud(openIdMetadataUrl);
  const http = { timeout: timeoutMs, logger: silent, token: () => tokenOr(() => token(botScope)) };
  const { conversations } = new Client(serviceUrl, http);
  return {
    async start(activity) {
      const channelData = { channel: { id: channelId }, tenant: { id: tenantId } };
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- Microsoft's own emulator fails without isGroup
      const created = await attempt(conversations.create({ isGroup: true, tenantId, channelData, activity }));
      return { conversation: created.id, activity: created.activityId };
    },
    async update(ref, activity) {
      await attempt(conversations.updateActivity(ref.conversation, ref.activity, activity));
    },
    async say(conversation, text) {
      await attempt(conversations.createActivity(conversation, { type: 'message', text, textFormat: 'plain' }));
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

async function attempt<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof ReconnectError ? error : refusalOf(statusOf(error));
  }
}

// The error itself holds the request with its bearer token: nothing of it but the status may go further.
function statusOf(error: unknown): number | undefined {
  const response = typeof error === 'object' && error !== null && 'response' in error ? error.response : undefined;
  if (typeof response !== 'object' || response === null || !('status' in response)) return undefined;
  return typeof response.status === 'number' ? response.status : undefined;
}

function refusalOf(status: number | undefined): ReconnectError {
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
  if (status !== undefined && status >= 400 && status < 500 && status !== 412 && status !== 429)
    return new ReconnectError('TEAMS_REFUSED', `Teams refused the message (HTTP ${status}).`, 'Report this as a bug.');
  const how = status === undefined ? 'no answer' : `HTTP ${status}`;
  return new ReconnectError('TEAMS_UNREACHABLE', `Teams could not be reached (${how}).`, 'It is tried again later.');
}
