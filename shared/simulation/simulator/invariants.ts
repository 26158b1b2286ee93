import { inverseOf, requestOf } from '../../changes';
import { canonicalJson, sha256 } from '../../model/canonical';
import { armId, idKey } from '../../model/arm-id';
import { targetKey } from '../../targets';
import type { Json } from '../../model/observation';
import type { IncidentEvent } from '../../incident/events';
import { stateOf } from '../../incident/state';
import type { State } from '../../incident/phase';
import { currentCard, viewOf } from '../../incident/view';
import type { Resource } from '../scenarios/schema';
import { happeningsAt, lostTransitions, stayed, toldOfWhatIsWell } from './levels';
import { people, policyAt } from './setup';
import type { Ran, Send } from './run';

/** A promise that was not kept. */
export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

/** Each promise by its name, with how it is found broken in what happened. Written from what is promised, without the code that keeps it. */
export const invariants: Readonly<Record<string, (ran: Ran) => readonly string[]>> = {
  'no write without a valid approval of exactly that plan': (ran) => [
    ...ran.sends.flatMap((send) => unapproved(send, ran.setup)),
    ...approvedByWhoLeft(ran),
  ],
  'no write twice': writtenTwice,
  'no write outside the plan': (ran) => [...ran.sends.flatMap(outsideThePlan), ...writesOfNobody(ran)],
  'no fix without a cause that was found': (ran) => ran.incidents.flatMap(({ id, events }) => withoutCause(id, events)),
  'the kill switch holds': (ran) =>
    ran.sends.filter(({ off }) => off).map(({ change, at }) => `${change.kind} at ${timeOf(at)} while switched off`),
  'cooldowns hold': duringCooldown,
  'caps hold': overTheCap,
  'every incident ends': (ran) => [...(ran.stuck === undefined ? [] : [ran.stuck]), ...stillOpen(ran)],
  'no signal is lost': lostSignals,
  'no transition is lost': lostTransitions,
  'nobody is told the same twice': toldAgain,
  'nobody is told of what is well': toldOfWhatIsWell,
  'one incident at a time for a target': overlapping,
  'every card tells the truth': untrueCards,
  'nobody waits long for the first word': keptWaiting,
  'no card is posted twice': postedTwice,
  'nothing is said twice in a thread': saidTwice,
  'nothing reversible is left behind after a fix that did not help': leftBehind,
  'what was approved is undone, whoever has left since': undoingGivenUp,
  'the audit chain verifies': ({ unreadable }) => unreadable.map((id) => `incident ${id} cannot be read`),
};

/** Everything that was not kept. */
export const violations = (ran: Ran): readonly Violation[] =>
  Object.entries(invariants).flatMap(([invariant, broken]) => broken(ran).map((what) => ({ invariant, what })));

type EventOf<K extends IncidentEvent['kind']> = Extract<IncidentEvent, { kind: K }>;
const last = <K extends IncidentEvent['kind']>(events: readonly IncidentEvent[], kind: K): EventOf<K> | undefined =>
  events.findLast((event): event is EventOf<K> => event.kind === kind);
const timeOf = (ms: number): string => new Date(ms).toISOString();
const approvers: readonly string[] = [people.kim.id, people.lee.id];
const minute = 60_000;

function unapproved({ incident, change, at }: Send, setup: Ran['setup']): readonly string[] {
  const said = `${change.kind} at ${timeOf(at)}`;
  if (!incident) return [`${said}: nobody had committed to it`];
  const { events } = incident;
  const planned = last(events, 'planned');
  const asked = last(events, 'asked');
  if (!planned || !asked) return [`${said}: nobody was asked`];
  const answers = answersTo(planned, events);
  if (events.some(({ kind }) => kind === 'closed')) return [`${said}: the incident was over`];
  if (asked.approval.planHash !== planned.proposal.hash || hashOf(planned) !== planned.proposal.hash)
    return [`${said}: another plan was asked about`];
  const wrong = answers.find(({ decision, by }) => decision !== 'approve' || !approvers.includes(by.id));
  if (wrong) return [`${said}: ${wrong.by.name} may not, or said no`];
  const early = answers.find((each) => Date.parse(each.at) < mayAnswerFrom(each.by.name, events, setup));
  if (early) return [`${said}: ${early.by.name} was not asked yet`];
  const people = new Set(answers.map(({ by }) => by.id)).size;
  const needed = neededFor(planned.proposal.plan.risk, setup);
  if (people < needed) return [`${said}: approved by ${people}, and ${needed} must`];
  const isLate = answers.some(({ at }) => Date.parse(at) >= Date.parse(asked.approval.until));
  return isLate ? [`${said}: an answer came too late`] : [];
}

