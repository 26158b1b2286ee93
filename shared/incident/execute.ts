import { settles } from '../changes/index';
import { ReconnectError } from '../model/errors';
import type { Answer, Refusal } from '../model/azure';
import { guidOf } from '../model/canonical';
import type { Observation, ObservationRequest } from '../model/observation';
import { observations } from '../observations/index.generated';
import { ledger } from '../observations/ledger';
import type { IncidentView } from '../cards/view';
import { clearanceOf, type Clearance } from './clearance';
import { commit, commitUntil, read, stamped, type Read } from './commit';
import { unseen, type Happened, type IncidentEvent, type PendingObservation } from './events';
import { next, type Next } from './next';
import { observe, sourcesOf, type Eyes } from './observe';
import type { MessageRef } from './ports';
import { after, type State } from './state';
import type { Dependencies } from './dependencies';

/** For how long Azure may be out of reach before Reconnect goes on without its answer, ms. */
const usualPatienceMs = 15 * 60_000;
/** For how long the answer to one question may be under way, ms; after that Reconnect goes on without it. */
const answersWithinMs = 20 * 60_000;
/** The pause before an Azure that is busy or out of reach is asked again, ms. */
const askAgainMs = 30_000;
/** How many questions an incident asks at a time: Azure counts requests by subscription, and others ask too. */
const sideBySide = 8;
/** What is decided and asked one after the other is committed together once it took so long, ms, or came to so many events. */
const togetherMs = 10_000;
const mostTogether = 50;
/** While changes are switched off, what must be undone is tried again after this long, ms. */
const whileOffMs = 5 * 60_000;
/** Whoever intended a change sends it within this, or not at all: later somebody else may already be inspecting, ms. */
const sendWithinMs = 30_000;

/** Executes a step, and those after it that only look and decide; commits what came of them. `undefined` when the incident must be read again. */
export async function execute(
  step: Exclude<Next, { do: 'wait' | 'finish' }>,
  now: Read,
  deps: Dependencies,
): Promise<Read | undefined> {
  const { state } = now;
  switch (step.do) {
    case 'record':
    case 'observe':
    case 'poll':
      return goOn(step, now, deps);
    case 'book': {
      const booked = await deps.store.book(step.intervention, step.version);
      // Somebody else booked something since the guards looked: they look again.
      if (booked === 'conflict')
        return goOn({ do: 'observe', requests: [{ kind: ledger.kind, params: {} }] }, now, deps);
      return goOn({ do: 'record', events: step.events }, now, deps);
    }
    case 'send':
      return send(step, now, deps);
    case 'follow': {
      const happened = followed(step, await deps.azure.poll(step.operation), state, deps);
      const isQuiet = happened.kind === 'change-submitted' && state.deferred === undefined;
      return commitUntil(isQuiet ? happened.pollAt : deps.now(), deps, now, happened);
    }
  }
}

/** A step that changes nothing outside the incident: what comes of it is decided or asked again where it got lost. */
type Looking = Extract<Next, { do: 'record' | 'observe' | 'poll' }>;
const isLooking = (step: Next): step is Looking => step.do === 'record' || step.do === 'observe' || step.do === 'poll';

/** Takes this step and those after it, as far as that is only deciding and looking, and commits together what came of them. */
async function goOn(first: Looking, now: Read, deps: Dependencies): Promise<Read | undefined> {
  const latest = deps.now() + togetherMs;
  const happened: IncidentEvent[] = [];
  let { state } = now;
  let step: Next = first;
  for (; isLooking(step); step = next(state, deps.policy, deps.now())) {
    const came = stamped(await resultOf(step, state, deps), deps);
    happened.push(...came);
    state = after(state, came);
    if (happened.length >= mostTogether || deps.now() >= latest) break;
  }
  // Where something else is on the card now, that is to do first.
  const isQuiet = state.deferred === now.state.deferred && happened.every(({ kind }) => unseen.includes(kind));
  return commitUntil(isQuiet && step.do === 'wait' ? step.until : deps.now(), deps, now, ...happened);
}

