import { text, type Text } from '../model/text';
import type { Risk } from '../model/plan';
import type { Decision } from '../approvals/approval';
import type { Outcome, Tried } from './view';

/** Every fixed label of the card and the transcript. */
export const words = {
  looking: text('Looking for the cause', '원인을 찾고 있습니다'),
  follows: text('The question or the result will come as a new message.', '질문이나 결과는 새 메시지로 알려 드립니다.'),
  looked: text('Looked into: see the other message', '확인했습니다. 다른 메시지를 봐 주세요'),
  replaced: text('Replaced by a newer question', '새 질문으로 대체되었습니다'),
  held: text('Holding back for now', '지금은 보류하고 있습니다'),
  asking: text('Waiting for your decision', '결정을 기다리고 있습니다'),
  resource: text('Resource', '리소스'),
  cause: text('Cause', '원인'),
  blamed: text('To blame', '원인 위치'),
  alsoHurt: text('Hurts too', '함께 영향 받음'),
  wellAgain: text('well again', '정상으로 돌아옴'),
  opened: text('Since', '시작 시각'),
  incident: text('Incident', '인시던트'),
  shownBy: text('What shows it', '확인된 사실'),
  triedFrom: text('Tried from', '시도한 위치와 결과'),
  fix: text('Fix', '조치'),
  proposed: text('Proposed', '제안했던 조치'),
  risk: text('Risk', '위험도'),
  source: text('Described in', '근거 문서'),
  opens: text('Newly opens', '새로 열리는 통신'),
  noFlows: text('No flow is newly allowed or denied', '통신 허용 범위는 바뀌지 않습니다'),
  inbound: text('Inbound', '인바운드'),
  outbound: text('Outbound', '아웃바운드'),
  losses: text('What will be lost', '사라지는 것'),
  proof: text('Checked before asking', '미리 확인한 사항'),
  guards: text('Guards passed', '통과한 보호 규칙'),
  closes: text('Newly closes', '새로 막히는 통신'),
  undone: text('The fix was undone.', '조치를 되돌렸습니다.'),
  stoppedBy: text('Stopped by', '멈춘 보호 규칙'),
  undoable: text('Can it be undone?', '되돌릴 수 있나요?'),
  ifNothing: text('If you do nothing', '아무것도 하지 않으면'),
  approvers: text('Who may answer', '답할 수 있는 사람'),
  needed: text('Approvals needed', '필요한 승인'),
  until: text('Answer by', '응답 기한'),
  code: text('Code', '코드'),
  details: text('Details', '자세히'),
  evidence: text('Evidence', '근거'),
  requests: text('Exact requests', '정확한 요청'),
  tried: text('What was tried', '시도한 조치'),
  uncertain: text('Not ruled out', '배제하지 못한 원인'),
  skipped: text('Could not be looked at', '살펴보지 못한 것'),
  excluded: text('Ruled out', '배제한 원인'),
  path: text('Path', '경로'),
  history: text('What happened so far', '지금까지 있었던 일'),
  reason: text('Reason', '사유'),
  why: text('Why (optional)', '사유 (선택)'),
  approve: text('Approve', '승인'),
  reject: text('Reject', '거절'),
  mute: text('Mute 2 h', '2시간 음소거'),
} as const satisfies Record<string, Text>;

/** How an incident ended, in a few words. */
export const outcomes: Readonly<Record<Outcome, Text>> = {
  resolved: text('Connected again', '연결이 복구되었습니다'),
  'self-healed': text('Recovered by itself', '저절로 복구되었습니다'),
  rejected: text('Rejected', '거절되었습니다'),
  expired: text('Not approved in time', '기한 안에 승인되지 않았습니다'),
  reported: text('Reported, nothing to approve', '보고로 마쳤습니다. 승인할 조치가 없습니다'),
  escalated: text('A person must take over', '사람이 이어서 처리해야 합니다'),
};

/** What became of a fix, in a few words. */
export const results: Readonly<Record<Tried['result'], Text>> = {
  helped: text('it helped', '도움이 되었습니다'),
  undone: text('undone', '되돌렸습니다'),
  'no-help': text('did not help', '도움이 되지 않았습니다'),
  failed: text('not carried out', '실행되지 않았습니다'),
  'not-applied': text('approved, not applied', '승인되었으나 적용하지 않았습니다'),
  rejected: text('rejected', '거절되었습니다'),
  unanswered: text('not approved in time', '기한 안에 승인되지 않았습니다'),
};

export const risks: Readonly<Record<Risk, Text>> = {
  low: text('Low', '낮음'),
  medium: text('Medium', '중간'),
  high: text('High', '높음'),
  severe: text('Severe', '매우 높음'),
};

/** `at` is already readable. */
export const decided = (decision: Decision, by: string, at: string): Text =>
  decision === 'approve'
    ? text(`Approved by ${by}, ${at}`, `${by} 님이 승인했습니다. ${at}`)
    : text(`Rejected by ${by}, ${at}`, `${by} 님이 거절했습니다. ${at}`);

/** One of two has approved. */
export const halfApproved = (by: string): Text =>
  text(`Approved by ${by}; a second approval is needed`, `${by} 님이 승인했습니다. 두 번째 승인이 필요합니다`);

/** That two people must approve, and who cannot be one of them. */
export const twoPeople = (requestedBy: string | undefined): Text =>
  requestedBy === undefined
    ? text('two different people', '서로 다른 두 사람')
    : text(`two different people, not ${requestedBy}, who asked for it`, `요청한 ${requestedBy} 님을 제외한 두 사람`);

/** The line that stands for what was left out. */
export const more = (count: number): Text => text(`… and ${count} more`, `… 외 ${count}건`);

/** How to answer by writing instead of clicking. */
export const replyHint = (code: string): Text =>
  text(
    `Or write: @Reconnect approve ${code} / @Reconnect reject ${code}`,
    `글로도 답할 수 있습니다: @Reconnect 승인 ${code} / @Reconnect 거절 ${code}`,
  );

/** Where to answer, for those who read of it elsewhere. */
export const answerInChannel = (code: string): Text =>
  text(
    `Answer in Reconnect’s channel in Teams, on the card with the code ${code}. What is answered here does not count.`,
    `Teams의 Reconnect 채널에 있는 코드 ${code} 카드에서 답해 주세요. 여기에 한 답은 인정되지 않습니다.`,
  );