/** What counted of this plan, whoever was asked about it first and later. */
const answersTo = (planned: EventOf<'planned'>, events: readonly IncidentEvent[]): readonly EventOf<'answered'>[] =>
  events.slice(events.indexOf(planned)).filter((event) => event.kind === 'answered');

/** From when on somebody may answer about the last plan, ms since the epoch: who is in reserve only after a while. */
function mayAnswerFrom(
  name: string,
  events: readonly IncidentEvent[],
  { policy: { escalation } }: Ran['setup'],
): number {
  if (!escalation?.approvers.includes(name)) return 0;
  const planned = events.findLastIndex(({ kind }) => kind === 'planned');
  const asked = events.find(({ kind }, index) => index > planned && kind === 'asked');
  return Date.parse(asked?.at ?? '') + escalation.afterMinutes * minute - skew;
}

/** How many people must approve: what severe costs is two people's word, unless the policy says otherwise of it. */
function neededFor(risk: string, { policy: { approvals } }: Ran['setup']): number {
  const rule = approvals.find((each) => each.risk?.some((one) => one === risk) ?? true);
  return rule?.people ?? (risk === 'severe' ? 2 : 1);
}

/** Asking whether a change may be sent and sending it are this far apart at most, ms. */
const atOnceMs = 1000;

function approvedByWhoLeft({ setup, sends, startedAt }: Ran): readonly string[] {
  return sends.flatMap((send) => {
    if (stepOf(send)?.step.of === 'undo') return [];
    const { events } = send.incident ?? { events: [] };
    const planned = last(events, 'planned');
    const still = policyAt(setup, send.at - atOnceMs - startedAt).approvers.map(({ id }) => id);
    return (planned ? answersTo(planned, events) : [])
      .filter(({ by }) => !still.includes(by.id))
      .map(({ by }) => `${send.change.kind} at ${timeOf(send.at)}: ${by.name} had left`);
  });
}

/** Where neither Azure nor anybody else meddles, nothing else keeps what was promised from being taken back. */
function undoingGivenUp({ setup, incidents }: Ran): readonly string[] {
  if (setup.injections.some(({ kind }) => kind === 'azure' || kind === 'estate')) return [];
  return incidents.flatMap(({ id, events }) =>
    events.flatMap((event) =>
      event.kind === 'change-settled' && event.step.of === 'undo' && event.result.kind === 'withheld'
        ? [`incident ${id} kept what it was to undo: ${event.result.because.en}`]
        : [],
    ),
  );
}

/** What an approval must be bound to, worked out here once more. */
function hashOf({ proposal: { plan } }: EventOf<'planned'>): string {
  const { fix, resource, changes, undo, lastsMs, opens, closes, losses } = plan;
  return sha256(canonicalJson({ fix, resource, changes, undo, lastsMs, opens, closes, losses }));
}

function stepOf({ incident, requestId }: Send) {
  const intent = incident?.events.find((event) => event.kind === 'change-intended' && event.requestId === requestId);
  const planned = incident && last(incident.events, 'planned');
  return intent?.kind === 'change-intended' && planned
    ? { step: intent.step, plan: planned.proposal.plan, key: `${incident.id} ${planned.proposal.hash}` }
    : undefined;
}

function writtenTwice({ sends }: Ran): readonly string[] {
  const landed = sends.filter((send) => send.landed).map((send) => ({ send, sent: stepOf(send) }));
  const keys = landed.map(({ sent }) => `${sent?.key} ${sent?.step.of} ${sent?.step.index}`);
  return landed.flatMap(({ send }, index) =>
    keys.indexOf(keys[index] ?? '') < index ? [`${send.change.kind} at ${timeOf(send.at)} had landed before`] : [],
  );
}

function outsideThePlan(send: Send): readonly string[] {
  const sent = stepOf(send);
  const wanted = sent?.plan[sent.step.of][sent.step.index];
  return canonicalJson(wanted ?? null) === canonicalJson(send.change)
    ? []
    : [`${send.change.kind} at ${timeOf(send.at)} is not what was approved`];
}

/** Azure's own log of writes, against what was sent. */
function writesOfNobody({ azure, sends }: Ran): readonly string[] {
  const requests = new Set(sends.map(({ requestId }) => requestId));
  return azure.twin.log
    .filter(({ effect, clientRequestId }) => effect === 'write' && !requests.has(clientRequestId ?? ''))
    .map(({ method, url }) => `${method} ${url} was nobody's change`);
}