/** What one such step comes to; nothing is committed. */
export function resultOf(step: Looking, state: State, deps: Eyes): Promise<readonly Happened[]> {
  switch (step.do) {
    case 'record':
      return Promise.resolve(step.events);
    case 'observe':
      return gather(step.requests, async (request) => {
        const since = deps.now();
        const answer = await observe(sourcesOf(deps), kindOf(request), request.params);
        return observed({ request, since }, answer, state, deps);
      });
    case 'poll':
      return gather(step.pending, async ({ request, operation, since }) =>
        observed({ request, since }, await deps.azure.poll(operation), state, deps),
      );
  }
}

/** Does this for each, side by side. What was put off comes last, the longest pause at the end: it counts. */
async function gather<T>(all: readonly T[], ask: (one: T) => Promise<Happened>): Promise<readonly Happened[]> {
  const happened: Happened[] = [];
  for (let first = 0; first < all.length; first += sideBySide)
    happened.push(...(await Promise.all(all.slice(first, first + sideBySide).map(ask))));
  const putOff = happened.filter((each) => each.kind === 'deferred').toSorted((a, b) => a.until - b.until);
  return [...happened.filter(({ kind }) => kind !== 'deferred'), ...putOff];
}

/**
 * Sends one approved change, and is the only place that does: commits to it first, then has everything asked that may speak
 * against it, and sends only when both took no longer than they may.
 */
async function send(step: Send, now: Read, deps: Dependencies): Promise<Read | undefined> {
  // Whatever this process remembers of the incident, its record must be whole before anything is changed.
  await read(now.stored.id, deps, 'anew');
  const intendedAt = deps.now();
  const requestId = guidOf(now.stored.id, step.step.of, String(step.step.index), String(intendedAt));
  const intended = await commit(deps, now, { kind: 'change-intended', step: step.step, requestId });
  if (!intended) return undefined;
  const cleared = await clear(step, intended, deps, intendedAt + sendWithinMs);
  if (cleared.kind === 'late') return intended;
  if (cleared.kind !== 'clear') return recommit(deps, intended, requestId, withheld(step, cleared, deps.now()));
  const answer = await deps.azure.submit(step.change, requestId);
  const happened = sent(step, answer, now.state, deps);
  return happened ? recommit(deps, intended, requestId, happened) : intended;
}

/** Whether a change may be sent now. The first of a plan is booked anew, since what others may do counts from when it is sent. */
async function clear(
  { step, change }: Send,
  { stored, events }: Read,
  { store, policy, now }: Dependencies,
  latest: number,
): Promise<Clearance | { readonly kind: 'late' }> {
  for (;;) {
    const ledger = await store.ledger();
    const cleared = clearanceOf({ incident: stored.id, events, step, change, policy, ledger, now: now() });
    const booked = cleared.kind === 'clear' && cleared.booking && (await store.book(cleared.booking, ledger.version));
    if (now() > latest) return { kind: 'late' };
    if (booked !== 'conflict') return cleared;
  }
}

/**
 * A change that may not be sent is given up. While everything is switched off, undoing one waits, because what was changed must
 * not stay; what people then must undo by hand is told to them.
 */
function withheld({ step }: Send, { kind, because }: Exclude<Clearance, { kind: 'clear' }>, now: number): Happened {
  if (kind === 'refused' || step.of === 'changes')
    return { kind: 'change-settled', step, result: { kind: 'withheld', because } };
  const refusal: Refusal = { kind: 'conflict', code: 'SWITCHED_OFF', message: because.en };
  return { kind: 'deferred', until: now + whileOffMs, refusal };
}

/** The kind of observation that a request names. */
export function kindOf(request: ObservationRequest) {
  const kind = observations.find((each) => each.kind === request.kind);
  if (!kind)
    throw new ReconnectError(
      'OBSERVATION_UNKNOWN',
      `There is no observation ${request.kind}.`,
      'Deploy the version of Reconnect that opened this incident.',
    );
  return kind;
}

/** Whether a refusal passes by itself. */
export const isPassing = (refusal: Refusal): boolean =>
  refusal.kind === 'throttled' || refusal.kind === 'unavailable' || refusal.kind === 'conflict';

/** The pause after a refusal that will pass, or `undefined` when it has lasted too long. */
function pause(
  refusal: Refusal,
  state: State,
  now: number,
  patienceMs = usualPatienceMs,
): Extract<Happened, { kind: 'deferred' }> | undefined {
  if (!isPassing(refusal) || now > (state.deferred?.since ?? now) + patienceMs) return undefined;
  return { kind: 'deferred', until: now + (refusal.kind === 'throttled' ? refusal.retryAfterMs : askAgainMs), refusal };
}

