import { causes } from '../causes/index.generated';
import { nameOf } from '../model/arm-id';
import { fixes } from '../fixes/index.generated';
import { leavesSomething, type AnyFix, type Plan } from '../model/plan';
import type { VmTarget } from '../model/target';
import { text, type Text } from '../model/text';
import { spanOf, withTimesIn } from '../cards/format';
import { threadWords } from '../cards/thread-words';
import type { IncidentView, OtherCauses, Question, Remedy, Status, Tried } from '../cards/view';
import { stopIn, symptomOf } from './assess';
import type { IncidentEvent } from './events';
import { historyOf } from './history';
import { lastStop, nameOfGuard, titleOfGuard } from './stops';
import { firstWordAfterMs } from './timing';
import { requestTitle, shownRequest } from './shown-request';
import { stateOf } from './state';
import { pathOf, placeOf, triedFromOf } from './path';
import type { Attempted, In, Phase, State, Victim } from './phase';
import { aheadOf } from './phases/holding';

/** A message to people: its key in the incident, and what it shows, with the times in its texts in UTC, as they are stored. */
export interface Card {
  readonly key: string;
  readonly view: IncidentView;
}

/** The card that people see now. `undefined` while there is nothing to tell. */
export function currentCard(state: State, events: readonly IncidentEvent[]): Card | undefined {
  if (!hasNews(state)) return undefined;
  return { key: state.attempts.at(-1)?.approval.code ?? 'report', view: inUtc(state, events) };
}

/** There is something to ask or to tell. */
export const hasNews = (state: State): boolean => {
  const { attempts, phase, cards } = state;
  if (attempts.length > 0) return true;
  if (isSpokenFor(state) && !('report' in cards)) return false;
  return phase.kind === 'closed' || (phase.kind === 'held' && !isJoining(state, phase));
};

/** The cards of the incident that this one follows tell all there is to tell; not what came of it after that one had ended. */
const isSpokenFor = ({ leader, phase }: State): boolean =>
  leader !== undefined && !(phase.kind === 'closed' && (phase.outcome === 'reported' || phase.outcome === 'escalated'));

/** It is about to follow another. */
const isJoining = ({ leader }: State, { proposal }: Extract<Phase, { kind: 'held' }>): boolean =>
  aheadOf(proposal) !== leader;

/** The cards of questions that a wider one has taken the place of. */
export function replacedCards(state: State, events: readonly IncidentEvent[]): readonly Card[] {
  const replaced = state.attempts.slice(0, -1).filter(({ decision }) => !decision);
  return replaced.map(({ approval }) => ({ key: approval.code, view: asOpened(state, events, { kind: 'replaced' }) }));
}

/** An incident as it was when it was opened, with how it stands. */
function asOpened(state: State, events: readonly IncidentEvent[], status: Status): IncidentView {
  const opening = events.slice(0, 1);
  return { ...inUtc(stateOf(state.id, opening), opening), timeZone: zoneOf(state), status };
}

/**
 * The card for people who would otherwise wait too long for their first word. What follows is a message of its own, because
 * nobody is notified of a message that changes; this one then says so. `now` in ms since the epoch.
 */
export function lookingCard(state: State, events: readonly IncidentEvent[], now: number): Card | undefined {
  const { looking, ...others } = state.cards;
  if (!looking && now < firstWordAt(state)) return undefined;
  const isOver = hasNews(state) || isSpokenFor(state) || Object.keys(others).length > 0;
  return { key: 'looking', view: asOpened(state, events, { kind: isOver ? 'looked' : 'looking' }) };
}

/** When people hear of an incident that nothing is known of yet, ms since the epoch; `Infinity` where they have, or there is news. */
export const firstWordAt = (state: State): number =>
  hasNews(state) || isSpokenFor(state) || Object.keys(state.cards).length > 0
    ? Infinity
    : Date.parse(state.openedAt) + firstWordAfterMs;

