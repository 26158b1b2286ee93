import { isAmong, isApproved, isCodeOf, type Approval, type Approver } from '../approvals/approval';
import { planHash } from './assess';
import { afterTheEnd, type ChangeResult, type IncidentEvent, type Proposal, type Purpose, type Step } from './events';
import type { Asks } from '../model/guard';
import { text, type Text } from '../model/text';

/** What Reconnect promises of every incident, and an audit can tell from its events. */
export type PromiseId =
  'opened-once' | 'asked-about-plan' | 'approved' | 'rechecked' | 'in-plan' | 'sent-once' | 'closed-once' | 'proven';

/** A promise that was not kept. `seq` is the event that shows it; the first event has 1. */
export interface Finding {
  readonly seq: number;
  readonly promise: PromiseId;
  readonly text: Text;
}

type Intended = Extract<IncidentEvent, { kind: 'change-intended' }>;
type Answered = Extract<IncidentEvent, { kind: 'answered' }>;

/** What is known at an event about the plan in question, and how far each of its steps has come. */
interface Course {
  readonly proposal: Proposal | undefined;
  readonly approval: Approval | undefined;
  /** Who has approved the question, each once, and whether somebody rejected it. */
  readonly approvedBy: readonly Approver[];
  readonly rejected: boolean;
  readonly rechecked: boolean;
  readonly undoing: boolean;
  readonly steps: ReadonlyMap<string, Sent>;
  /** Whether the last look at the target showed that the connection works. */
  readonly works: boolean;
  readonly closed: number;
}

/**
 * `maybe`: intended, and nobody knows yet whether it reached Azure; Azure is then looked at (`inspecting`, `inspected`).
 * `absent`: it did not reach Azure. `over`: Azure took it, or it was given up. `withheld`: it was never sent.
 */
type Sent = 'maybe' | 'inspecting' | 'inspected' | 'absent' | 'landed' | 'over' | 'withheld';

const begun: Course = {
  proposal: undefined,
  approval: undefined,
  approvedBy: [],
  rejected: false,
  rechecked: false,
  undoing: false,
  steps: new Map(),
  works: false,
  closed: 0,
};

/**
 * Checks the promises that an incident's events must keep, whatever happened:
 *
 * - it is opened once, closed at most once, and nothing but its card and answers that come too late follows;
 * - people are asked about exactly the plan that was made, and only when no guard stopped it;
 * - every change is a step of a plan that as many different ones of the listed approvers as must approved in time, and none
 *   rejected, and that still was the same just before it, in
 *   the order of the plan, and what is undone is what was begun;
 * - no step is sent twice unless Azure refused it, or was looked at and did not show it;
 * - it ends as `resolved` only after the connection was seen to work.
 *
 * Pure. An empty list means that all were kept.
 */
export function auditIncident(incident: string, events: readonly IncidentEvent[]): readonly Finding[] {
  const findings: Finding[] = [];
  let course = begun;
  events.forEach((event, index) => {
    const found = (promise: PromiseId, said: Text) => findings.push({ seq: index + 1, promise, text: said });
    check(incident, event, index, course, found);
    course = follow(course, event);
  });
  return findings;
}

type Found = (promise: PromiseId, said: Text) => void;

function check(incident: string, event: IncidentEvent, index: number, course: Course, found: Found): void {
  if ((event.kind === 'opened') !== (index === 0))
    found(
      'opened-once',
      text('An incident is opened by its first event, and only by it.', '인시던트는 첫 이벤트로만 열립니다.'),
    );
  if (course.closed > 0 && !afterTheEnd.includes(event.kind))
    found('closed-once', text(`After the end comes ${event.kind}.`, `종료 뒤에 ${event.kind} 이벤트가 있습니다.`));
  switch (event.kind) {
    case 'asked':
      return checkQuestion(incident, event.approval, course, found);
    case 'answered':
      return checkAnswer(event, course, found);
    case 'change-intended':
      return checkChange(event, course, found);
    case 'closed':
      if (event.outcome === 'resolved' && !course.works)
        found(
          'proven',
          text(
            'It ends as resolved, but the connection was not seen to work.',
            'resolved로 끝났지만 연결이 확인된 기록이 없습니다.',
          ),
        );
      return;
    default:
  }
}

function checkQuestion(incident: string, approval: Approval, { proposal }: Course, found: Found): void {
  const wrong = (en: string, ko: string) => found('asked-about-plan', text(en, ko));
  if (!proposal) return wrong('People are asked, but there is no plan.', '계획 없이 질문했습니다.');
  if (approval.planHash !== proposal.hash || planHash(proposal.plan) !== proposal.hash)
    wrong('The question is not about the plan that was made.', '질문이 실제 계획에 대한 것이 아닙니다.');
  if (!isCodeOf(approval.code, incident, approval.planHash))
    wrong('The code is not that of the plan.', '코드가 계획의 코드가 아닙니다.');
  const { asks } = proposal;
  if (
    asks &&
    (asks.people !== (approval.people ?? 1) || !approval.approvers.every((each) => isAmong(mayEver(asks), each)))
  )
    wrong(
      'Others were asked, or fewer, than must approve the plan.',
      '계획을 승인해야 하는 사람과 다르게 질문했습니다.',
    );
  if (proposal.guards.some(({ result }) => result.kind !== 'pass'))
    wrong('A guard stopped the plan, and people were asked all the same.', '가드가 막은 계획에 대해 질문했습니다.');
}

/** Everybody who may approve, at first or once nobody answered for a while. */
export const mayEver = ({ approvers, later }: Asks): readonly Approver[] => [...approvers, ...(later?.approvers ?? [])];

