import type { Style } from '../cards/transcript';
import type { Examined } from './examine';
import { nameOf, resourceGroupOf } from '../model/arm-id';
import { parts, type Finding, type Part } from '../model/installation';
import { oneLine } from '../model/one-line';
import { text, type Language, type Text } from '../model/text';

const titles: Readonly<Record<Part, Text>> = {
  settings: text('Settings and policy', '설정과 정책'),
  app: text('Function app and telemetry', '함수 앱과 원격 분석'),
  identities: text('Identities', 'ID'),
  rights: text('Rights', '권한'),
  network: text('Network Watcher and agents', 'Network Watcher와 에이전트'),
  teams: text('Teams', 'Teams'),
  alerts: text('Alerts', '경고'),
  storage: text('Storage and record key', '스토리지와 레코드 키'),
  clock: text('Clock', '시계'),
};

const words = {
  well: text('Nothing is wrong.', '문제가 없습니다.'),
  first: text('First:', '먼저:'),
  wrong: (count: number) => text(`Wrong: ${count}.`, `문제: ${count}개.`),
  off: (count: number) => text(`Switched off: ${count}.`, `꺼져 있음: ${count}개.`),
  skipped: (count: number) => text(`Not checked: ${count}.`, `확인하지 못함: ${count}개.`),
};

/** What an installation is like as plain text for a terminal: a line for each part, and below it only what a person should know. */
export function doctorText(app: string, examined: readonly Examined[], language: Language, style: Style): string {
  const say = (said: Text): string => oneLine(said[language], 8000);
  const told = parts.map((part) => ({
    part,
    findings: distinct(examined.filter(({ check }) => check.part === part).flatMap(({ findings }) => findings)),
  }));
  const all = told.flatMap(({ findings }) => findings);
  const count = (kind: Finding['kind'], phrase: (count: number) => Text): readonly string[] => {
    const found = all.filter((finding) => finding.kind === kind).length;
    return found === 0 ? [] : [say(phrase(found))];
  };
  return [
    style.strong(oneLine(`Reconnect: ${nameOf(resourceGroupOf(app))} / ${nameOf(app)}`)),
    '',
    ...told.flatMap(({ part, findings }) => [
      marked(findings, style)(titles[part][language]),
      ...findings.flatMap((finding) => linesOf(finding, say, style)),
    ]),
    '',
    all.length === 0
      ? style.good(say(words.well))
      : [...count('wrong', words.wrong), ...count('off', words.off), ...count('skipped', words.skipped)].join(' '),
  ].join('\n');
}

function linesOf(finding: Finding, say: (said: Text) => string, { faint, strong }: Style): readonly string[] {
  if (finding.kind === 'skipped') return [`  - ${say(finding.because)}`];
  const { what, meaning, first, remedy } = finding;
  return [
    `  - ${say(what)}`,
    `    ${say(meaning)}`,
    ...(first ? [`    ${faint(say(words.first))} ${say(first)}`] : []),
    ...remedy.map((command) => `    ${faint('$')} ${strong(oneLine(command, 8000))}`),
  ];
}

function marked(findings: readonly Finding[], { good, bad, warn }: Style): (title: string) => string {
  const are = (kind: Finding['kind']): boolean => findings.some((finding) => finding.kind === kind);
  if (are('wrong')) return (title) => `${bad('✗')} ${title}`;
  if (are('skipped')) return (title) => `${warn('?')} ${title}`;
  if (are('off')) return (title) => `${warn('○')} ${title}`;
  return (title) => `${good('✓')} ${title}`;
}

/** What several checks of a part come to is told once. */
const distinct = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values(),
];