/** An incident as people see it, with the times in its texts where they are. Pure. */
export const viewOf = (state: State, events: readonly IncidentEvent[]): IncidentView =>
  withTimesIn(inUtc(state, events), zoneOf(state));

/** Where people are who read it, as far as the policy is known that it is judged by. */
export const zoneOf = ({ policy }: State): string => policy?.timeZone ?? 'UTC';

/** The same, with those times in UTC. */
function inUtc(state: State, events: readonly IncidentEvent[]): IncidentView {
  const name = nameOf(state.target.id);
  const symptom = symptomIn(state);
  const [found, ...alsoFound] = state.judgements
    .map(({ judgement }) => judgement)
    .filter((judgement) => judgement.kind === 'found');
  return {
    incident: state.id,
    openedAt: state.openedAt,
    timeZone: zoneOf(state),
    resource: { name, id: state.target.id },
    broken: symptom
      ? symptom.title(name, state.target)
      : text(`${name} was reported to be in trouble`, `${name}에 문제가 보고됨`),
    shownBy: [
      found?.because,
      ...(state.target.kind === 'vm' && state.target.expectedBy ? [expectedByTag(state.target)] : []),
      ...alsoFound.map(alsoTold),
      state.presence?.because,
    ].filter((because) => because !== undefined),
    ...waysIn(state),
    otherCauses: otherCausesIn(state),
    ...(found ? { blamed: placeOf(found.blamed) } : {}),
    ...(state.victims.length > 0 ? { alsoHurt: state.victims.map(alsoHurt) } : {}),
    status: statusOf(state, events),
    history: historyOf(events),
  };
}

const alsoHurt = ({ target: { id }, condition }: Victim) => ({ name: nameOf(id), id, condition });

/** The way of the traffic, and from where it was tried, as seen when the cause last was. */
const waysIn = ({ target, judgements, judgedBy }: State): Pick<IncidentView, 'path' | 'triedFrom'> =>
  judgedBy
    ? { path: pathOf(target, judgedBy, judgements), triedFrom: triedFromOf(target, judgedBy) }
    : { path: [], triedFrom: [] };

/** What was judged and not found. Causes of one family are often ruled out by the same words. */
function otherCausesIn({ judgements }: State): readonly OtherCauses[] {
  const others = judgements.flatMap(({ cause, judgement }) =>
    judgement.kind === 'found' || judgement.kind === 'needs' ? [] : [{ cause, judgement }],
  );
  const alike = Map.groupBy(others, ({ judgement: { kind, because } }) => `${kind} ${because.en}`);
  return [...alike.values()].flatMap((each) =>
    each.slice(0, 1).map(({ judgement: { kind, because } }) => {
      const titles = each.map(({ cause: id }) => causes.find((known) => known.id === id)?.title ?? text(id, id));
      return { kind, because, causes: titles };
    }),
  );
}

const expectedByTag = ({ port }: VmTarget): Text =>
  text(
    `That TCP ${port} must be open says a tag of the VM, not the policy.`,
    `TCP ${port}이(가) 열려 있어야 한다는 것은 정책이 아니라 VM의 태그가 정한 것입니다.`,
  );

const alsoTold = ({ because }: { readonly because: Text }): Text =>
  text(`Also found: ${because.en}`, `함께 발견됨: ${because.ko}`);

const symptomIn = ({ presence }: State) =>
  presence && presence.kind !== 'absent' ? symptomOf(presence.symptom) : undefined;