function checkAnswer({ at, by, decision }: Answered, { approval, approvedBy }: Course, found: Found): void {
  const wrong = (en: string, ko: string) => found('approved', text(en, ko));
  if (!approval) return wrong('An answer counted, but nobody was asked.', '질문 없이 답변이 인정되었습니다.');
  if (!isAmong(approval.approvers, by))
    wrong(
      `${by.name} may not answer, and the answer counted.`,
      `${by.name}님은 답할 권한이 없는데 답변이 인정되었습니다.`,
    );
  if (decision === 'approve' && isAmong(approvedBy, by))
    wrong(`${by.name} approved twice, and both counted.`, `${by.name}님의 승인이 두 번 인정되었습니다.`);
  if (Date.parse(at) >= Date.parse(approval.until))
    wrong(`${by.name} answered too late, and the answer counted.`, `${by.name}님의 답변이 늦었는데 인정되었습니다.`);
}

function checkChange({ step }: Intended, course: Course, found: Found): void {
  const { proposal, steps } = course;
  const what = `${step.of}[${step.index}]`;
  if (!proposal?.plan[step.of][step.index])
    found('in-plan', text(`The plan has no step ${what}.`, `계획에 ${what} 단계가 없습니다.`));
  if (step.index > 0 && steps.get(`${step.of} ${step.index - 1}`) !== 'landed')
    found(
      'in-plan',
      text(`${what} is sent before the step ahead of it landed.`, `앞 단계가 적용되기 전에 ${what}을(를) 보냈습니다.`),
    );
  const hasBegun = [...steps].some(([key, sent]) => key.startsWith('changes') && sent !== 'withheld');
  if (step.of === 'undo' && !(course.undoing && hasBegun))
    found('in-plan', text('Something is undone that was not begun.', '시작하지 않은 것을 되돌렸습니다.'));
  if (!hasApproval(course))
    found('approved', text(`${what} is sent without an approval.`, `승인 없이 ${what}을(를) 보냈습니다.`));
  if (step.of === 'changes' && !course.rechecked)
    found(
      'rechecked',
      text(`${what} is sent without another look just before.`, `직전 확인 없이 ${what}을(를) 보냈습니다.`),
    );
  const sent = steps.get(keyOf(step));
  if (sent === 'maybe' || sent === 'inspecting')
    found(
      'sent-once',
      text(
        `${what} is sent again, although nobody looked whether it had arrived.`,
        `도착 여부를 확인하지 않고 ${what}을(를) 다시 보냈습니다.`,
      ),
    );
  if (sent === 'landed' || sent === 'over' || sent === 'withheld')
    found(
      'sent-once',
      text(`${what} is sent again, although it was over.`, `이미 끝난 ${what}을(를) 다시 보냈습니다.`),
    );
}

const hasApproval = ({ approval, approvedBy, rejected, proposal }: Course): boolean =>
  approval !== undefined && approval.planHash === proposal?.hash && !rejected && isApproved(approval, approvedBy);

const keyOf = ({ of, index }: Step): string => `${of} ${index}`;

function follow(course: Course, event: IncidentEvent): Course {
  switch (event.kind) {
    case 'planned':
      return { ...begun, closed: course.closed, proposal: event.proposal };
    case 'asked':
      // Where more people are asked about the same plan, whoever has approved it has.
      return event.approval.planHash === course.approval?.planHash
        ? { ...course, approval: event.approval }
        : { ...course, approval: event.approval, approvedBy: [], rejected: false };
    case 'answered':
      return event.decision === 'approve'
        ? {
            ...course,
            approvedBy: isAmong(course.approvedBy, event.by) ? course.approvedBy : [...course.approvedBy, event.by],
          }
        : { ...course, rejected: true };
    case 'rechecked':
      return { ...course, rechecked: event.result === 'same', works: event.result === 'healed' };
    case 'diagnosed':
      return { ...course, works: event.presence.kind === 'absent' };
    case 'verified':
      return { ...course, works: event.presence.kind === 'absent' };
    case 'undo-started':
      return { ...course, undoing: true };
    case 'change-intended':
      return withStep(course, event.step, 'maybe');
    case 'change-settled':
      return settle(course, event.step, event.result.kind);
    case 'round-started':
      return startRound(course, event.purpose);
    case 'observed':
      return turn(course, 'inspecting', 'inspected');
    case 'deferred':
      // Whoever is told to come back later was not served; an Azure that did not answer may have acted.
      return event.refusal.kind === 'unavailable' ? course : turn(course, 'maybe', 'absent');
    case 'change-submitted':
      return withStep(course, event.step, 'over');
    case 'closed':
      return { ...course, closed: course.closed + 1 };
    default:
      return course;
  }
}

function startRound(course: Course, purpose: Purpose): Course {
  if (purpose === 'inspect') return turn(course, 'maybe', 'inspecting');
  if (purpose === 'recheck') return { ...course, rechecked: false };
  return purpose === 'diagnose' ? { ...course, approvedBy: [], rejected: false, rechecked: false } : course;
}

function settle(course: Course, step: Step, result: ChangeResult['kind']): Course {
  if (result === 'absent') return turn(course, 'inspected', 'absent');
  return withStep(course, step, result === 'landed' || result === 'withheld' ? result : 'over');
}

const withStep = (course: Course, step: Step, sent: Sent): Course => ({
  ...course,
  steps: new Map(course.steps).set(keyOf(step), sent),
});

/** What is learnt about the step that is on its way. */
const turn = (course: Course, from: Sent, to: Sent): Course => ({
  ...course,
  steps: new Map([...course.steps].map(([key, sent]) => [key, sent === from ? to : sent])),
});
