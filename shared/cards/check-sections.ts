import { oneLine } from '../model/one-line';
import { text, type Language, type Text } from '../model/text';
import { time } from './format';
import type { Checked, CheckedCause } from './checked';
import { listOf, remedySections, sayIn, sourceLine, type Line, type Section } from './sections';
import { words } from './words';

/** How a target is, in a few words. */
export const conditions: Readonly<Record<Checked['condition'], Text>> = {
  well: text('Nothing is wrong', '문제가 없습니다'),
  broken: text('Broken', '문제가 있습니다'),
  unclear: text('Not certain', '확실하지 않습니다'),
};

/** Everything that a check came to, part by part; whoever shows it draws the path. */
export function checkSections(checked: Checked, language: Language, timeZone: string): readonly Section[] {
  const { resource, causes, remedy, conclusion, missing, unexported, exportedAt } = checked;
  const said = sayIn(language);
  const of = (kind: CheckedCause['kind']): readonly CheckedCause[] => causes.filter((cause) => cause.kind === kind);
  // What the same shows of many causes is said once.
  const judged = (title: Text, kind: CheckedCause['kind']): Section =>
    listOf(
      title[language],
      [...Map.groupBy(of(kind), ({ because: why }) => why.en).values()].map((alike) => {
        const titled = alike.map((cause) => said(cause.title).text);
        const because = alike[0] ? said(alike[0].because).text : '';
        return { text: titled.length === 1 ? `${titled[0]}: ${because}` : `${because} ${titled.join(' · ')}` };
      }),
    );
  const commands = (title: Text, lines: readonly string[]): Section => ({
    kind: 'commands',
    title: title[language],
    lines: lines.map((line) => ({ text: oneLine(line, 8000) })),
  });
  const [first] = of('found');
  const facts: readonly (readonly [Text, Line | undefined])[] = [
    [titles.cause, first && said(first.title)],
    [words.resource, { text: oneLine(resource.name), aside: oneLine(resource.id) }],
    [titles.exportedAt, exportedAt === undefined ? undefined : { text: time(exportedAt, timeZone) }],
    [words.blamed, first?.blamed && { text: oneLine(first.blamed.place) }],
    [words.source, first && !remedy ? sourceLine(first.source) : undefined],
  ];
  return [
    { kind: 'facts', facts: facts.flatMap(([title, value]) => (value ? [{ title: title[language], value }] : [])) },
    listOf(words.shownBy[language], [...of('found').map((cause) => said(cause.because)), said(checked.because)]),
    listOf(words.triedFrom[language], checked.triedFrom.map(said)),
    listOf(titles.conclusion[language], conclusion ? [said(conclusion)] : []),
    ...(remedy ? remedySections(remedy, titles, language) : []),
    commands(titles.commands, remedy?.commands ?? []),
    commands(titles.undo, remedy?.undo ?? []),
    judged(words.uncertain, 'uncertain'),
    judged(words.skipped, 'skipped'),
    listOf(
      titles.missing[language],
      missing.map((right) => ({ text: right.action, aside: oneLine(right.resource) })),
    ),
    commands(titles.unexported, unexported),
    judged(words.excluded, 'excluded'),
  ];
}

const titles = {
  cause: text('Cause', '원인'),
  fix: text('The documented fix', '문서에 있는 조치'),
  proof: text('What was checked about it', '조치에 대해 확인한 사항'),
  commands: text('By hand', '직접 실행하려면'),
  undo: text('To undo it by hand', '직접 되돌리려면'),
  conclusion: text('What follows', '결론'),
  missing: text('Rights that are missing', '없는 권한'),
  exportedAt: text('As exported at', '내보낸 시각'),
  unexported: text(
    'Missing from the export: add what these print',
    '내보낸 내용에 없는 것: 다음 명령의 출력을 추가하세요',
  ),
} as const satisfies Record<string, Text>;
