import {
  AdaptiveCard,
  Container,
  ExecuteAction,
  TeamsCardProperties,
  TextInput,
  TextRun,
  type CardElement,
  type ContainerStyle,
  type IAdaptiveCard,
} from '@microsoft/teams.cards';
import type { Language } from '../model/text';
import { details, evidence, firstFlows, firstNames, flowsOf, listed } from './card-folds';
import { emphasised, fact, folded, label, paragraph, type Fold } from './card-parts';
import { firstSentence, guardOf, headline, neededFor, questionOf, remark, standing, victims } from './format';
import { way } from './card-path';
import { lines, renderer, rooms, says, type Renderer } from './renderer';
import { answerInChannel, results, risks, words } from './words';
import type { IncidentView, Question, Status, Tried } from './view';

/** Most bytes of a card as UTF-8 JSON. Teams takes more from a bot, but a webhook no more than 28 KB. */
export const cardLimit = 24 * 1024;

/**
 * The incident as an Adaptive Card 1.5, never larger than {@link cardLimit}. What has to be known before answering fits on the
 * screen of a phone, with the buttons; the rest unfolds. Buttons (Action.Execute with the verbs `approve`, `reject` and `mute`,
 * data `{ incident, code, planHash }` and the input `reason`) are there only while a question is open.
 */
export const incidentCard = (view: IncidentView, language: Language): IAdaptiveCard =>
  fitting(view, language, (r) => {
    const { status } = view;
    if (status.kind !== 'asking') return draw(view, r, []);
    const why = { id: 'why', title: says(words.reason, r), items: [reason(r)] };
    return draw(view, r, [why]).withActions(...buttons(view, status.question, r));
  });

/** The same for a place where nobody can answer: without buttons and input, and with where to answer. */
export const toldCard = (view: IncidentView, language: Language): IAdaptiveCard =>
  fitting(view, language, (r) => draw(view, r, []));

/** As much of it as is no larger than {@link cardLimit}. */
function fitting(view: IncidentView, language: Language, drawWith: (r: Renderer) => IAdaptiveCard): IAdaptiveCard {
  const fits = (card: IAdaptiveCard): boolean => Buffer.byteLength(JSON.stringify(card), 'utf8') <= cardLimit;
  const drawIn = (room: Renderer['room']) => drawWith(renderer(language, view.timeZone, room));
  const [ample, ...smaller] = rooms;
  return smaller.reduce((card, room) => (fits(card) ? card : drawIn(room)), drawIn(ample));
}

/** What both have. `answering` is what unfolds for an answer: without it, nobody can give one. */
function draw(view: IncidentView, r: Renderer, answering: readonly Fold[]): AdaptiveCard {
  const { status } = view;
  const question = questionOf(view);
  return new AdaptiveCard(
    header(view, r),
    ...trouble(view, r),
    ...(question ? plan(question, status, r) : []),
    ...(status.kind === 'asking' ? terms(status.question, r) : []),
    ...(status.kind === 'asking' && answering.length === 0 ? [elsewhere(status.question, r)] : []),
    ...folded([
      { id: 'details', title: says(words.details, r), items: question ? details(question, status, r) : [] },
      { id: 'evidence', title: says(words.evidence, r), items: evidence(view, r) },
      ...answering,
    ]),
  )
    .withVersion('1.5')
    .withFallbackText(headline(view, r.language))
    .withMsteams(new TeamsCardProperties({ width: 'full' }));
}

/** What is wrong while there is something to decide, and after that what came of it, stand out. */
function header(view: IncidentView, r: Renderer): CardElement {
  const note = remark(view);
  const code =
    view.status.kind === 'asking'
      ? [
          between,
          r.text(words.code, quiet),
          new TextRun(' '),
          r.plain(view.status.question.code, { ...quiet, fontType: 'Monospace' }),
        ]
      : [];
  const isDecided = view.status.kind === 'decided' || view.status.kind === 'closed';
  return new Container(
    ...(isDecided
      ? [paragraph(r.text(standing(view), loud)), paragraph(r.text(view.broken, quiet))]
      : [paragraph(r.text(standing(view), quiet), ...code), paragraph(r.text(view.broken, loud))]),
    ...(note ? [paragraph(r.text(note))] : []),
  )
    .withStyle(mood(view.status))
    .withBleed();
}

