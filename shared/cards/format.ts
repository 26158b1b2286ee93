import { oneLine } from '../model/one-line';
import { joinText, text, type Language, type Text } from '../model/text';
import { describeBox, type Box } from '../model/flow';
import { decided, halfApproved, outcomes, twoPeople, words } from './words';
import type { IncidentView, Question } from './view';

/** `2026-11-21T01:49:07.123Z` → `2026-11-21 01:49 UTC`. What is no such time is shown as it is. */
export function time(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(iso);
  return match ? `${match[1]} ${match[2]} UTC` : oneLine(iso);
}

/** One set of flows in one line, with its direction. */
export function flow(box: Box, language: Language): string {
  const direction = box.direction === 'Inbound' ? words.inbound : words.outbound;
  return `${direction[language]}: ${describeBox(box)}`;
}

/** What else suffers from the same, by name, and whether it is well again. */
export const victims = ({ alsoHurt = [] }: IncidentView, language: Language): readonly string[] =>
  alsoHurt.map(({ name, condition }) => (condition === 'well' ? `${name} (${words.wellAgain[language]})` : name));

/** Where the incident stands, in a few words. */
export function standing(view: IncidentView): Text {
  const { status } = view;
  switch (status.kind) {
    case 'looking':
      return words.looking;
    case 'looked':
      return words.looked;
    case 'replaced':
      return words.replaced;
    case 'held':
      return words.held;
    case 'asking': {
      const [by] = status.question.approvedBy;
      return by === undefined ? words.asking : halfApproved(by);
    }
    case 'decided':
      return decided(status.decision, status.by, time(status.at));
    case 'closed':
      return outcomes[status.outcome];
  }
}

/** The incident in one line, for notifications and for answers to text replies. */
export function headline(view: IncidentView, language: Language): string {
  return oneLine(`${standing(view)[language]}: ${view.broken[language]}`, 300);
}

/** What to say about where it stands: what happens now, or why it ended. */
export function remark(view: IncidentView): Text | undefined {
  const { status } = view;
  if (status.kind === 'looking') return words.follows;
  if (status.kind === 'decided') return status.now;
  if (status.kind === 'held')
    return text(
      `${status.because.en} Looking again at ${time(status.until)}. The plan: ${status.effect.en}`,
      `${status.because.ko} ${time(status.until)}에 다시 확인합니다. 계획: ${status.effect.ko}`,
    );
  if (status.kind !== 'closed') return undefined;
  return status.since ? joinText(status.because, status.since) : status.because;
}

/** The plan that was put to people, when one was. */
export function questionOf(view: IncidentView): Question | undefined {
  return 'question' in view.status ? view.status.question : undefined;
}

/** How many must approve, where it is not one; and who cannot be one of them. */
export const neededFor = ({ people, requestedBy }: Question): Text | undefined =>
  people === 2 ? twoPeople(requestedBy) : undefined;

/** Whose plan it is, in a few words: the resource in trouble, and the fix. */
export function planTold(view: IncidentView): Text | undefined {
  const question = questionOf(view);
  const { name } = view.resource;
  return question && text(`${name}, “${question.title.en}”`, `${name}, “${question.title.ko}”`);
}

/** The guard that stopped the plan, when one did. */
export function guardOf({ status }: IncidentView): Text | undefined {
  return status.kind === 'held' || status.kind === 'closed' ? status.guard : undefined;
}