function withoutCause(id: string, events: readonly IncidentEvent[]): readonly string[] {
  return events.flatMap((event, index) => {
    if (event.kind !== 'planned') return [];
    const diagnosed = last(events.slice(0, index), 'diagnosed');
    const found = diagnosed?.judgements.find(({ cause }) => cause === event.proposal.cause)?.judgement;
    const asks = found?.kind === 'found' && found.fixes.some(({ fix }) => fix === event.proposal.plan.fix);
    return asks ? [] : [`incident ${id} plans ${event.proposal.plan.fix} without having found ${event.proposal.cause}`];
  });
}

/** When each plan's first change was sent, and when its incident let go of it, in ms since the epoch. */
function interventions({ sends, incidents }: Ran) {
  const firsts = new Map<string, Send>();
  for (const send of sends) {
    const key = stepOf(send)?.key;
    if (key !== undefined && !firsts.has(key)) firsts.set(key, send);
  }
  return [...firsts.values()].flatMap((send) => {
    const id = send.incident?.id ?? '';
    const events = incidents.find((incident) => incident.id === id)?.events ?? [];
    const begin = send.incident?.events.length ?? 0;
    const end = events
      .slice(begin)
      .find(({ kind }) => kind === 'closed' || kind === 'time-limited' || kind === 'planned');
    const [opened] = events;
    const planned = last(send.incident?.events ?? [], 'planned');
    if (opened?.kind !== 'opened' || !planned) return [];
    const endedAt = end ? Date.parse(end.at) : Infinity;
    return [
      { id, at: send.at, endedAt, target: targetKey(opened.signal.target), resource: planned.proposal.plan.resource },
    ];
  });
}

/** Clocks of hosts differ by up to 20 s each way, so what is counted by two of them may be off by twice that. */
const skew = 40_000;

function duringCooldown(ran: Ran): readonly string[] {
  const cooldown = ran.setup.policy.limits.cooldownMinutes * minute - skew;
  const all = interventions(ran);
  return all.flatMap((one) =>
    all
      .filter((other) => other.id !== one.id && other.target === one.target && other.at < one.at)
      .filter((other) => one.at < other.endedAt + cooldown)
      .map((other) => `incident ${one.id} touched its target too soon after ${other.id}`),
  );
}

function overTheCap(ran: Ran): readonly string[] {
  const { perHour, atOnce } = ran.setup.policy.limits;
  const all = interventions(ran);
  const groupOf = (resource: string): string => {
    const { subscription, resourceGroup } = armId(resource);
    return idKey(`${subscription}/${resourceGroup}`);
  };
  return all.flatMap((one) => {
    const before = all.filter((other) => other !== one && other.at <= one.at);
    const lately = before.filter((other) => other.at > one.at - 60 * minute + skew);
    const nearby = lately.filter((other) => groupOf(other.resource) === groupOf(one.resource));
    const now = before.filter((other) => other.id !== one.id && other.endedAt > one.at + skew);
    return [
      ...(lately.length >= perHour.total ? [`${lately.length + 1} fixes within an hour`] : []),
      ...(nearby.length >= perHour.resourceGroup ? [`${nearby.length + 1} fixes in one group within an hour`] : []),
      ...(now.length >= atOnce ? [`${now.length + 1} fixes at once`] : []),
    ];
  });
}

const stillOpen = ({ incidents, stuck }: Ran): readonly string[] =>
  stuck === undefined
    ? incidents.flatMap(({ id, events }) => {
        const ends = events.filter(({ kind }) => kind === 'closed').length;
        return ends === 1 ? [] : [`incident ${id} ended ${ends} times`];
      })
    : [];

/**
 * Each signal is written down, or was taken while an incident of its target was open that had written one down within a
 * minute, or people knew of the trouble and its target was looked at once more.
 */
