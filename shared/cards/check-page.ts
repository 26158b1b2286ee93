import { oneLine } from '../model/one-line';
import { text, type Language } from '../model/text';
import { checkSections, conditions } from './check-sections';
import type { Checked } from './checked';
import { time } from './format';
import { escaped } from './markup';
import { pathSvg } from './path-svg';
import type { Line, Section } from './sections';

/** What checks came to as one HTML page that needs nothing else and prints well. `at`: when they were made (ISO 8601 UTC). */
export function checkPage(checks: readonly Checked[], language: Language, at: string): string {
  const title = escaped(words.title[language]);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${title}</h1><p>${escaped(time(at))}</p></header>
${checks.map((checked) => article(checked, language)).join('\n')}
</body>
</html>
`;
}

function article(checked: Checked, language: Language): string {
  const { condition, broken, path, resource } = checked;
  return [
    '<article>',
    `<h2><span class="condition ${condition}">${escaped(conditions[condition][language])}</span> ${escaped(oneLine(resource.name))}</h2>`,
    ...(broken ? [`<p class="headline">${escaped(oneLine(broken[language]))}</p>`] : []),
    pathSvg(path, language),
    ...checkSections(checked, language).map(section),
    '</article>',
  ].join('\n');
}

function section(part: Section): string {
  if (part.kind === 'facts')
    return `<dl>${part.facts.map(({ title, value }) => `<dt>${escaped(title)}</dt><dd>${line(value)}</dd>`).join('')}</dl>`;
  if (part.lines.length === 0) return '';
  const lines = part.kind === 'list' ? part.lines.map((each) => `<li>${line(each)}</li>`) : part.lines.map(command);
  return `<h3>${escaped(part.title)}</h3>\n${part.kind === 'list' ? `<ul>${lines.join('')}</ul>` : lines.join('')}`;
}

function line({ text: said, aside, mood }: Line): string {
  const quiet = aside === undefined ? '' : ` <span class="aside">${escaped(aside)}</span>`;
  return `<span${mood ? ` class="${mood}"` : ''}>${escaped(said)}</span>${quiet}`;
}

const command = ({ text: said }: Line): string => `<pre>${escaped(said)}</pre>`;

const words = { title: text('What Reconnect sees', 'Reconnect 진단 결과') };

const style = `
:root { color-scheme: light; --good: #1a7f37; --bad: #b42318; --warn: #9a6700; --line: #c8ccd1; --quiet: #57606a; }
body { font: 15px/1.5 system-ui, 'Noto Sans KR', sans-serif; color: #1f2328; background: #fff; max-width: 760px; margin: 2rem auto; padding: 0 1rem; }
header { display: flex; justify-content: space-between; align-items: baseline; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.1rem; } h2 { font-size: 1.3rem; margin: 2rem 0 .3rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
.condition { font-size: .85rem; color: #fff; padding: .15rem .6rem; border-radius: 1rem; vertical-align: middle; }
.condition.well { background: var(--good); } .condition.broken { background: var(--bad); } .condition.unclear { background: var(--warn); }
.headline { font-size: 1.1rem; font-weight: 600; margin: .3rem 0 1rem; }
.aside, header p { color: var(--quiet); font-size: .85em; } .bad { color: var(--bad); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 1rem 0; } dt { color: var(--quiet); } dd { margin: 0; }
ul { margin: 0; padding-left: 1.2rem; } li, dd, pre { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; background: #f6f8fa; border: 1px solid var(--line); border-radius: 6px; padding: .6rem; margin: .3rem 0; font-size: .85em; }
svg.path { width: 100%; height: auto; display: block; margin: 1rem 0; } svg text { text-anchor: middle; }
svg .name { font: 600 13px ui-monospace, monospace; } svg .what { font-size: 11px; fill: var(--quiet); }
svg rect { fill: #fff; stroke: var(--line); } svg .way { fill: none; stroke: var(--quiet); }
svg .blamed rect { stroke: var(--bad); stroke-width: 2; fill: #fef3f2; } svg .blamed .name { fill: var(--bad); }
svg .unwell rect { stroke: var(--warn); } svg .unwell .name { fill: var(--warn); }
svg .well rect { stroke: var(--good); } svg .well .name { fill: var(--good); }
article + article { border-top: 1px solid var(--line); }
@media print { body { margin: 0; max-width: none; } article + article { border: 0; break-before: page; } li, pre, dl, svg { break-inside: avoid; } h3 { break-after: avoid; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