const between = new TextRun(' · ', { isSubtle: true });
const loud = { weight: 'Bolder', size: 'Medium' } as const;
const quiet = { weight: 'Bolder', size: 'Small' } as const;

function mood(status: Status): ContainerStyle {
  if (status.kind === 'asking') return 'accent';
  if (status.kind === 'decided') return status.decision === 'approve' ? 'accent' : 'emphasis';
  if (status.kind !== 'closed') return 'emphasis';
  if (status.outcome === 'resolved' || status.outcome === 'self-healed') return 'good';
  return status.outcome === 'escalated' ? 'attention' : 'warning';
}

/** The cause in one sentence, and where it is on the way of the traffic. */
function trouble(view: IncidentView, r: Renderer): CardElement[] {
  const [cause] = view.shownBy;
  const guard = guardOf(view);
  const hurt = victims(view, r.language);
  const title = view.blamed === undefined ? words.shownBy : words.cause;
  return [
    ...(guard ? [fact(says(words.stoppedBy, r), [r.text(guard)])] : []),
    ...(cause ? [fact(says(title, r), [r.text(firstSentence(cause))])] : reported(view, r)),
    ...(view.path.length > 0 ? [way(view, r)] : []),
    ...(hurt.length > 0 ? [fact(says(words.alsoHurt, r), listed(hurt, r))] : []),
  ];
}

/** Since when it is known that something is wrong, and from where, as long as no more is. */
const reported = ({ openedAt, history: [first] }: IncidentView, r: Renderer): CardElement[] => [
  fact(says(words.opened, r), [r.time(openedAt), ...(first ? [between, r.text(first.text)] : [])]),
];

/** What will be done, in a sentence, and what it costs; in the end, what came of it. */
function plan(question: Question, status: Status, r: Renderer): CardElement[] {
  if (status.kind === 'closed') return came(status.tried ?? [], r);
  const { title, effect, risk, undoable, losses } = question;
  const told = losses.map((each) => [r.text(each)]);
  return [
    fact(says(words.fix, r), [r.text(title, { weight: 'Bolder' }), new TextRun('. '), r.text(firstSentence(effect))]),
    fact(says(words.risk, r), [r.text(risks[risk]), new TextRun('. '), r.text(undoable)]),
    ...(told.length > 0
      ? [emphasised('attention', [label(says(words.losses, r)), ...lines(r, told, r.room.losses)])]
      : []),
  ];
}

/** What became of the fixes that people were asked about. */
const came = (tried: readonly Tried[], r: Renderer): CardElement[] =>
  tried
    .slice(-r.room.names)
    .map(({ title, result }) =>
      fact(says(words.fix, r), [r.text(title), new TextRun(': '), r.text(results[result], { weight: 'Bolder' })]),
    );

/** What it opens, and who may answer until when. */
function terms(question: Question, r: Renderer): CardElement[] {
  const needed = neededFor(question);
  return [
    ...flowsOf(question, firstFlows, r),
    fact(says(words.until, r), [r.time(question.until, { weight: 'Bolder' })]),
    fact(says(words.approvers, r), [
      ...listed(question.approvers, r, firstNames),
      ...(needed ? [between, r.text(needed, { weight: 'Bolder' })] : []),
    ]),
  ];
}

/** Where to answer, for those who cannot here. */
const elsewhere = ({ code }: Question, r: Renderer): CardElement =>
  emphasised('warning', [paragraph(r.text(answerInChannel(code)))]);

const reason = (r: Renderer): CardElement => new TextInput({ id: 'reason', label: says(words.why, r), maxLength: 500 });

function buttons(view: IncidentView, question: Question, r: Renderer): ExecuteAction[] {
  const data = { incident: view.incident, code: question.code, planHash: question.planHash };
  return [
    new ExecuteAction({ title: says(words.approve, r), verb: 'approve', style: 'positive', data }),
    new ExecuteAction({ title: says(words.reject, r), verb: 'reject', style: 'destructive', data }),
    new ExecuteAction({ title: says(words.mute, r), verb: 'mute', associatedInputs: 'none', data }),
  ];
}