/** What an answer comes to. `since` is when it was asked for, ms since the epoch. */
function observed(
  { request, since }: Pick<PendingObservation, 'request' | 'since'>,
  answer: Answer,
  state: State,
  deps: Eyes,
): Happened {
  const now = deps.now();
  const at = new Date(now).toISOString();
  const refused = (refusal: Refusal): Happened => ({
    kind: 'observed',
    observation: { ...request, at, outcome: { kind: 'refused', refusal } },
  });
  if (answer.kind === 'pending') {
    if (now >= since + answersWithinMs)
      return refused({ kind: 'unavailable', code: 'NO_ANSWER_IN_TIME', message: 'No answer within 20 minutes.' });
    const pollAt = Math.min(now + answer.pollAfterMs, since + answersWithinMs);
    return { kind: 'observation-pending', pending: { request, operation: answer.operation, pollAt, since } };
  }
  if (answer.kind === 'refused') {
    const paused = pause(answer.refusal, state, now, deps.patienceMs);
    return paused ? { ...paused, request } : refused(answer.refusal);
  }
  const read = kindOf(request).answer.safeParse(answer.body);
  if (!read.success) {
    const [issue] = read.error.issues;
    return refused({
      kind: 'invalid',
      code: 'UNREADABLE_ANSWER',
      message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    });
  }
  const observation: Observation = { ...request, at, outcome: { kind: 'answered', answer: read.data } };
  return { kind: 'observed', observation };
}

type Send = Extract<Next, { do: 'send' }>;
type Follow = Extract<Next, { do: 'follow' }>;

/** What is known after a change was sent; `undefined` when the answer was lost, so that the change is inspected later. */
function sent({ step, change }: Send, answer: Answer, state: State, deps: Dependencies): Happened | undefined {
  if (answer.kind === 'answered') return { kind: 'change-settled', step, result: settles(change, answer.body) };
  if (answer.kind === 'pending')
    return { kind: 'change-submitted', step, operation: answer.operation, pollAt: deps.now() + answer.pollAfterMs };
  if (answer.refusal.kind === 'unavailable') return undefined;
  return (
    pause(answer.refusal, state, deps.now()) ?? {
      kind: 'change-settled',
      step,
      result: { kind: 'failed', refusal: answer.refusal },
    }
  );
}

/** What is known of an operation under way. One that cannot be asked about any more may have done either. */
function followed({ step, change }: Follow, answer: Answer, state: State, deps: Dependencies): Happened {
  if (answer.kind === 'answered') return { kind: 'change-settled', step, result: settles(change, answer.body) };
  if (answer.kind === 'pending')
    return { kind: 'change-submitted', step, operation: answer.operation, pollAt: deps.now() + answer.pollAfterMs };
  if (answer.refusal.kind === 'failed')
    return { kind: 'change-settled', step, result: { kind: 'failed', refusal: answer.refusal } };
  return pause(answer.refusal, state, deps.now()) ?? { kind: 'change-settled', step, result: { kind: 'unknown' } };
}

/** Commits what became of a sent change, whatever else was appended meanwhile, unless somebody already settled it. */
async function recommit(
  deps: Dependencies,
  intended: Read,
  requestId: string,
  happened: Happened,
): Promise<Read | undefined> {
  for (let now: Read | undefined = intended; now; now = await read(intended.stored.id, deps)) {
    const { phase } = now.state;
    if (phase.kind !== 'changing' || phase.progress.kind !== 'intended' || phase.progress.requestId !== requestId)
      return now;
    const after = await commit(deps, now, happened);
    if (after) return after;
  }
  return undefined;
}

/** Posts the card, or changes the one that is there. `undefined` when the channel could not be reached. */
export async function show(
  deps: Dependencies,
  message: MessageRef | undefined,
  view: IncidentView,
): Promise<MessageRef | undefined> {
  try {
    if (!message) return await deps.messenger.post(view, deps.language);
    await deps.messenger.update(message, view, deps.language);
    return message;
  } catch (error) {
    if (!(error instanceof ReconnectError)) throw error;
    deps.log('The channel could not be reached; trying again', { incident: view.incident, code: error.code });
    return undefined;
  }
}
