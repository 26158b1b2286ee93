import { oneLine } from '../model/one-line';
import type { Language } from '../model/text';
import { checkSections, conditions } from './check-sections';
import type { Checked } from './checked';
import { noStyle, pathLine, sectionLines, type Style } from './transcript';

/** What a check came to as plain text for a terminal, in one language; nothing is left out. */
export function checkText(checked: Checked, language: Language, timeZone: string, style: Style = noStyle): string {
  const { condition, broken, path } = checked;
  const mood = { well: style.good, broken: style.bad, unclear: style.warn }[condition];
  return [
    mood(`● ${conditions[condition][language]}`),
    ...(broken ? [style.strong(oneLine(broken[language]))] : []),
    pathLine(path, style),
    '',
    ...sectionLines(checkSections(checked, language, timeZone), style),
    '',
  ].join('\n');
}
