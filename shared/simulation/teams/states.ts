import { text } from '../../model/text';
import type { IncidentView, Question, Status } from '../../cards/view';
import { costly, question, viewWith } from './views';

/** Before anything is known, and where another message tells it. */
const unknown = {
  broken: text('agw-prod was reported to be in trouble', 'agw-prod에 문제가 보고됨'),
  shownBy: [],
  path: [],
  otherCauses: [],
};

function seoul(status: Status): IncidentView {
  const view = { ...viewWith(status), timeZone: 'Asia/Seoul' };
  if (status.kind !== 'looking' && status.kind !== 'looked' && status.kind !== 'replaced') return view;
  const { blamed: _, ...nothing } = { ...view, ...unknown };
  return nothing;
}

const at = '2026-11-21T01:58:00.000Z';
const guard = text(
  '“Nobody else is working on it” (events-under-way)',
  '“다른 작업이 진행 중이 아님” (events-under-way)',
);
const going = (en: string, ko: string): Status => ({
  kind: 'decided',
  question,
  decision: 'approve',
  by: 'Min-ji Kim',
  at,
  now: text(en, ko),
});
const tried = (of: Question, result: 'helped' | 'undone' | 'rejected' | 'unanswered' | 'not-applied') => [
  { title: of.title, result },
];

/** Every state in which people see an incident, by name; read in Seoul. */
export const states: Readonly<Record<string, IncidentView>> = Object.fromEntries(
  Object.entries({
    looking: { kind: 'looking' },
    'looked into': { kind: 'looked' },
    held: {
      kind: 'held',
      because: text(
        'rg-web is in maintenance until 2026-11-21 13:00 KST.',
        'rg-web은(는) 2026-11-21 13:00 KST까지 점검 중입니다.',
      ),
      until: '2026-11-21T04:00:00.000Z',
      effect: question.effect,
      guard,
    },
    asked: { kind: 'asking', question },
    'asked, with losses': { kind: 'asking', question: costly },
    'asked, of two': {
      kind: 'asking',
      question: { ...costly, people: 2, risk: 'severe', requestedBy: 'Hana Choi' },
    },
    'second approval needed': { kind: 'asking', question: { ...costly, people: 2, approvedBy: ['Lee Jun-ho'] } },
    replaced: { kind: 'replaced' },
    rejected: {
      kind: 'closed',
      outcome: 'rejected',
      because: text(
        'Sam Rivera rejected the fix. Nothing was changed.',
        'Sam Rivera님이 조치를 거절했습니다. 변경된 것은 없습니다.',
      ),
      tried: tried(question, 'rejected'),
      question,
    },
    expired: {
      kind: 'closed',
      outcome: 'expired',
      because: text(
        'Nobody answered in time. Nothing was changed.',
        '시간 안에 답한 사람이 없습니다. 변경된 것은 없습니다.',
      ),
      tried: tried(question, 'unanswered'),
      question,
    },
    approved: going('Checking once more that the plan still fits.', '계획이 여전히 맞는지 다시 확인하는 중입니다.'),
    applying: going(
      'Applying the fix since 2026-11-21 10:58 KST. Request 1/1: PUT /networkSecurityGroups/nsg-gateway/securityRules/reconnect-allow-446c242e',
      '2026-11-21 10:58 KST부터 조치를 적용하는 중입니다. 요청 1/1: PUT /networkSecurityGroups/nsg-gateway/securityRules/reconnect-allow-446c242e',
    ),
    verifying: going(
      'Applied at 2026-11-21 10:59 KST. Trying the connection again; it may take up to 10 min to come back.',
      '2026-11-21 10:59 KST에 적용했습니다. 연결을 다시 확인하는 중이며, 돌아오는 데 최대 10분이 걸릴 수 있습니다.',
    ),
    verified: {
      kind: 'closed',
      outcome: 'resolved',
      because: text(
        'Backend health of agw-prod: 4 of 4 servers healthy.',
        'agw-prod의 백엔드 상태: 서버 4대 중 4대 정상.',
      ),
      took: text('Seen to be well 14 min after the signal.', '신호 후 14분 만에 정상이 확인되었습니다.'),
      tried: tried(question, 'helped'),
      question,
    },
    'cancelled, healed': {
      kind: 'closed',
      outcome: 'self-healed',
      because: text(
        'The connection came back before anything was changed.',
        '아무것도 변경하기 전에 연결이 돌아왔습니다.',
      ),
      took: text('Seen to be well 9 min after the signal.', '신호 후 9분 만에 정상이 확인되었습니다.'),
      tried: tried(question, 'not-applied'),
      question,
    },
    'cancelled, changed': {
      kind: 'closed',
      outcome: 'reported',
      because: text(
        'Things changed between the question and the approval, so the approved plan no longer fits. It was not applied.',
        '질문과 승인 사이에 상황이 바뀌어 승인된 계획이 더 이상 맞지 않습니다. 적용하지 않았습니다.',
      ),
      tried: tried(question, 'not-applied'),
      question,
    },
    undoing: going(
      'Undoing the fix since 2026-11-21 11:10 KST. Request 1/1: DELETE /networkSecurityGroups/nsg-gateway/securityRules/reconnect-allow-446c242e',
      '2026-11-21 11:10 KST부터 조치를 되돌리는 중입니다. 요청 1/1: DELETE /networkSecurityGroups/nsg-gateway/securityRules/reconnect-allow-446c242e',
    ),
    undone: {
      kind: 'closed',
      outcome: 'escalated',
      because: text(
        'Everything documented was tried and it is still broken. Please take over.',
        '문서에 있는 조치를 모두 시도했지만 여전히 문제가 있습니다. 직접 처리해 주세요.',
      ),
      tried: tried(question, 'undone'),
      question,
    },
    escalated: {
      kind: 'closed',
      outcome: 'escalated',
      because: text(
        'Reconnect itself failed on this incident and has stopped. Please take over.',
        'Reconnect 자체가 이 인시던트에서 실패하여 중지했습니다. 직접 처리해 주세요.',
      ),
      question,
    },
    'stopped by a guard': {
      kind: 'closed',
      outcome: 'reported',
      because: text('Somebody is working on nsg-gateway.', '누군가 nsg-gateway에서 작업 중입니다.'),
      question,
      guard,
    },
  } satisfies Readonly<Record<string, Status>>).map(([name, status]) => [name, seoul(status)]),
);
