import { oneLine } from '../model/one-line';
import { joinText, text, type Language, type Text } from '../model/text';
import { describeBox, type Box } from '../model/flow';
import { clockAt, zoneNameAt } from '../model/time-zone';
import { decided, halfApproved, outcomes, twoPeople, words } from './words';
import type { IncidentView, Question } from './view';

/** `2026-11-21T01:49:07.123Z` → `2026-11-21 10:49 KST`. What is no such time is shown as it is. */
export function time(iso: string, timeZone: string): string {
  const at = Date.parse(iso);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) || Number.isNaN(at)) return oneLine(iso);
  const shown = new Date(clockAt(at, timeZone)).toISOString();
  return `${shown.slice(0, 10)} ${shown.slice(11, 16)} ${zoneNameAt(at, timeZone)}`;
}

/**
 * The same with the times in all of its texts as people read them. Texts are made, and stored, with their times in UTC:
 * `2026-11-21T01:49:07.123Z`, or `2026-11-21 01:49 UTC`.
 */
export function withTimesIn<T>(value: T, timeZone: string): T {
  const convert = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(convert);
    if (typeof each !== 'object' || each === null) return each;
    const local = (said: unknown): unknown =>
      typeof said === 'string'
        ? said.replace(utcTimes, (_, date: string, clock: string) => time(`${date}T${clock}Z`, timeZone))
        : said;
    const isText = 'en' in each && 'ko' in each;
    return Object.fromEntries(Object.entries(each).map(([key, part]) => [key, isText ? local(part) : convert(part)]));
  };
  return convert(value) as T;
}

const utcTimes = /\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z| UTC)/g;

/** The first sentence of a text, where there is more than one. Both languages end one with a full stop and a space. */
export function firstSentence({ en, ko }: Text): Text {
  const first = (said: string): string => /^.*?[^\s.]\.(?= )/s.exec(said)?.[0] ?? said;
  return text(first(en), first(ko));
}

/** The time between two times (ISO 8601), in words. */
export function spanOf(from: string, to: string): Text {
  const minutes = Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 60_000));
  if (minutes < 120) return text(`${minutes} min`, `${minutes}분`);
  const hours = Math.round(minutes / 60);
  return hours < 48
    ? text(`${hours} h`, `${hours}시간`)
    : text(`${Math.round(hours / 24)} days`, `${Math.round(hours / 24)}일`);
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
      return decided(status.decision, status.by, time(status.at, view.timeZone));
    case 'closed':
      return status.tried?.at(-1)?.result === 'undone' && status.outcome !== 'resolved'
        ? joinText(words.undone, outcomes[status.outcome])
        : outcomes[status.outcome];
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
  if (status.kind === 'held') {
    const until = time(status.until, view.timeZone);
    return text(
      `${status.because.en} Looking again at ${until}. The plan: ${status.effect.en}`,
      `${status.because.ko} ${until}에 다시 확인합니다. 계획: ${status.effect.ko}`,
    );
  }
  if (status.kind !== 'closed') return undefined;
  return joinText(...[status.because, status.took, status.since].filter((each) => each !== undefined));
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
