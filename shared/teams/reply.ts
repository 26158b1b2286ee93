import { text, type Text } from '../model/text';
import type { IncidentView } from '../cards/view';
import type { Approver, Attempt, Decision } from '../approvals/approval';
import type { Click, Written } from './activity';
import type { TeamsChannel } from './connector';

/** A person's answer to a question, from an authenticated Teams activity. */
export interface Reply {
  readonly code: string;
  /** What the card was about; a text reply names only the code. */
  readonly planHash: string | undefined;
  readonly incident: string | undefined;
  readonly decision: Decision;
  /** `id` is the Entra object id in lower case; the name is only for people to read. */
  readonly by: Approver;
  readonly tenant: string;
  /** The thread in which the answer was given. */
  readonly conversation: string;
  readonly reason: string | undefined;
  readonly via: 'click' | 'text';
}

/** What became of a reply: the incident as it is now, or why the reply does not count. */
export type ReplyAnswer =
  { readonly kind: 'taken'; readonly view: IncidentView } | { readonly kind: 'refused'; readonly because: Text };

/** Somebody wants no more questions about the resource of a card. */
export interface MuteWish {
  readonly incident: string;
  readonly by: Approver;
}

/** An answer that nobody can be held to: what it was to do, and why it does not count. `by.id` is empty where Teams did not say who it is. */
export interface TurnedAway {
  readonly incident: string | undefined;
  readonly code: string | undefined;
  readonly decision: Attempt;
  readonly by: Approver;
  readonly because: Text;
}

type Place = Pick<TeamsChannel, 'tenantId' | 'channelId'>;

/** The tenant and the channel that an activity is about; of a thread, its channel. */
export const whereFrom = ({ conversation, channelData }: Pick<Written, 'conversation' | 'channelData'>) => ({
  tenant: channelData.tenant?.id ?? conversation.tenantId ?? '',
  channel: channelData.channel?.id ?? conversation.id.replace(/;.*$/, ''),
});

export const isOurs = (tenant: string, { tenantId }: Pick<Place, 'tenantId'>): boolean =>
  tenant.toLowerCase() === tenantId.toLowerCase();

/** `foreign`: from another tenant. `elsewhere`: not from our channel. `nobody`: Teams did not say who it is. */
export type Sender =
  | { readonly kind: 'person'; readonly by: Approver; readonly tenant: string; readonly conversation: string }
  | { readonly kind: 'foreign' | 'elsewhere' | 'nobody'; readonly by: Approver; readonly because: Text };

/**
 * Who sent an activity, and from where. Only the fields that Teams itself fills in count: the Entra object id, the tenant and
 * the channel; never a name, and nothing out of a card.
 */
export function senderOf({ from, conversation, channelData }: Click | Written, place: Place): Sender {
  const { tenant, channel } = whereFrom({ conversation, channelData });
  const by = { id: from.aadObjectId?.toLowerCase() ?? '', name: from.name };
  const isForeign = !isOurs(tenant, place);
  if (isForeign || channel !== place.channelId)
    return {
      kind: isForeign ? 'foreign' : 'elsewhere',
      by,
      because: text(
        'Answers count only in the channel where the question was asked.',
        '질문이 올라온 채널에서 한 답변만 인정됩니다.',
      ),
    };
  if (by.id === '')
    return {
      kind: 'nobody',
      by,
      because: text(
        'Teams did not say who you are, so the answer does not count. Sign in with your work account and answer again.',
        'Teams에서 사용자를 확인할 수 없어 답변이 인정되지 않았습니다. 회사 계정으로 로그인한 뒤 다시 답해 주세요.',
      ),
    };
  return { kind: 'person', by, tenant, conversation: conversation.id };
}
