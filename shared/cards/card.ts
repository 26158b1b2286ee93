import {
  AdaptiveCard,
  Container,
  ExecuteAction,
  TeamsCardProperties,
  TextBlock,
  TextInput,
  TextRun,
  ToggleVisibilityAction,
  type CardElement,
  type ContainerStyle,
  type IAdaptiveCard,
} from '@microsoft/teams.cards';
import type { Language } from '../model/text';
import { lines, renderer, rooms, says, type Renderer } from './renderer';
import { emphasised, fact, label, link, paragraph, run, section } from './card-parts';
import { oneLine } from '../model/one-line';
import { flow, guardOf, headline, neededFor, questionOf, remark, standing, time, victims } from './format';
import { replyHint, risks, words } from './words';
import type { IncidentView, Question, Status } from './view';

/** Most bytes of a card as UTF-8 JSON. Teams takes more from a bot, but a webhook no more than 28 KB. */
export const cardLimit = 24 * 1024;

/**
 * The incident as an Adaptive Card 1.5, never larger than {@link cardLimit}. Buttons (Action.Execute with the verbs `approve`,
 * `reject` and `mute`, data `{ incident, code, planHash }` and the input `reason`) are there only while a question is open.
 */
export function incidentCard(view: IncidentView, language: Language): IAdaptiveCard {
  const fits = (card: IAdaptiveCard): boolean => Buffer.byteLength(JSON.stringify(card), 'utf8') <= cardLimit;
  const [ample, ...smaller] = rooms;
  return smaller.reduce(
    (card, room) => (fits(card) ? card : draw(view, renderer(language, room))),
    draw(view, renderer(language, ample)),
  );
}

function draw(view: IncidentView, r: Renderer): AdaptiveCard {
  const question = questionOf(view);
  const card = new AdaptiveCard(
    header(view, r),
    facts(view, r),
    ...section(
      words.shownBy[r.language],
      lines(
        r,
        view.shownBy.map((each) => [r.text(each)]),
        r.room.shownBy,
      ),
    ),
    ...(question ? proposal(question, view.status, r) : []),
    ...section(words.history[r.language], history(view, r)),
    ...(view.status.kind === 'asking' ? askingPart(view.status.question, r) : []),
  )
    .withVersion('1.5')
    .withFallbackText(headline(view, r.language))
    .withMsteams(new TeamsCardProperties({ width: 'full' }));
  return view.status.kind === 'asking' ? card.withActions(...buttons(view, view.status.question, r)) : card;
}

function header(view: IncidentView, r: Renderer): CardElement {
  const note = remark(view);
  return new Container(
    paragraph(run(standing(view)[r.language], r.room.chars, { weight: 'Bolder', size: 'Small' })),
    paragraph(run(view.broken[r.language], r.room.chars, { weight: 'Bolder', size: 'Large' })),
    ...(note ? [paragraph(r.text(note))] : []),
  )
    .withStyle(mood(view.status))
    .withBleed();
}

function mood(status: Status): ContainerStyle {
  if (status.kind === 'asking') return 'accent';
  if (status.kind === 'decided') return status.decision === 'approve' ? 'accent' : 'emphasis';
  if (status.kind !== 'closed') return 'emphasis';
  if (status.outcome === 'resolved' || status.outcome === 'self-healed') return 'good';
  return status.outcome === 'escalated' ? 'attention' : 'warning';
}

function facts(view: IncidentView, r: Renderer): CardElement {
  const guard = guardOf(view);
  return new Container(
    ...(guard ? [fact(words.stoppedBy[r.language], [r.text(guard)])] : []),
    fact(words.resource[r.language], [r.plain(view.resource.name, { weight: 'Bolder' })]),
    ...(view.blamed === undefined ? [] : [fact(words.blamed[r.language], [r.plain(view.blamed)])]),
    ...alsoHurt(view, r),
    fact(words.opened[r.language], [r.plain(time(view.openedAt))]),
    fact(words.incident[r.language], [r.plain(view.incident)]),
  ).withSpacing('Medium');
}

function alsoHurt(view: IncidentView, r: Renderer): CardElement[] {
  const names = victims(view, r.language);
  return names.length === 0 ? [] : [fact(words.alsoHurt[r.language], listed(names, r))];
}

