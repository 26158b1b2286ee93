import { ReconnectError } from '../model/errors';
import { ledger } from '../observations/ledger';
import { commitUntil, stamped, type Read } from './commit';
import type { Dependencies } from './dependencies';
import { unseen, type Happened, type IncidentEvent } from './events';
import { join } from './following';
import { gather } from './gather';
import { next } from './next';
import { eyesOf } from './observe';
import type { State } from './phase';
import { follow, send } from './send';
import { after } from './state';
import type { Next } from './step';
import { togetherMs } from './timing';

/** How many events are committed together at most, with what they come to. */
const mostTogether = 50;

/** Executes a step, and those after it that only look, decide and book; commits what came of them. `undefined` when the incident must be read again. */
export async function execute(
  step: Exclude<Next, { do: 'wait' | 'finish' }>,
  now: Read,
  deps: Dependencies,
): Promise<Read | undefined> {
  switch (step.do) {
    case 'record':
    case 'observe':
    case 'poll':
    case 'book':
      return goOn(step, now, deps);
    case 'send':
      return send(step, now, deps);
    case 'follow':
      return follow(step, now, deps);
    case 'join':
      return join(step.leader, now, deps);
  }
}

/** A step that changes nothing in Azure and shows nobody anything: what comes of it is decided, asked or booked again where it got lost. */
type Quiet = Exclude<Next, { do: 'send' | 'follow' | 'join' | 'wait' | 'finish' }>;
const quiet: readonly Next['do'][] = ['record', 'observe', 'poll', 'book'] satisfies readonly Quiet['do'][];
const isQuiet = (step: Next): step is Quiet => quiet.includes(step.do);

/** What comes of such a step. */
async function take(step: Quiet, state: State, deps: Dependencies): Promise<readonly Happened[]> {
  if (step.do === 'record') return step.events;
  if (step.do !== 'book') return gather(step, state, eyesOf(deps));
  const booked = await deps.store.book(step.intervention, step.version);
  // Somebody else booked something since the guards looked: they look again.
  const requests = [{ kind: ledger.kind, params: {} }];
  return booked === 'conflict' ? gather({ do: 'observe', requests }, state, eyesOf(deps)) : step.events;
}

/**
 * The same; `undefined` where the ledger contradicts the incident only because somebody else has gone on with it, and perhaps ended it,
 * since it was read.
 */
async function takeUnlessOvertaken(step: Quiet, state: State, { stored }: Read, deps: Dependencies) {
  try {
    return await take(step, state, deps);
  } catch (error) {
    const isOvertaken = (await deps.store.load(stored.id))?.version !== stored.version;
    if (error instanceof ReconnectError && error.code === 'STORE_DAMAGED' && isOvertaken) return undefined;
    throw error;
  }
}

/** Executes this step and those after it, as far as they are quiet, and commits together what came of them. */
async function goOn(first: Quiet, now: Read, deps: Dependencies): Promise<Read | undefined> {
  const latest = deps.now() + togetherMs;
  const happened: IncidentEvent[] = [];
  let { state } = now;
  let step: Next = first;
  for (; isQuiet(step); step = next(state, deps.policy, deps.now())) {
    const taken = await takeUnlessOvertaken(step, state, now, deps);
    if (!taken) return undefined;
    const came = stamped(taken, deps);
    happened.push(...came);
    state = after(state, came);
    // Whoever booked meanwhile may have gone on with this very incident: that shows when this is committed.
    const isOvertaken = step.do === 'book' && came.some(({ kind }) => kind === 'observed');
    if (isOvertaken || happened.length >= mostTogether || deps.now() >= latest) break;
  }
  // Where something else is on the card now, that is to do first.
  const isUnseen = state.deferred === now.state.deferred && happened.every(({ kind }) => unseen.includes(kind));
  return commitUntil(isUnseen && step.do === 'wait' ? step.until : deps.now(), deps, now, ...happened);
}