function statusOf(state: State, events: readonly IncidentEvent[]): Status {
  const newest = state.attempts.at(-1);
  const question = newest && questionOf(state, newest);
  if (state.phase.kind === 'closed') {
    const { outcome, because } = state.phase;
    const stop = lastStop(events);
    return {
      kind: 'closed',
      outcome,
      because,
      ...(outcome === 'resolved' || outcome === 'self-healed' ? { took: tookIn(state, events) } : {}),
      ...(state.attempts.length > 0 ? { tried: state.attempts.map(triedIn) } : {}),
      ...(question ? { question } : {}),
      ...(state.lookedAgain ? { since: howItIs(state.lookedAgain) } : {}),
      // One that only held the plan for a while did not end the incident.
      ...(stop && stop.until === undefined ? { guard: stop.guard } : {}),
    };
  }
  if (state.phase.kind === 'held') return held(state.phase);
  if (!newest || !question) return { kind: 'looking' };
  if (!newest.decision) return state.phase.kind === 'asking' ? { kind: 'asking', question } : { kind: 'replaced' };
  const { decision, by, at } = newest.decision;
  const who = decision === 'approve' ? question.approvedBy.join(', ') : by.name;
  return { kind: 'decided', question, decision, by: who, at, now: standing(state, events) };
}

/** How long it was broken: from the signal until it was seen to be well. */
function tookIn({ signal, updatedAt }: State, events: readonly IncidentEvent[]): Text {
  const well =
    events.findLast((event) => event.kind === 'verified' && event.presence.kind === 'absent') ??
    events.findLast(({ kind }) => kind === 'closed');
  const span = spanOf(signal.at, well?.at ?? updatedAt);
  return text(`Seen to be well ${span.en} after the signal.`, `신호 후 ${span.ko} 만에 정상이 확인되었습니다.`);
}

function triedIn(attempt: Attempted): Tried {
  return { title: remedyOf(attempt.proposal.plan).title, result: cameOf(attempt) };
}

function cameOf({ decision, begun, applied, verified, undone, failure }: Attempted): Tried['result'] {
  if (undone) return 'undone';
  if (verified) return 'helped';
  if (applied) return 'no-help';
  if (failure) return 'failed';
  if (!decision) return 'unanswered';
  if (decision.decision === 'reject') return 'rejected';
  return begun ? 'failed' : 'not-applied';
}

/** How the target was when it was last looked at, after the end. */
function howItIs({ condition, at }: NonNullable<State['lookedAgain']>): Text {
  switch (condition) {
    case 'healthy':
      return text(`Well again when looked at on ${at}.`, `${at}에 다시 확인: 정상으로 돌아왔습니다.`);
    case 'unhealthy':
      return text(`Still so when looked at on ${at}.`, `${at}에 다시 확인: 여전히 같은 상태입니다.`);
    case 'otherwise':
      return text(
        `When looked at on ${at}, it was in trouble otherwise than told here: a newer message tells how.`,
        `${at}에 다시 확인: 여기에 적힌 것과 다른 문제가 발견되었습니다. 새 메시지를 확인하세요.`,
      );
  }
}

function held({ proposal, until }: Extract<Phase, { kind: 'held' }>): Status {
  const stop = stopIn(proposal);
  return {
    kind: 'held',
    because: stop?.result.because ?? proposal.plan.effect,
    until: new Date(until).toISOString(),
    effect: proposal.plan.effect,
    ...(stop ? { guard: nameOfGuard(stop.guard) } : {}),
  };
}

/** What is happening now that the question is decided. */
function standing({ phase, deferred, attempts }: State, events: readonly IncidentEvent[]): Text {
  if (deferred)
    return text(
      `Waiting to go on: ${deferred.refusal.message}`,
      `계속하기 위해 기다리는 중입니다: ${deferred.refusal.message}`,
    );
  switch (phase.kind) {
    case 'rechecking': {
      const stop = phase.heldUntil === undefined ? undefined : lastStop(events);
      if (stop)
        return text(
          `Held until ${stop.until ?? ''} by ${stop.guard.en}: ${stop.because.en}`,
          `${stop.until ?? ''}까지 보류합니다. ${stop.guard.ko}: ${stop.because.ko}`,
        );
      return text('Checking once more that the plan still fits.', '계획이 여전히 맞는지 다시 확인하는 중입니다.');
    }
    case 'changing':
      return progressOf(phase, events);
    case 'time-limited': {
      const until = new Date(phase.until).toISOString();
      return text(
        `The connection is back. The fix will be undone at ${until}.`,
        `연결이 복구되었습니다. 조치는 ${until}에 되돌립니다.`,
      );
    }
    case 'confirming-undo':
      return text('Undone. Looking whether Azure shows it.', '되돌렸습니다. Azure에서 확인하는 중입니다.');
    case 'verifying': {
      const { since, proposal } = phase;
      const [at, minutes] = [new Date(since).toISOString(), Math.ceil(fixOf(proposal.plan).recoversWithinMs / 60_000)];
      return text(
        `Applied at ${at}. Trying the connection again; it may take up to ${minutes} min to come back.`,
        `${at}에 적용했습니다. 연결을 다시 확인하는 중이며, 돌아오는 데 최대 ${minutes}분이 걸릴 수 있습니다.`,
      );
    }
    case 'undone':
      return threadWords.undone;
    default:
      return afterDecision(attempts.at(-1));
  }
}

