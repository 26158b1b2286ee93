import { isAmong, type Approval, type Approver, type Decision } from './approval';
import { text, type Text } from '../model/text';

/** An answer to a question, from an authenticated Teams activity. `planHash` is what the card was about; a text reply has none. */
export interface Reply {
  readonly code: string;
  readonly planHash: string | undefined;
  readonly decision: Decision;
  readonly by: Approver;
  /** What they said about it, in their own words. */
  readonly reason?: string | undefined;
}

/** `pending`: it is not decided yet; one of two who must approve may have done so. */
export type Standing =
  | { readonly kind: 'pending'; readonly approval: Approval; readonly approvedBy: readonly Approver[] }
  | { readonly kind: 'none' };

export type Ruling = { readonly kind: 'accepted' } | { readonly kind: 'refused'; readonly because: Text };

/** Whether a reply counts for the open question. `now` in ms since the epoch. */
export function rule(standing: Standing, reply: Reply, now: number): Ruling {
  if (standing.kind === 'none')
    return refused(
      text(
        'This question is closed; nothing was changed by your answer.',
        '이미 닫힌 질문입니다. 이 답변으로 변경된 것은 없습니다.',
      ),
    );
  const { approval, approvedBy } = standing;
  if (
    approval.code !== reply.code.toUpperCase() ||
    (reply.planHash !== undefined && reply.planHash !== approval.planHash)
  )
    return refused(
      text(
        'This card is about an earlier plan. Answer the newest card.',
        '이전 계획에 대한 카드입니다. 최신 카드에 답해 주세요.',
      ),
    );
  if (now >= Date.parse(approval.until))
    return refused(
      text(
        'The time to answer is over. Silence meant no; nothing was changed.',
        '답변 시간이 지났습니다. 응답이 없어 거절로 처리되었으며 변경된 것은 없습니다.',
      ),
    );
  if (!isAmong(approval.approvers, reply.by)) {
    const who = approval.approvers.map((approver) => approver.name).join(', ');
    const { requestedBy } = approval;
    return refused(
      requestedBy === undefined
        ? text(`Only ${who} may answer this question.`, `이 질문에는 ${who}만 답할 수 있습니다.`)
        : text(
            `Only ${who} may answer this question, because ${requestedBy} asked for it.`,
            `${requestedBy}님이 요청한 일이므로 이 질문에는 ${who}만 답할 수 있습니다.`,
          ),
    );
  }
  if (reply.decision === 'approve' && isAmong(approvedBy, reply.by))
    return refused(
      text(
        'You have approved this already; a second approval must come from somebody else.',
        '이미 승인하셨습니다. 두 번째 승인은 다른 사람이 해야 합니다.',
      ),
    );
  return { kind: 'accepted' };
}

const refused = (because: Text): Ruling => ({ kind: 'refused', because });
