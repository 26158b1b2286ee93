import { TextBlock, TextRun, type CardElement } from '@microsoft/teams.cards';
import { oneLine } from '../model/one-line';
import type { Box } from '../model/flow';
import type { Text } from '../model/text';
import { fact, label, link, paragraph, section } from './card-parts';
import { drawnWay } from './card-path';
import { firstSentence, flow } from './format';
import { lines, says, type Renderer } from './renderer';
import { replyHint, words } from './words';
import type { IncidentView, OtherCauses, Question, ShownRequest, Status } from './view';

/** What unfolds below a plan: what will be sent, what it opens and closes, what was checked, and by whom it may be answered. */
export function details(question: Question, { kind }: Status, r: Renderer): CardElement[] {
  const { opens, closes } = question;
  const { document, section: part, link: url } = question.source;
  const told = (title: Text, texts: readonly Text[], most: number) =>
    section(
      says(title, r),
      lines(
        r,
        texts.map((each) => [r.text(each)]),
        most,
      ),
    );
  return [
    ...(kind === 'asking' ? [fact(says(words.ifNothing, r), [r.text(question.ifNothing)])] : []),
    ...(kind === 'closed' ? over(question, r) : wholeEffect(question, r)),
    ...section(says(words.requests, r), requests(question.requests, r)),
    ...(opens.length + closes.length === 0 ? [paragraph(r.text(words.noFlows))] : []),
    ...(kind === 'asking' && Math.max(opens.length, closes.length) <= firstFlows
      ? []
      : flowsOf(question, r.room.flows, r)),
    ...told(words.proof, question.proof, r.room.proof),
    ...guardsPassed(question, r),
    fact(says(words.source, r), [link(`${document}: ${part}`, url, r.room.chars)]),
    ...(kind === 'asking' ? answering(question, r) : []),
  ];
}

/** What it does, where the card tells no more than the first sentence of it. */
const wholeEffect = ({ effect }: Question, r: Renderer): CardElement[] =>
  firstSentence(effect).en === effect.en ? [] : [fact(says(words.fix, r), [r.text(effect)])];

/** What was planned, of an incident that is over. */
const over = ({ title, effect, losses }: Question, r: Renderer): CardElement[] => [
  fact(says(words.proposed, r), [r.text(title, { weight: 'Bolder' }), new TextRun('. '), r.text(effect)]),
  ...section(
    says(words.losses, r),
    lines(
      r,
      losses.map((each) => [r.text(each)]),
      r.room.losses,
    ),
  ),
];

/** As many names as there is room for, and how many more there are. */
export function listed(names: readonly string[], r: Renderer, most = r.room.names): TextRun[] {
  const named = names.slice(0, Math.min(most, r.room.names)).map((name) => oneLine(name, r.room.chars));
  const rest = names.length - named.length;
  return [r.plain(named.join(', ')), ...(rest > 0 ? [r.more(rest)] : [])];
}

/** So many of the flows that it opens, and of the people who may answer, are told at once. */
export const firstFlows = 2;
export const firstNames = 3;

/** What a plan newly opens and closes, each up to so many. */
export function flowsOf({ opens, closes }: Question, most: number, r: Renderer): CardElement[] {
  const told = (title: Text, boxes: readonly Box[]): CardElement[] => {
    const flows = boxes.map((box) => r.plain(flow(box, r.language), { fontType: 'Monospace' }));
    const [only, ...others] = flows;
    if (!only) return [];
    if (others.length === 0) return [fact(says(title, r), [only])];
    return section(
      says(title, r),
      lines(
        r,
        flows.map((each) => [each]),
        Math.min(most, r.room.flows),
      ),
    );
  };
  return [...told(words.opens, opens), ...told(words.closes, closes)];
}

function requests(all: readonly ShownRequest[], r: Renderer): CardElement[] {
  const shown = all.slice(0, r.room.requests).flatMap(({ line, values }) => {
    const [some, rest] = [values.slice(0, r.room.values), values.length - Math.min(values.length, r.room.values)];
    return [
      paragraph(r.plain(line, { fontType: 'Monospace' })),
      ...some.map((value) => paragraph(r.plain(value, { fontType: 'Monospace', isSubtle: true })).withSpacing('None')),
      ...(rest > 0 ? [paragraph(r.more(rest)).withSpacing('None')] : []),
    ];
  });
  const rest = all.length - Math.min(all.length, r.room.requests);
  return [...shown, ...(rest > 0 ? [paragraph(r.more(rest))] : [])];
}

/** How many guards passed, and their names where there is room for them. */
function guardsPassed({ guards }: Question, r: Renderer): CardElement[] {
  if (guards.length === 0) return [];
  const names = r.room.proof === 0 ? [] : [paragraph(r.plain(guards.map(({ title }) => says(title, r)).join(' · ')))];
  return [fact(says(words.guards, r), [r.plain(String(guards.length))]), ...names];
}

function answering(question: Question, r: Renderer): CardElement[] {
  return [
    ...(question.approvers.length > firstNames ? [fact(says(words.approvers, r), listed(question.approvers, r))] : []),
    new TextBlock(says(replyHint(oneLine(question.code, 8)), r), { isSubtle: true, wrap: true, size: 'Small' }),
  ];
}

/** What unfolds below the cause: the way of the traffic, what else shows it, what is not to blame, and what happened. */
export function evidence(view: IncidentView, r: Renderer): CardElement[] {
  // Of the first, the card may have told no more than the first sentence.
  const shown = view.shownBy.map((each) => [r.text(each)]);
  const tries = (view.triedFrom ?? []).map((each) => [r.text(each)]);
  const past = view.history.map(({ at, text }) => [r.time(at, { isSubtle: true }), new TextRun('  '), r.text(text)]);
  const { name, id } = view.resource;
  return [
    ...drawnWay(view, r),
    ...section(says(words.shownBy, r), lines(r, shown, r.room.shownBy)),
    ...section(says(words.triedFrom, r), lines(r, tries, r.room.shownBy)),
    ...otherCauses(words.uncertain, 'uncertain', view, r),
    ...otherCauses(words.skipped, 'skipped', view, r),
    ...otherCauses(words.excluded, 'excluded', view, r),
    ...section(says(words.history, r), lines(r, past, r.room.history, 'latest')),
    fact(says(words.resource, r), [r.plain(name), new TextRun(' '), r.plain(id, { isSubtle: true })]),
    ...(view.blamed === undefined ? [] : [fact(says(words.blamed, r), [r.plain(view.blamed)])]),
    fact(says(words.opened, r), [r.time(view.openedAt)]),
    fact(says(words.incident, r), [r.plain(view.incident)]),
  ];
}

/** The causes of one kind, with their number, and why as far as there is room. */
function otherCauses(title: Text, kind: OtherCauses['kind'], view: IncidentView, r: Renderer): CardElement[] {
  const those = view.otherCauses.filter((each) => each.kind === kind);
  const count = those.reduce((sum, { causes }) => sum + causes.length, 0);
  if (count === 0) return [];
  const told = those.map(({ because, causes }) => {
    const titles = r.plain(causes.map((cause) => says(cause, r)).join(' · '), { isSubtle: true });
    return causes.length === 1
      ? [titles, new TextRun(': '), r.text(because)]
      : [r.text(because), new TextRun(' '), titles];
  });
  const most = r.room.otherCauses;
  return [label(`${says(title, r)}: ${count}`), ...(most > 0 ? lines(r, told, most) : [])];
}
