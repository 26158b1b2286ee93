import type { Language, Text } from '../model/text';
import { oneLine } from '../model/one-line';
import type { CheckedStation, Path } from './checked';
import { guardOf, neededFor, questionOf, remark, standing, time, victims } from './format';
import { remedySections, type Line, type Section } from './sections';
import { stationMarks } from './stations';
import { replyHint, results, words } from './words';
import type { IncidentView, OtherCauses, Question, Status } from './view';

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
    fact(words.opened[language], time(view.openedAt, view.timeZone)),
    fact(words.incident[language], oneLine(view.incident)),
    ...(view.path.length > 0 ? [fact(words.path[language], pathLine(view.path, style))] : []),
    ...section(words.shownBy[language], view.shownBy.map(say), style),
    ...section(words.triedFrom[language], (view.triedFrom ?? []).map(say), style),
    ...(question ? proposal(question, view, language, style) : []),
    ...section(
      words.tried[language],
      triedIn(view.status).map(({ title, result }) => `${say(title)}: ${say(results[result])}`),
      style,
    ),
    ...(['uncertain', 'skipped', 'excluded'] as const).flatMap((kind) =>
      section(words[kind][language], otherCauses(view, kind, language), style),
    ),
    ...section(
      words.history[language],
      view.history.map((entry) => `${style.faint(time(entry.at, view.timeZone))}  ${say(entry.text)}`),
      style,
    ),
    '',
  ].join('\n');
}

const triedIn = (status: Status) => (status.kind === 'closed' ? (status.tried ?? []) : []);

const otherCauses = (
  { otherCauses: all }: IncidentView,
  wanted: OtherCauses['kind'],
  language: Language,
): readonly string[] =>
  all
    .filter(({ kind }) => kind === wanted)
    .map(({ because, causes }) => oneLine(`${because[language]} ${causes.map((each) => each[language]).join(' · ')}`));

function proposal(question: Question, { status, timeZone }: IncidentView, language: Language, style: Style): string[] {
  const say = (value: Text): string => oneLine(value[language]);
  const asking = status.kind === 'asking';
  return [
    ...sectionLines(
      remedySections(question, { fix: asking ? words.fix : words.proposed, proof: words.proof }, language),
      style,
    ),
    ...section(
      words.requests[language],
      question.requests.map(({ line, values }) => `${oneLine(line)}  ${style.faint(oneLine(values.join('; '), 8000))}`),
      style,
    ),
    '',
    ...(question.guards.length > 0
      ? [fact(words.guards[language], question.guards.map(({ title }) => say(title)).join(' · '))]
      : []),
    fact(words.undoable[language], say(question.undoable)),
    ...(asking ? asked(question, timeZone, language, style) : []),
  ];
}

/** The way of the traffic in one line. */
export const pathLine = (path: Path, style: Style): string =>
  path.map((stage) => stage.map((station) => marked(station, style)).join(', ')).join(' → ');

function marked({ name, state }: CheckedStation, { bad, warn, good }: Style): string {
  const colours = { blamed: bad, unwell: warn, well: good, passed: (said: string) => said };
  return colours[state](`${stationMarks[state]}${oneLine(name)}`);
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

function asked(question: Question, timeZone: string, language: Language, style: Style): string[] {
  const needed = neededFor(question);
  return [
    fact(words.ifNothing[language], oneLine(question.ifNothing[language])),
    fact(words.approvers[language], question.approvers.map((name) => oneLine(name)).join(', ')),
    ...(needed ? [fact(words.needed[language], oneLine(needed[language]))] : []),
    fact(words.until[language], time(question.until, timeZone)),
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