function lostSignals({ incidents, signals, taken, azure }: Ran): readonly string[] {
  const records = incidents.flatMap(({ id, events }) =>
    events.flatMap((event) =>
      event.kind === 'opened' || event.kind === 'signal-joined'
        ? [{ incident: id, signal: event.signal, at: Date.parse(event.at) }]
        : [],
    ),
  );
  const belongs = ({ signal, from, to, over }: Ran['taken'][number]): boolean =>
    records.some(
      ({ incident, signal: { target }, at }) =>
        targetKey(target) === targetKey(signal.target) &&
        !over.has(incident) &&
        from - minute - skew < at &&
        at < to + skew,
    );
  const ends = incidents.flatMap(({ events }) => badEnd(events) ?? []);
  const isKnown = ({ signal: { target }, from, to }: Ran['taken'][number]): boolean =>
    ends.some((end) => end.target === targetKey(target) && end.at < to + skew) &&
    azure.twin.log.some(({ at, url }) => at >= from - skew && idKey(url).startsWith(idKey(target.id)));
  const kept = new Set(
    [...records, ...taken.filter((each) => belongs(each) || isKnown(each))].map(({ signal }) => signal.id),
  );
  return signals.filter((id) => !kept.has(id)).map((id) => `signal ${id} led to nothing`);
}

const targetOf = ([opened]: readonly IncidentEvent[]): string =>
  opened?.kind === 'opened' ? targetKey(opened.signal.target) : '';

/** When an incident ended in trouble that goes on, ms since the epoch, and for which target. */
function badEnd(events: readonly IncidentEvent[]) {
  const closed = last(events, 'closed');
  if (!closed || ['resolved', 'self-healed'].includes(closed.outcome)) return undefined;
  return { target: targetOf(events), at: Date.parse(closed.at) };
}

/** A look takes no longer than that, ms. */
const longestLookMs = 10 * minute;

/** What an incident told: its plans, what stopped them, and what was found. */
const toldBy = (events: readonly IncidentEvent[]): readonly string[] =>
  events.flatMap((event) => {
    if (event.kind === 'planned') return [event.proposal.hash];
    if (event.kind === 'guarded') return [`${event.proposal.hash} ${event.proposal.guards.at(-1)?.guard}`];
    if (event.kind !== 'diagnosed') return [];
    const found = event.judgements.flatMap(({ cause, judgement }) =>
      judgement.kind === 'found' ? [`${cause} ${idKey(judgement.blamed)}`] : [],
    );
    return [`${event.presence.kind} ${found.join()}`];
  });

/**
 * The incident that opens after one that ended in trouble tells something else, unless the target was well in between, something
 * changed in Azure while it was looked at, or Azure was too busy for it to see what the look before it had seen.
 */
function toldAgain(ran: Ran): readonly string[] {
  const openedAt = ({ events: [opened] }: (typeof ran.incidents)[number]): number => Date.parse(opened?.at ?? '');
  const inOrder = ran.incidents.toSorted((a, b) => openedAt(a) - openedAt(b));
  return inOrder.flatMap((one) => {
    const end = badEnd(one.events);
    const later = end && inOrder.find((other) => openedAt(other) >= end.at && targetOf(other.events) === end.target);
    if (!later || !badEnd(later.events)) return [];
    const saidWell = one.events.some((event) => event.kind === 'looked-again' && event.condition === 'healthy');
    const wasWell = saidWell && !stayed('in-trouble', end.target, end.at, openedAt(later), ran);
    const seenBy = Date.parse(last(later.events, 'diagnosed')?.at ?? '');
    const changed = happeningsAt(ran).some((at) => at > openedAt(later) - longestLookMs && at < seenBy);
    const wasBusy = later.events.some(({ kind }) => kind === 'deferred');
    if (wasWell || changed || wasBusy) return [];
    const known = toldBy(one.events);
    return toldBy(later.events).every((each) => known.includes(each))
      ? [`incident ${later.id} tells what ${one.id} had told`]
      : [];
  });
}

function overlapping({ incidents }: Ran): readonly string[] {
  const spans = incidents.flatMap(({ id, events }) => {
    const [opened] = events;
    const end = events.find(({ kind }) => kind === 'closed' || kind === 'time-limited');
    if (opened?.kind !== 'opened') return [];
    return [
      {
        id,
        from: Date.parse(opened.at),
        to: end ? Date.parse(end.at) : Infinity,
        target: targetKey(opened.signal.target),
      },
    ];
  });
  return spans.flatMap((one) =>
    spans
      .filter((other) => other.id !== one.id && other.target === one.target)
      .filter((other) => other.from + skew < one.to && one.from + skew < other.to && one.id < other.id)
      .map((other) => `incidents ${one.id} and ${other.id} about one target`),
  );
}

