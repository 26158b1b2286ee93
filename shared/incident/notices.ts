import { isAmong, isApproved, type Approval, type Approver } from '../approvals/approval';
import { threadWords as words } from '../cards/thread-words';
import type { Text } from '../model/text';
import type { Plan } from '../model/plan';
import type { IncidentEvent } from './events';

/** A change that is said in the thread of a card, because nobody is notified of a card that changes. Its key names it in the incident. */
export interface Notice {
  readonly key: string;
  readonly card: string;
  readonly text: Text;
}

/** What is known at an event: the card that people look at, its question, and who has approved that. */
interface Course {
  readonly card: string;
  readonly approval: Approval | undefined;
  readonly approvedBy: readonly Approver[];
  readonly plan: Plan | undefined;
  /** The cards that are in the channel. */
  readonly posted: ReadonlySet<string>;
}

/** Everything that changed since the card was posted that tells of it, oldest first: what happened before is on the card. Pure. */
export function noticesOf(events: readonly IncidentEvent[]): readonly Notice[] {
  const notices: Notice[] = [];
  let course: Course = { card: 'report', approval: undefined, approvedBy: [], plan: undefined, posted: new Set() };
  for (const event of events) {
    const { card, posted } = course;
    const after = follow(course, event);
    const told = posted.has(card) ? tell(event, after) : undefined;
    if (told) notices.push({ key: `${card} ${told[0]}`, card, text: told[1] });
    course = after;
  }
  return notices;
}

function follow(course: Course, event: IncidentEvent): Course {
  switch (event.kind) {
    case 'planned':
      return { ...course, plan: event.proposal.plan, approvedBy: [] };
    case 'asked':
      return { ...course, card: event.approval.code, approval: event.approval };
    case 'answered': {
      const { approvedBy } = course;
      const counts = event.decision === 'approve' && !isAmong(approvedBy, event.by);
      return counts ? { ...course, approvedBy: [...approvedBy, event.by] } : course;
    }
    case 'shown':
      return { ...course, posted: new Set([...course.posted, event.card]) };
    default:
      return course;
  }
}

/** The name of what an event changes, and the line about it; a rejection is told as the end that it is. */
function tell(event: IncidentEvent, { approval, approvedBy, plan }: Course): readonly [string, Text] | undefined {
  switch (event.kind) {
    case 'asked':
      return [`asked ${event.approval.code}`, words.askedElsewhere(event.approval.code)];
    case 'answered': {
      if (event.decision !== 'approve' || !approval) return undefined;
      if (!isApproved(approval, approvedBy)) return ['half', words.halfApproved(event.by.name, approval.until)];
      return ['approved', words.approved(approvedBy.map(({ name }) => name).join(', '), event.reason)];
    }
    case 'muted':
      return [`muted ${event.until}`, words.muted(event.by.name, event.until)];
    case 'change-settled': {
      const { step, result } = event;
      const isLast = step.of === 'changes' && step.index === (plan?.changes.length ?? 0) - 1;
      return isLast && result.kind === 'landed' ? ['applied', words.applied] : undefined;
    }
    case 'time-limited':
      return ['time-limited', words.timeLimited(event.until)];
    case 'undo-started':
      return ['undoing', words.undoing[event.why]];
    case 'undo-verified':
      return ['undone', words.undone];
    case 'closed':
      return ['ended', words.ended(event.outcome, event.because)];
    default:
      return undefined;
  }
}
