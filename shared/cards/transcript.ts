import type { Language, Text } from '../model/text';
import { oneLine } from '../model/one-line';
import { guardOf, neededFor, questionOf, remark, standing, time, victims } from './format';
import { remedySections, type Line, type Section } from './sections';
import { replyHint, words } from './words';
import type { IncidentView, Question, Status } from './view';

/** How a terminal marks text; each adds its escape codes around what it is given. */
export interface Style {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
}

const same = (text: string): string => text;
export const noStyle: Style = { strong: same, faint: same, good: same, warn: same, bad: same };

/** The incident as plain text for a terminal; the same facts as the card, nothing left out. */
export function transcript(view: IncidentView, language: Language, style: Style = noStyle): string {
  const question = questionOf(view);
  const said = remark(view);
  const guard = guardOf(view);
  const say = (value: Text): string => oneLine(value[language]);
  return [
    mark(view.status, style)(`● ${say(standing(view))}`),
    style.strong(say(view.broken)),
    ...(said ? [say(said)] : []),
    '',
    ...(guard ? [fact(words.stoppedBy[language], say(guard))] : []),
    fact(words.resource[language], `${oneLine(view.resource.name)}  ${style.faint(oneLine(view.resource.id))}`),
    ...(view.blamed === undefined ? [] : [fact(words.blamed[language], oneLine(view.blamed))]),
    ...(view.alsoHurt ? [fact(words.alsoHurt[language], oneLine(victims(view, language).join(', ')))] : []),
    fact(words.opened[language], time(view.openedAt)),
    fact(words.incident[language], oneLine(view.incident)),
    ...section(words.shownBy[language], view.shownBy.map(say), style),
    ...(question ? proposal(question, view.status, language, style) : []),
    ...section(
      words.history[language],
      view.history.map((entry) => `${style.faint(time(entry.at))}  ${say(entry.text)}`),
      style,
    ),
    '',
  ].join('\n');
}

function proposal(question: Question, status: Status, language: Language, style: Style): string[] {
  const say = (value: Text): string => oneLine(value[language]);
  const asking = status.kind === 'asking';
  return [
    ...sectionLines(
      remedySections(question, { fix: asking ? words.fix : words.proposed, proof: words.proof }, language),
      style,
    ),
    '',
    ...(question.guards.length > 0
      ? [fact(words.guards[language], question.guards.map(({ title }) => say(title)).join(' · '))]
      : []),
    fact(words.undoable[language], say(question.undoable)),
    ...(asking ? asked(question, language, style) : []),
  ];
}

/** Sections as lines of a terminal. */
export const sectionLines = (sections: readonly Section[], style: Style): string[] =>
  sections.flatMap((each) =>
    each.kind === 'facts'
      ? each.facts.map(({ title, value }) => fact(title, lineOf(value, style)))
      : section(
          each.title,
          each.lines.map((line) => lineOf(line, style)),
          style,
        ),
  );

function lineOf({ text: said, aside, mood }: Line, style: Style): string {
  const line = mood ? style[mood](said) : said;
  return aside === undefined ? line : `${line}  ${style.faint(aside)}`;
}

function asked(question: Question, language: Language, style: Style): string[] {
  const needed = neededFor(question);
  return [
    fact(words.ifNothing[language], oneLine(question.ifNothing[language])),
    fact(words.approvers[language], question.approvers.map((name) => oneLine(name)).join(', ')),
    ...(needed ? [fact(words.needed[language], oneLine(needed[language]))] : []),
    fact(words.until[language], time(question.until)),
    fact(words.code[language], style.strong(oneLine(question.code))),
    `  ${replyHint(oneLine(question.code))[language]}`,
  ];
}

function mark(status: Status, style: Style): (text: string) => string {
  if (status.kind === 'looking' || status.kind === 'looked') return style.faint;
  if (status.kind !== 'closed') return style.warn;
  return status.outcome === 'resolved' || status.outcome === 'self-healed' ? style.good : style.bad;
}

const fact = (title: string, value: string): string => `  ${title}${title.endsWith('?') ? '' : ':'} ${value}`;

const section = (title: string, lines: readonly string[], style: Style): string[] =>
  lines.length === 0 ? [] : ['', style.strong(title), ...lines.map((line) => `  - ${line}`)];