/** As many names as there is room for, and how many more there are. */
function listed(names: readonly string[], r: Renderer): TextRun[] {
  const named = names.slice(0, r.room.names).map((name) => oneLine(name, r.room.chars));
  const rest = names.length - named.length;
  return [r.plain(named.join(', ')), ...(rest > 0 ? [r.more(rest)] : [])];
}

function proposal(question: Question, status: Status, r: Renderer): CardElement[] {
  const title = status.kind === 'asking' ? words.fix : words.proposed;
  const { document, section: part, link: url } = question.source;
  return [
    label(title[r.language]),
    paragraph(run(question.title[r.language], r.room.chars, { weight: 'Bolder' })),
    paragraph(r.text(question.effect)),
    fact(words.risk[r.language], [r.text(risks[question.risk])]),
    ...(status.kind === 'asking' ? [fact(words.undoable[r.language], [r.text(question.undoable)])] : []),
    fact(words.source[r.language], [link(`${document}: ${part}`, url, r.room.chars)]),
    ...section(words.opens[r.language], openings(question, r)),
    ...losses(question, r),
    ...section(
      words.proof[r.language],
      lines(
        r,
        question.proof.map((each) => [r.text(each)]),
        r.room.proof,
      ),
    ),
    ...guardsPassed(question, r),
  ];
}

const guardsId = 'guards';

/** How many guards passed; their names unfold where there is room for them. */
function guardsPassed({ guards }: Question, r: Renderer): CardElement[] {
  if (guards.length === 0) return [];
  const count = r.plain(String(guards.length));
  if (r.room.proof === 0) return [fact(words.guards[r.language], [count])];
  const unfold = run(words.showGuards[r.language], r.room.chars, {
    color: 'Accent',
    selectAction: new ToggleVisibilityAction({ targetElements: [guardsId] }),
  });
  const names = guards.map(({ title }) => title[r.language]).join(' · ');
  return [
    fact(words.guards[r.language], [count, new TextRun('  '), unfold]),
    paragraph(r.plain(names, { isSubtle: true }))
      .withId(guardsId)
      .withIsVisible(false),
  ];
}

function openings(question: Question, r: Renderer): CardElement[] {
  if (question.opens.length === 0) return [paragraph(r.text(words.noFlows))];
  const flows = question.opens.map((box) => [r.plain(flow(box, r.language), { fontType: 'Monospace' })]);
  return lines(r, flows, r.room.flows);
}

function losses(question: Question, r: Renderer): CardElement[] {
  if (question.losses.length === 0) return [];
  const items = lines(
    r,
    question.losses.map((each) => [r.text(each)]),
    r.room.losses,
  );
  return [emphasised('attention', [label(words.losses[r.language]), ...items])];
}

function history(view: IncidentView, r: Renderer): CardElement[] {
  const entries = view.history.map(({ at, text }) => [
    r.plain(time(at), { isSubtle: true }),
    new TextRun('  '),
    r.text(text),
  ]);
  // Whoever is asked needs the present more than the past.
  const most = view.status.kind === 'asking' ? Math.min(3, r.room.history) : r.room.history;
  return lines(r, entries, most, 'latest');
}

function askingPart(question: Question, r: Renderer): CardElement[] {
  const needed = neededFor(question);
  return [
    new Container(
      fact(words.ifNothing[r.language], [r.text(question.ifNothing)]),
      fact(words.approvers[r.language], listed(question.approvers, r)),
      ...(needed ? [fact(words.needed[r.language], [r.text(needed)])] : []),
      fact(words.until[r.language], [r.plain(time(question.until), { weight: 'Bolder' })]),
      fact(words.code[r.language], [r.plain(question.code, { weight: 'Bolder', fontType: 'Monospace' })]),
    )
      .withSeparator()
      .withSpacing('Medium'),
    new TextInput({
      id: 'reason',
      label: says(words.reason, r),
      maxLength: 500,
    }),
    new TextBlock(says(replyHint(oneLine(question.code, 8)), r), { isSubtle: true, wrap: true, size: 'Small' }),
  ];
}

function buttons(view: IncidentView, question: Question, r: Renderer): ExecuteAction[] {
  const data = { incident: view.incident, code: question.code, planHash: question.planHash };
  return [
    new ExecuteAction({ title: says(words.approve, r), verb: 'approve', style: 'positive', data }),
    new ExecuteAction({ title: says(words.reject, r), verb: 'reject', style: 'destructive', data }),
    new ExecuteAction({ title: says(words.mute, r), verb: 'mute', associatedInputs: 'none', data }),
  ];
}
