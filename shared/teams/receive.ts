import * as z from 'zod';
import { Envelope } from './activity';
import { answering, malformed, type AnsweringOptions } from './answer';
import { botTokenCheck, isBot } from './bot-framework';
import { publicServiceUrl } from './connector';
import { httpError, type HttpAnswer } from './invoke-answer';

/** One POST to the bot's messaging endpoint. Header names are in lower case, and the body is as it came. */
export interface TeamsRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type TeamsReceiver = (request: TeamsRequest) => Promise<HttpAnswer>;

/** The channel of the Bot Framework that is Teams. Others (Web Chat, Direct Line) sign as correctly, and let anybody be anybody. */
const teamsChannel = 'msteams';

/** Most characters of an activity: Teams takes about 100 KB from anybody (Microsoft Teams: "Limits and specifications"). */
const longestBody = 256 * 1024;

/** What a token says beside who issued it: the connector that the activity came by. */
const Claims = z.looseObject({ serviceurl: z.string() });

/**
 * Takes what Teams posts to the bot. Whatever arrives is answered, never thrown: 400 when it is malformed, 401 when it was not
 * signed by the Bot Framework for this bot, 403 when it was, but does not come from Teams, 503 when nobody can tell, else 200 with
 * the outcome in the body.
 */
export function teamsReceiver(options: AnsweringOptions): TeamsReceiver {
  const check = botTokenCheck(options);
  const answer = answering(options);
  return async ({ headers, body }) => {
    const checked = await check(headers.authorization);
    if (checked.kind === 'unknown') {
      options.log('Teams activity not taken: the Bot Framework’s keys cannot be read', {});
      return httpError(503, 'KEYS_UNREACHABLE', 'The Bot Framework’s keys cannot be read. Try again.');
    }
    if (checked.kind === 'refused') {
      options.log('Teams activity refused: not signed by the Bot Framework', { because: checked.because });
      return httpError(401, 'NOT_SIGNED', 'Only the Bot Framework may call this endpoint.');
    }
    const activity = readJson(body);
    const envelope = Envelope.safeParse(activity);
    if (!envelope.success) return malformed(options);
    const claims = Claims.safeParse(checked.claims);
    if (!claims.success || plain(claims.data.serviceurl) !== plain(envelope.data.serviceUrl)) {
      options.log('Teams activity refused: signed for another connector', {});
      return httpError(401, 'NOT_SIGNED', 'The token is for another service URL.');
    }
    if (!isFromTeams(envelope.data, checked.endorsements, options)) {
      options.log('Teams activity refused: it comes by another channel', {});
      return httpError(403, 'NOT_FROM_TEAMS', 'Reconnect is spoken to in Teams only.');
    }
    return answer(activity);
  };
}

/** `undefined`, which is no activity, where it is no JSON, or too much. */
function readJson(body: string): unknown {
  if (body.length > longestBody) return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Whether it was written in Teams, to this bot, by way of Teams' own connector, and signed with a key that may sign for Teams. */
function isFromTeams(
  { channelId, recipient, serviceUrl }: Envelope,
  endorsements: readonly string[],
  options: AnsweringOptions,
): boolean {
  return (
    channelId === teamsChannel &&
    endorsements.includes(teamsChannel) &&
    isBot(recipient.id, options) &&
    originOf(serviceUrl) === originOf(options.serviceUrl ?? publicServiceUrl)
  );
}

/** Microsoft writes the same service URL with and without a slash at its end. */
const plain = (url: string): string => url.replace(/\/$/, '').toLowerCase();
const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);