/** Where nothing of it is on its way: a rejection leaves nothing to do, and what was approved did not help, or did not come to that. */
function afterDecision(attempted: Attempted | undefined): Text {
  if (attempted?.decision?.decision === 'reject') return text('Nothing was changed.', '변경된 것은 없습니다.');
  return attempted?.applied
    ? text('It did not help. Looking again.', '도움이 되지 않았습니다. 다시 살펴보는 중입니다.')
    : text('It was not carried out. Looking again.', '실행되지 않았습니다. 다시 살펴보는 중입니다.');
}

/** Which request of how many is on its way, and since when they are. */
function progressOf({ proposal, step }: In<'changing'>, events: readonly IncidentEvent[]): Text {
  const changes = proposal.plan[step.of];
  const since = events.findLast(({ kind }) => kind === (step.of === 'undo' ? 'undo-started' : 'rechecked'))?.at ?? '';
  const change = changes[step.index];
  const what = change ? requestTitle(change) : '';
  const number = `${step.index + 1}/${changes.length}`;
  return step.of === 'undo'
    ? text(
        `Undoing the fix since ${since}. Request ${number}: ${what}`,
        `${since}부터 조치를 되돌리는 중입니다. 요청 ${number}: ${what}`,
      )
    : text(
        `Applying the fix since ${since}. Request ${number}: ${what}`,
        `${since}부터 조치를 적용하는 중입니다. 요청 ${number}: ${what}`,
      );
}

function questionOf(state: State, { proposal, approval, approvedBy }: Attempted): Question {
  const { plan } = proposal;
  const symptom = symptomIn(state);
  return {
    ...remedyOf(plan),
    code: approval.code,
    planHash: approval.planHash,
    requests: plan.changes.map(shownRequest),
    guards: proposal.guards
      .filter(({ result }) => result.kind === 'pass')
      .map(({ guard }) => ({ title: titleOfGuard(guard) })),
    undoable: leavesSomething(plan)
      ? text(
          'Reconnect undoes it by itself if the connection does not come back.',
          '연결이 돌아오지 않으면 Reconnect가 스스로 되돌립니다.',
        )
      : text('It cannot be undone.', '되돌릴 수 없습니다.'),
    ifNothing: symptom?.ifNothing ?? text('Nothing changes.', '아무것도 바뀌지 않습니다.'),
    approvers: approval.approvers.map(({ name }) => name),
    people: approval.people ?? 1,
    approvedBy: approvedBy.map(({ name }) => name),
    ...(approval.requestedBy === undefined ? {} : { requestedBy: approval.requestedBy }),
    until: approval.until,
  };
}

/** A plan as people see it. */
export function remedyOf(plan: Plan): Remedy {
  const { risk, effect, proof, opens, closes, losses } = plan;
  const { title, source } = fixOf(plan);
  return { title, risk, effect, proof, opens, closes, losses, source };
}

function fixOf({ fix: id }: Plan): AnyFix {
  const fix = fixes.find((each) => each.id === id);
  if (!fix) throw new Error(`There is no fix ${id}.`);
  return fix;
}
