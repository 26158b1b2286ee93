import type { AskedQuestion, Forgery, Person, SayOptions, TeamsOptions } from './contract';

export type Setting = TeamsOptions & { readonly serviceUrl: string };

/** What Teams sends when somebody presses a button of a card (Bot Framework: invoke, `adaptiveCard/action`). */
export function pressed(
  setting: Setting,
  id: string,
  person: Person,
  at: Pick<AskedQuestion, 'message' | 'conversation'>,
  action: { readonly verb: string; readonly data: Readonly<Record<string, unknown>> },
  forge?: Forgery,
): Record<string, unknown> {
  return {
    ...common(setting, id, person, at.conversation, forge),
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: at.message,
    value: { trigger: 'manual', action: { type: 'Action.Execute', title: action.verb, ...action } },
  };
}

/** What Teams sends when somebody writes in the channel. */
export function wrote(
  setting: Setting,
  id: string,
  person: Person,
  text: string,
  { thread, forge }: SayOptions,
): Record<string, unknown> {
  const conversation = thread ?? `${setting.channel.id};messageid=${id}`;
  return { ...common(setting, id, person, conversation, forge), type: 'message', text, textFormat: 'plain' };
}

/** What Teams sends about a team as a whole, in its first channel, which has the id of the team. */
export function teamNews(
  setting: Setting,
  id: string,
  person: Person,
  news: Readonly<Record<string, unknown>> & { readonly eventType?: string },
  forge?: Forgery,
): Record<string, unknown> {
  const { eventType, ...what } = news;
  const { channelData, ...rest } = common(setting, id, person, setting.team.id, forge);
  const { channel: _, ...about } = channelData;
  return { ...rest, ...what, channelData: { ...about, ...(eventType === undefined ? {} : { eventType }) } };
}

function common(setting: Setting, id: string, person: Person, conversation: string, forge: Forgery | undefined) {
  const { appId, team, channel, clock = Date.now } = setting;
  const tenant = forge === 'wrong-tenant' ? '99999999-9999-4999-8999-999999999999' : setting.tenantId;
  const elsewhere = '19:elsewhere@thread.tacv2';
  const where = forge === 'wrong-conversation' ? elsewhere : conversation;
  const oid = forge === 'missing-oid' ? {} : { aadObjectId: person.id };
  return {
    id,
    timestamp: new Date(clock()).toISOString(),
    channelId: forge === 'web-chat' ? 'webchat' : forge === 'direct-line' ? 'directline' : 'msteams',
    serviceUrl: serviceUrlOf(setting, forge),
    from: { id: `29:${person.id}`, name: person.name, ...oid },
    recipient: {
      id: forge === 'another-recipient' ? '28:00000000-0000-4000-8000-00000000dead' : `28:${appId}`,
      name: 'Reconnect',
    },
    conversation: { isGroup: true, conversationType: 'channel', tenantId: tenant, id: where },
    channelData: {
      tenant: { id: tenant },
      team: { id: team.id },
      channel: { id: forge === 'wrong-conversation' ? elsewhere : channel.id },
    },
  };
}

/** The connector that an activity names; this one's, at the beginning of another's name, must not deceive anybody. */
export const serviceUrlOf = ({ serviceUrl }: Pick<Setting, 'serviceUrl'>, forge: Forgery | undefined): string =>
  forge === 'another-connector' ? serviceUrl.replace(/\/teams$/, '@elsewhere.example/teams') : serviceUrl;
