import { oneLine } from '../model/one-line';
import { text, type Language } from '../model/text';
import { checkSections, conditions } from './check-sections';
import type { Checked } from './checked';
import { time } from './format';
import { escaped } from './markup';
import { pathSvg } from './path-svg';
import type { Line, Section } from './sections';

/**
 * What checks came to as one HTML page that needs nothing else and prints well. `at`: when they were made (ISO 8601 UTC);
 * `timeZone`: that of its readers.
 */
export function checkPage(checks: readonly Checked[], language: Language, at: string, timeZone: string): string {
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
<header><h1>${title}</h1><p>${escaped(time(at, timeZone))}</p></header>
${checks.length > 1 ? contents(checks, language) : ''}
${checks.map((checked, index) => article(checked, index, language, timeZone)).join('\n')}
</body>
</html>
`;
}

/** Of several targets: how each is, and where it is told. */
function contents(checks: readonly Checked[], language: Language): string {
  const lines = checks.map(
    (checked, index) =>
      `<li><a href="#target-${index}">${name(checked)}</a> ${badge(checked, language)}<br><span class="aside">${escaped(oneLine(checked.broken?.[language] ?? ''))}</span></li>`,
  );
  return `<nav><ul>${lines.join('')}</ul></nav>`;
}

const name = ({ resource }: Checked): string => escaped(oneLine(resource.name));
const badge = ({ condition }: Checked, language: Language): string =>
  `<span class="condition ${condition}">${escaped(conditions[condition][language])}</span>`;

function article(checked: Checked, index: number, language: Language, timeZone: string): string {
  const { broken, path } = checked;
  return [
    `<article id="target-${index}">`,
    `<h2>${name(checked)} ${badge(checked, language)}</h2>`,
    ...(broken ? [`<p class="headline">${escaped(oneLine(broken[language]))}</p>`] : []),
    pathSvg(path, language),
    ...checkSections(checked, language, timeZone).map(section),
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
  const quiet = aside === undefined ? '' : ` <span class="aside">${linked(aside)}</span>`;
  return `<span${mood ? ` class="${mood}"` : ''}>${escaped(said)}</span>${quiet}`;
}

const linked = (value: string): string =>
  value.startsWith('https://') ? `<a href="${escaped(value)}" rel="noreferrer">${escaped(value)}</a>` : escaped(value);

const command = ({ text: said }: Line): string => `<pre>${escaped(said)}</pre>`;

const words = { title: text('What Reconnect sees', 'Reconnect 진단 결과') };

const style = `
:root { color-scheme: light dark; --text: #1f2328; --ground: #fff; --box: #f6f8fa; --line: #c8ccd1; --quiet: #57606a; --link: #0969da;
  --good: #1a7f37; --bad: #b42318; --warn: #9a6700; --alarm: #fef3f2; }
@media screen and (prefers-color-scheme: dark) { :root { --text: #e6edf3; --ground: #0d1117; --box: #161b22; --line: #3d444d; --quiet: #9198a1;
  --link: #6cb0ff; --good: #3fb950; --bad: #ff7b72; --warn: #d29922; --alarm: #2d1517; } }
body { font: 15px/1.5 system-ui, 'Noto Sans KR', 'Malgun Gothic', sans-serif; color: var(--text); background: var(--ground); max-width: 760px; margin: 1.5rem auto 3rem; padding: 0 1rem; word-break: keep-all; overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 1rem; border-bottom: 1px solid var(--line); }
header h1, header p { margin: 0 0 .4rem; } a { color: var(--link); }
h1 { font-size: 1.05rem; } h2 { font-size: 1.35rem; margin: 1.5rem 0 .3rem; } h3 { font-size: 1rem; margin: 1.3rem 0 .3rem; }
.condition { display: inline-block; font-size: .8rem; font-weight: 600; color: var(--ground); padding: .1rem .6rem; border-radius: 1rem; vertical-align: middle; word-break: normal; }
.condition.well { background: var(--good); } .condition.broken { background: var(--bad); } .condition.unclear { background: var(--warn); }
.headline { font-size: 1.1rem; font-weight: 600; margin: .3rem 0 1rem; }
.aside, header p { color: var(--quiet); font-size: .85em; } .aside { word-break: normal; } .bad { color: var(--bad); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 1rem 0; } dt { color: var(--quiet); } dd { margin: 0; min-width: 0; }
ul { margin: 0; padding-left: 1.2rem; }
pre { white-space: pre-wrap; word-break: normal; user-select: all; background: var(--box); border: 1px solid var(--line); border-radius: 6px; padding: .6rem; margin: .3rem 0; font-size: .85em; }
svg.path { width: 100%; max-width: 480px; height: auto; display: block; margin: 1.2rem auto; } svg text { text-anchor: middle; fill: var(--text); }
svg .name { font: 600 13px ui-monospace, monospace; } svg .what { font-size: 11px; fill: var(--quiet); }
svg rect { fill: var(--box); stroke: var(--line); } svg .way { fill: none; stroke: var(--quiet); }
svg .blamed rect { stroke: var(--bad); stroke-width: 2; fill: var(--alarm); } svg .blamed .name { fill: var(--bad); }
svg .unwell rect { stroke: var(--warn); } svg .unwell .name { fill: var(--warn); }
svg .well rect { stroke: var(--good); } svg .well .name { fill: var(--good); }
article + article { border-top: 1px solid var(--line); margin-top: 2rem; }
@media (max-width: 480px) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; } }
@media print { body { font-size: 12px; margin: 0; max-width: none; } nav + article, article + article { border: 0; break-before: page; } li, pre, dl, svg { break-inside: avoid; } h3 { break-after: avoid; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
