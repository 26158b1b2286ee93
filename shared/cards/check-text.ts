import { oneLine } from '../model/one-line';
import type { Language } from '../model/text';
import { checkSections, conditions, stationMarks } from './check-sections';
import type { Checked, CheckedStation } from './checked';
import { noStyle, sectionLines, type Style } from './transcript';

/** What a check came to as plain text for a terminal, in one language; nothing is left out. */
export function checkText(checked: Checked, language: Language, style: Style = noStyle): string {
  const { condition, broken, path } = checked;
  const mood = { well: style.good, broken: style.bad, unclear: style.warn }[condition];
  return [
    mood(`● ${conditions[condition][language]}`),
    ...(broken ? [style.strong(oneLine(broken[language]))] : []),
    path.map((stage) => stage.map((station) => marked(station, style)).join(', ')).join(' → '),
    '',
    ...sectionLines(checkSections(checked, language), style),
    '',
  ].join('\n');
}

function marked({ name, state }: CheckedStation, { bad, warn, good }: Style): string {
  const colours = { blamed: bad, unwell: warn, well: good, passed: (said: string) => said };
  return colours[state](`${stationMarks[state]}${oneLine(name)}`);
}
