import type { BotTeam } from '../model/bot-team';
import { codeOf } from '../model/errors';
import { oneLine } from '../model/one-line';
import { text, type Language, type Text } from '../model/text';
import type { TeamNews, Written } from './activity';
import { isBot } from './bot-framework';
import type { Connector, ListedChannel, TeamsChannel } from './connector';
import { isOurs, whereFrom } from './reply';

/** What is needed to follow in which teams the bot is. */
export interface MembershipOptions {
  readonly language: Language;
  /** The bot is in this team, and sees these channels there; `new` where it was not known to be. */
  readonly onJoined: (team: BotTeam) => Promise<'new' | 'known'>;
  readonly onLeft: (team: string) => Promise<void>;
  /** A fixed message; what varies goes into the properties. */
  readonly log: (message: string, properties: Readonly<Record<string, string | number>>) => void;
}

/** What an activity says of the bot in a team. `changed`: something about its channels. */
type Standing = 'added' | 'changed' | 'removed';

/**
 * Follows in which teams the bot is, and greets a new one. Where cards go is left to the settings: nothing that arrives can lead
 * them elsewhere. Never throws.
 */
export function membership(options: TeamsChannel & MembershipOptions, teams: Connector) {
  const { channelId, language, onJoined, onLeft, log } = options;
  /** The teams in which somebody was heard, so that their channels are not asked for again with each message. */
  const known = new Set<string>();

  const noting = async (note: () => Promise<unknown>): Promise<void> => {
    try {
      await note();
    } catch (error) {
      log('It could not be noted in which teams the bot is', { code: codeOf(error) });
    }
  };

  return {
    /** Teams tells that the bot is in a team, or no longer, or that its channels changed. */
    async told(news: TeamNews): Promise<void> {
      const { tenant, channel } = whereFrom(news);
      const team = news.channelData.team?.id;
      const standing = standingIn(news, options);
      if (team === undefined || standing === undefined || !isOurs(tenant, options)) return;
      known.delete(team);
      if (standing === 'removed') return noting(() => onLeft(team));
      await noting(async () => {
        const channels = await teams.channels(team);
        const found = await onJoined({ team, channels: channels.map(({ id }) => id) });
        if (standing !== 'added' || found !== 'new') return;
        await teams.say(
          channel,
          greeting(channels, channelId)
            .map((line) => line[language])
            .join('\n'),
        );
      });
    },

    /** Somebody wrote in the bot’s channel, so it is there, whether or not Teams told of it. */
    async heard(message: Written): Promise<void> {
      const { tenant, channel } = whereFrom(message);
      const team = message.channelData.team?.id;
      if (team === undefined || known.has(team) || channel !== channelId || !isOurs(tenant, options)) return;
      known.add(team);
      await noting(async () => {
        const channels = await teams.channels(team).catch(() => []);
        await onJoined({ team, channels: [...new Set([...channels.map(({ id }) => id), channel])] });
      });
    },
  };
}

function standingIn(news: TeamNews, channel: TeamsChannel): Standing | undefined {
  if (news.type === 'installationUpdate') return news.action.startsWith('remove') ? 'removed' : 'added';
  const isAmong = (members: readonly { readonly id: string }[]): boolean =>
    members.some(({ id }) => isBot(id, channel));
  const { eventType = '' } = news.channelData;
  if (isAmong(news.membersRemoved) || /^team(?:Hard)?Deleted$/.test(eventType)) return 'removed';
  if (isAmong(news.membersAdded)) return 'added';
  return eventType.startsWith('channel') ? 'changed' : undefined;
}

/** So many channels are named at most. */
const mostNamed = 20;

/** What a team is told that has just got the bot: where it speaks, or how to have it speak here. */
function greeting(channels: readonly ListedChannel[], channelId: string): readonly Text[] {
  const nameOf = ({ name }: ListedChannel): string => oneLine(name ?? 'General', 100);
  const own = channels.find(({ id }) => id === channelId);
  if (own)
    return [
      text(
        `Reconnect is in this team now. It tells and asks in the channel ${nameOf(own)}; write “@Reconnect help” there.`,
        `이제 이 팀에 Reconnect가 있습니다. ${nameOf(own)} 채널에서 알리고 묻습니다. 거기서 “@Reconnect 도움말”이라고 써 보세요.`,
      ),
    ];
  return [
    text(
      "Reconnect is in this team now, but it does not see here the channel that it is set to tell and ask in. To have it use one of these, set its id and deploy: azd env set RECONNECT_CHANNEL 'ID', then azd provision.",
      "이제 이 팀에 Reconnect가 있지만, 알리고 묻도록 설정된 채널이 여기에 보이지 않습니다. 아래 채널을 쓰려면 그 ID를 설정하고 배포하세요: azd env set RECONNECT_CHANNEL 'ID', 그다음 azd provision.",
    ),
    ...channels.slice(0, mostNamed).map((each) => {
      const line = `${nameOf(each)}: ${oneLine(each.id, 200)}`;
      return text(line, line);
    }),
  ];
}