/** Each time that a process or an answer gets lost, or time is, may leave one card behind that no record names. Those of a sweep are of no incident. */
function postedTwice({ setup, cards, incidents }: Ran): readonly string[] {
  const excuses = setup.injections.filter(({ kind }) => ['crash', 'stall', 'clock-jump', 'lost-call'].includes(kind));
  const ids = new Set(incidents.map(({ id }) => id));
  const unnamed = [...cards].flatMap(
    ([
      activity,
      {
        orphan,
        shown: [first],
      },
    ]) => (orphan && first && ids.has(first.view.incident) ? [activity] : []),
  );
  return unnamed.length > excuses.length ? [`${unnamed.join(', ')} are in no record`] : [];
}

/** Whatever is lost: what changed is said at most once.  */
function saidTwice({ said }: Ran): readonly string[] {
  const lines = said.map(({ activity, line }) => `${activity}: ${line}`);
  return lines.filter((line, index) => lines.indexOf(line) < index);
}

/** Where nobody stopped and nothing but Azure failed, an incident goes no further two minutes after the alert before there is a card, if only to say that it is looked into. */
function keptWaiting({ setup, incidents }: Ran): readonly string[] {
  if (setup.injections.some(({ kind }) => ['crash', 'stall', 'clock-jump', 'lost-call'].includes(kind))) return [];
  return incidents.flatMap(({ id, events }) => {
    const due = Date.parse(events[0]?.at ?? '') + 2 * minute + skew;
    // Whoever follows another incident is told of by it.
    const told = events.findIndex(({ kind }) => kind === 'post-intended' || kind === 'following');
    const untold = told < 0 ? events : events.slice(0, told);
    return untold.some(({ at, kind }) => kind !== 'signal-joined' && Date.parse(at) > due)
      ? [`nobody was told of ${id} in time`]
      : [];
  });
}

/** At the end the newest card of each incident shows how it ended, and no card that can be changed still asks, or says that somebody looks. */
function untrueCards(ran: Ran): readonly string[] {
  const asking = [...ran.cards].flatMap(([activity, { shown, orphan }]) => {
    const says = shown.at(-1)?.view.status.kind;
    return !orphan && (says === 'asking' || says === 'looking') ? [`${activity} still says ${says}`] : [];
  });
  const stale = ran.incidents.flatMap(({ id, events }) => {
    const state = stateOf(id, events);
    const card = currentCard(state, events);
    const shown = card && state.cards[card.key];
    const seen = shown && ran.cards.get(shown.message.activity)?.shown.at(-1)?.view;
    if (!card) return [];
    return seen && canonicalJson(seen) === canonicalJson(viewOf(state, events))
      ? []
      : [`the card of ${id} does not show how it ended`];
  });
  return ran.stuck === undefined ? [...asking, ...stale, ...untrueEnds(ran)] : [];
}

/** Whoever is told that nothing was changed can rely on it. */
function untrueEnds({ incidents, sends }: Ran): readonly string[] {
  return incidents.flatMap(({ id, events }) => {
    const outcome = last(events, 'closed')?.outcome;
    const landed = sends.some((send) => send.landed && send.incident?.id === id);
    const calm = outcome === 'self-healed' || outcome === 'reported' || outcome === 'rejected' || outcome === 'expired';
    const before = stateOf(id, events).attempts.length > 1;
    return calm && landed && !before ? [`incident ${id} ended as ${outcome} although a change had landed`] : [];
  });
}

function leftBehind({ incidents, azure }: Ran): readonly string[] {
  const made = incidents.flatMap(({ id, events }) => {
    const state = stateOf(id, events);
    return state.attempts.flatMap(({ proposal: { plan }, begun, verified }) =>
      plan.changes.flatMap((change) =>
        inverseOf(change) && begun
          ? [{ id, state, ...requestOf(change), mayStay: verified && plan.lastsMs === undefined }]
          : [],
      ),
    );
  });
  // The next incident of a target makes the same again, and may be right.
  const staying = made.filter(({ mayStay }) => mayStay).map(({ path }) => path);
  return made
    .filter(({ path, state }) => !staying.includes(path) && !peopleWereTold(state))
    .filter(({ path, body }) => isAsSent(azure.twin.state.get(path)?.properties, body?.['properties']))
    .map(({ id, path }) => `${path} of incident ${id} is still there`);
}

const isAsSent = (there: Resource['properties'] = {}, sent: Json = {}): boolean =>
  Object.entries(sent ?? {}).every(([name, value]) => canonicalJson(there[name] ?? null) === canonicalJson(value));

/** An end in which people are asked to look at what may be left. */
const peopleWereTold = ({ phase }: State): boolean => phase.kind === 'closed' && phase.outcome === 'escalated';
