import type { IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { BotMessage, type Channel } from './channel';
import type { TeamsOptions } from './contract';

/** An HTTP answer; `body` is sent as JSON. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** What is in `Retry-After`. */
  readonly retryAfterS?: number | undefined;
}

/** A call that fails, and after how many seconds it is to be tried again. */
export interface Failure {
  readonly status: number;
  readonly retryAfterS?: number | undefined;
}

interface Context {
  readonly options: TeamsOptions;
  readonly channel: Channel;
  readonly origin: string;
  /** What the next calls are answered with. */
  readonly failures: Failure[];
}

const NewThread = z.looseObject({
  tenantId: z.string(),
  channelData: z.looseObject({ channel: z.looseObject({ id: z.string() }) }),
  activity: BotMessage,
});

/**
 * The JSON that was posted; fails as broken JSON does when it is not called JSON. That keeps other web pages out: for this
 * type a browser has to ask the stand-in first, which does not say yes.
 */
export async function jsonBody(request: IncomingMessage): Promise<unknown> {
  if (!request.headers['content-type']?.startsWith('application/json')) throw new SyntaxError('Send JSON.');
  return json(request);
}

/** The Bot Connector's REST API, as far as a bot needs it to post, to answer and to update. Any bearer token will do. */
export async function connector(
  { options, channel, failures, origin }: Context,
  request: IncomingMessage,
  path: string,
): Promise<Answer> {
  if (!request.headers.authorization?.startsWith('Bearer ')) return refused(401, 'Unauthorized');
  const failure = failures.shift();
  if (failure) return { ...refused(failure.status, 'InjectedFault'), retryAfterS: failure.retryAfterS };
  const { team, channel: own } = options;
  if (request.method === 'GET')
    return path === `/teams/v3/teams/${team.id}/conversations`
      ? { status: 200, body: { conversations: [{ id: team.id }, own] } }
      : refused(404, 'NotFound');
  const body = await jsonBody(request);
  const [, thread, activity] = /^\/teams\/v3\/conversations(?:\/([^/]+)\/activities(?:\/([^/]+))?)?$/.exec(path) ?? [];

  if (request.method === 'PUT' && activity !== undefined) {
    const updated = channel.update(activity, BotMessage.parse(body));
    return updated ? { status: 200, body: { id: updated.id } } : refused(404, 'ActivityNotFoundInConversation');
  }
  if (request.method === 'POST' && thread !== undefined && activity === undefined) {
    if (![own.id, team.id].includes(thread.replace(/;.*$/, ''))) return refused(404, 'ConversationNotFound');
    return { status: 201, body: { id: channel.post(BotMessage.parse(body), thread).id } };
  }
  if (request.method !== 'POST' || path !== '/teams/v3/conversations') return refused(404, 'NotFound');
  const asked = NewThread.parse(body);
  if (asked.tenantId !== options.tenantId) return refused(403, 'BotNotInConversationRoster');
  if (asked.channelData.channel.id !== own.id) return refused(404, 'ConversationNotFound');
  const posted = channel.post(asked.activity);
  return { status: 201, body: { id: posted.conversation, activityId: posted.id, serviceUrl: `${origin}/teams` } };
}

const refused = (status: number, code: string): Answer => ({ status, body: { error: { code, message: code } } });
