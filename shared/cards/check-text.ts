import { oneLine } from '../model/one-line';
import { text, type Language, type Text } from '../model/text';
import type { Checked, CheckedCause } from './checked';
import { fact, noStyle, remedyLines, section, type Style } from './transcript';
import { words } from './words';

/** What a check came to as plain text for a terminal, in one language; nothing is left out. */
export function checkText(checked: Checked, language: Language, style: Style = noStyle): string {
  const { condition, resource, broken, because, causes, remedy, conclusion, missing } = checked;
  const say = (value: Text): string => oneLine(value[language]);
  const of = (kind: CheckedCause['kind']): readonly CheckedCause[] => causes.filter((cause) => cause.kind === kind);
  const told = (title: Text, kind: CheckedCause['kind']): string[] =>
    section(
      title[language],
      of(kind).map((cause) => `${say(cause.title)}: ${say(cause.because)}`),
      style,
    );
  const [first] = of('found');
  return [
    mood(condition, style)(`● ${say(conditions[condition])}`),
    ...(broken ? [style.strong(say(broken))] : []),
    '',
    fact(words.resource[language], `${oneLine(resource.name)}  ${style.faint(oneLine(resource.id))}`),
    ...(first?.blamed ? [fact(words.blamed[language], oneLine(first.blamed.place))] : []),
    ...(first && !remedy ? [fact(words.source[language], sourceTold(first, style))] : []),
    ...section(words.shownBy[language], [...of('found').map((cause) => say(cause.because)), say(because)], style),
    ...(conclusion ? section(titles.conclusion[language], [say(conclusion)], style) : []),
    ...(remedy ? remedyLines(remedy, titles, language, style) : []),
    ...(remedy ? section(titles.commands[language], remedy.commands, style) : []),
    ...(remedy ? section(titles.undo[language], remedy.undo, style) : []),
    ...told(titles.uncertain, 'uncertain'),
    ...told(titles.skipped, 'skipped'),
    ...section(
      titles.missing[language],
      missing.map((right) => `${right.action}  ${style.faint(oneLine(right.resource))}`),
      style,
    ),
    ...told(titles.excluded, 'excluded'),
    '',
  ].join('\n');
}

const sourceTold = ({ source }: CheckedCause, style: Style): string =>
  `${oneLine(`${source.document}: ${source.section}`)}  ${style.faint(oneLine(source.link))}`;

function mood(condition: Checked['condition'], style: Style): (said: string) => string {
  return { well: style.good, broken: style.bad, unclear: style.warn }[condition];
}

/** How a target is, in a few words. */
export const conditions: Readonly<Record<Checked['condition'], Text>> = {
  well: text('Nothing is wrong', '문제가 없습니다'),
  broken: text('Broken', '문제가 있습니다'),
  unclear: text('Not certain', '확실하지 않습니다'),
};

const titles = {
  fix: text('The documented fix', '문서에 있는 조치'),
  proof: text('What was checked about it', '조치에 대해 확인한 사항'),
  commands: text('By hand', '직접 실행하려면'),
  undo: text('To undo it by hand', '직접 되돌리려면'),
  conclusion: text('What follows', '결론'),
  uncertain: text('Not ruled out', '배제하지 못한 원인'),
  skipped: text('Could not be looked at', '살펴보지 못한 것'),
  missing: text('Rights that are missing', '없는 권한'),
  excluded: text('Ruled out', '배제한 원인'),
} as const satisfies Record<string, Text>;
