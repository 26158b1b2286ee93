import { settles } from '../changes';
import type { Answer, Refusal } from '../model/azure';
import { guidOf } from '../model/canonical';
import { clearanceOf, type Clearance } from './clearance';
import { commit, commitUntil, read, type Read } from './commit';
import type { Dependencies } from './dependencies';
import type { ChangeResult, Happened, Step } from './events';
import { pause } from './gather';
import type { State } from './phase';
import type { Next } from './step';
import { sendWithinMs, whileOffMs } from './timing';

type Send = Extract<Next, { do: 'send' }>;
type Follow = Extract<Next, { do: 'follow' }>;

/**
 * Sends one approved change, and is the only place that does: commits to it first, then has everything asked that may speak
 * against it, and sends only when both took no longer than they may.
 */
export async function send(step: Send, now: Read, deps: Dependencies): Promise<Read | undefined> {
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
  const happened = sent(step, answer, now.state, deps.now());
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
  if (kind === 'refused' || step.of === 'changes') return settled(step, { kind: 'withheld', because });
  const refusal: Refusal = { kind: 'conflict', code: 'SWITCHED_OFF', message: because.en };
  return { kind: 'deferred', until: now + whileOffMs, refusal };
}

/** Asks how a change under way is doing. */
export async function follow(step: Follow, before: Read, deps: Dependencies): Promise<Read | undefined> {
  const happened = followed(step, await deps.azure.poll(step.operation), before.state, deps.now());
  return commitCourse(deps, before, happened);
}

const settled = (step: Step, result: ChangeResult): Happened => ({ kind: 'change-settled', step, result });

/** What is known after a change was sent; `undefined` when the answer was lost, so that the change is inspected later. */
function sent(sending: Send, answer: Answer, state: State, now: number): Happened | undefined {
  if (answer.kind !== 'refused') return taken(sending, answer, now);
  const { refusal } = answer;
  if (refusal.kind === 'unavailable') return undefined;
  return pause(refusal, state, now) ?? settled(sending.step, { kind: 'failed', refusal });
}

/** What is known of an operation under way. One that cannot be asked about any more may have done either. */
function followed(following: Follow, answer: Answer, state: State, now: number): Happened {
  if (answer.kind !== 'refused') return taken(following, answer, now);
  const { refusal } = answer;
  if (refusal.kind === 'failed') return settled(following.step, { kind: 'failed', refusal });
  return pause(refusal, state, now) ?? settled(following.step, { kind: 'unknown' });
}

/** Azure has taken a change on, or is through with it. */
function taken({ step, change }: Send | Follow, answer: Exclude<Answer, { kind: 'refused' }>, now: number): Happened {
  if (answer.kind === 'answered') return settled(step, settles(change, answer.body));
  return { kind: 'change-submitted', step, operation: answer.operation, pollAt: now + answer.pollAfterMs };
}

/** Commits how a change is doing. While it is under way, and no pause is on the card, nothing is left to do before it is asked about. */
function commitCourse(deps: Dependencies, now: Read, happened: Happened): Promise<Read | undefined> {
  const isQuiet = happened.kind === 'change-submitted' && now.state.deferred === undefined;
  return commitUntil(isQuiet ? happened.pollAt : deps.now(), deps, now, happened);
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
    const after = await commitCourse(deps, now, happened);
    if (after) return after;
  }
  return undefined;
}
