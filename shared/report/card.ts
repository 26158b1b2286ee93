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
import { lines, pen, rooms, says, type Pen } from './card-pen';
import { emphasised, fact, label, link, paragraph, run, section } from './card-parts';
import { oneLine } from '../model/one-line';
import { flow, guardOf, headline, questionOf, remark, standing, time } from './format';
import { replyHint, risks, words } from './words';
import type { IncidentView, Question, Status } from './view';

/** Most bytes of a card as UTF-8 JSON. Teams takes more from a bot, but a webhook no more than 28 KB. */
export const cardLimit = 24 * 1024;

/**
 * The incident as an Adaptive Card 1.5, never larger than {@link cardLimit}. Buttons (Action.Execute with the verbs `approve`
 * and `reject`, data `{ incident, code, planHash }` and the input `reason`) are there only while a question is open.
 */
export function incidentCard(view: IncidentView, language: Language): IAdaptiveCard {
  const fits = (card: IAdaptiveCard): boolean => Buffer.byteLength(JSON.stringify(card), 'utf8') <= cardLimit;
  const [ample, ...smaller] = rooms;
  return smaller.reduce(
    (card, room) => (fits(card) ? card : draw(view, pen(language, room))),
    draw(view, pen(language, ample)),
  );
}

function draw(view: IncidentView, p: Pen): AdaptiveCard {
  const question = questionOf(view);
  const card = new AdaptiveCard(
    header(view, p),
    facts(view, p),
    ...section(
      words.shownBy[p.language],
      lines(
        p,
        view.shownBy.map((each) => [p.text(each)]),
        p.room.shownBy,
      ),
    ),
    ...(question ? proposal(question, view.status, p) : []),
    ...section(words.history[p.language], history(view, p)),
    ...(view.status.kind === 'asking' ? askingPart(view.status.question, p) : []),
  )
    .withVersion('1.5')
    .withFallbackText(headline(view, p.language))
    .withMsteams(new TeamsCardProperties({ width: 'full' }));
  return view.status.kind === 'asking' ? card.withActions(...buttons(view, view.status.question, p)) : card;
}

function header(view: IncidentView, p: Pen): CardElement {
  const note = remark(view);
  return new Container(
    paragraph(run(standing(view)[p.language], p.room.chars, { weight: 'Bolder', size: 'Small' })),
    paragraph(run(view.broken[p.language], p.room.chars, { weight: 'Bolder', size: 'Large' })),
    ...(note ? [paragraph(p.text(note))] : []),
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

function facts(view: IncidentView, p: Pen): CardElement {
  const guard = guardOf(view);
  return new Container(
    ...(guard ? [fact(words.stoppedBy[p.language], [p.text(guard)])] : []),
    fact(words.resource[p.language], [p.plain(view.resource.name, { weight: 'Bolder' })]),
    ...(view.blamed === undefined ? [] : [fact(words.blamed[p.language], [p.plain(view.blamed)])]),
    fact(words.opened[p.language], [p.plain(time(view.openedAt))]),
    fact(words.incident[p.language], [p.plain(view.incident)]),
  ).withSpacing('Medium');
}

function proposal(question: Question, status: Status, p: Pen): CardElement[] {
  const title = status.kind === 'asking' ? words.fix : words.proposed;
  const { document, section: part, link: url } = question.source;
  return [
    label(title[p.language]),
    paragraph(run(question.title[p.language], p.room.chars, { weight: 'Bolder' })),
    paragraph(p.text(question.effect)),
    fact(words.risk[p.language], [p.text(risks[question.risk])]),
    ...(status.kind === 'asking' ? [fact(words.undoable[p.language], [p.text(question.undoable)])] : []),
    fact(words.source[p.language], [link(`${document}: ${part}`, url, p.room.chars)]),
    ...section(words.opens[p.language], openings(question, p)),
    ...losses(question, p),
    ...section(
      words.proof[p.language],
      lines(
        p,
        question.proof.map((each) => [p.text(each)]),
        p.room.proof,
      ),
    ),
    ...guardsPassed(question, p),
  ];
}

const guardsId = 'guards';

/** How many guards passed; their names unfold where there is room for them. */
function guardsPassed({ guards }: Question, p: Pen): CardElement[] {
  if (guards.length === 0) return [];
  const count = p.plain(String(guards.length));
  if (p.room.proof === 0) return [fact(words.guards[p.language], [count])];
  const unfold = run(words.showGuards[p.language], p.room.chars, {
    color: 'Accent',
    selectAction: new ToggleVisibilityAction({ targetElements: [guardsId] }),
  });
  const names = guards.map(({ title }) => title[p.language]).join(' · ');
  return [
    fact(words.guards[p.language], [count, new TextRun('  '), unfold]),
    paragraph(p.plain(names, { isSubtle: true }))
      .withId(guardsId)
      .withIsVisible(false),
  ];
}

function openings(question: Question, p: Pen): CardElement[] {
  if (question.opens.length === 0) return [paragraph(p.text(words.noFlows))];
  const flows = question.opens.map((box) => [p.plain(flow(box, p.language), { fontType: 'Monospace' })]);
  return lines(p, flows, p.room.flows);
}

function losses(question: Question, p: Pen): CardElement[] {
  if (question.losses.length === 0) return [];
  const items = lines(
    p,
    question.losses.map((each) => [p.text(each)]),
    p.room.losses,
  );
  return [emphasised('attention', [label(words.losses[p.language]), ...items])];
}

function history(view: IncidentView, p: Pen): CardElement[] {
  const entries = view.history.map(({ at, text }) => [
    p.plain(time(at), { isSubtle: true }),
    new TextRun('  '),
    p.text(text),
  ]);
  // Whoever is asked needs the present more than the past.
  const most = view.status.kind === 'asking' ? Math.min(3, p.room.history) : p.room.history;
  return lines(p, entries, most, 'latest');
}

function askingPart(question: Question, p: Pen): CardElement[] {
  const names = question.approvers.slice(0, p.room.names).map((name) => oneLine(name, p.room.chars));
  const rest = question.approvers.length - names.length;
  return [
    new Container(
      fact(words.ifNothing[p.language], [p.text(question.ifNothing)]),
      fact(words.approvers[p.language], [p.plain(names.join(', ')), ...(rest > 0 ? [p.more(rest)] : [])]),
      fact(words.until[p.language], [p.plain(time(question.until), { weight: 'Bolder' })]),
      fact(words.code[p.language], [p.plain(question.code, { weight: 'Bolder', fontType: 'Monospace' })]),
    )
      .withSeparator()
      .withSpacing('Medium'),
    new TextInput({
      id: 'reason',
      label: says(words.reason, p),
      maxLength: 500,
    }),
    new TextBlock(says(replyHint(oneLine(question.code, 8)), p), { isSubtle: true, wrap: true, size: 'Small' }),
  ];
}

function buttons(view: IncidentView, question: Question, p: Pen): ExecuteAction[] {
  const data = { incident: view.incident, code: question.code, planHash: question.planHash };
  return [
    new ExecuteAction({ title: says(words.approve, p), verb: 'approve', style: 'positive', data }),
    new ExecuteAction({ title: says(words.reject, p), verb: 'reject', style: 'destructive', data }),
  ];
}
