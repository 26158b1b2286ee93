import { ledger } from '../observations/ledger';
import { commitUntil, stamped, type Read } from './commit';
import type { Dependencies } from './dependencies';
import { unseen, type IncidentEvent } from './events';
import { gather } from './gather';
import { next } from './next';
import { follow, send } from './send';
import { after } from './state';
import type { Next } from './step';
import { togetherMs } from './timing';

/** How many events are committed together at most, with what they come to. */
const mostTogether = 50;

/** Executes a step, and those after it that only look and decide; commits what came of them. `undefined` when the incident must be read again. */
export async function execute(
  step: Exclude<Next, { do: 'wait' | 'finish' }>,
  now: Read,
  deps: Dependencies,
): Promise<Read | undefined> {
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
    case 'follow':
      return follow(step, now, deps);
  }
}

/** A step that changes nothing outside the incident: what comes of it is decided or asked again where it got lost. */
type Looking = Extract<Next, { do: 'record' | 'observe' | 'poll' }>;
const isLooking = (step: Next): step is Looking => step.do === 'record' || step.do === 'observe' || step.do === 'poll';

/** Executes this step and those after it, as far as that is only deciding and looking, and commits together what came of them. */
async function goOn(first: Looking, now: Read, deps: Dependencies): Promise<Read | undefined> {
  const latest = deps.now() + togetherMs;
  const happened: IncidentEvent[] = [];
  let { state } = now;
  let step: Next = first;
  for (; isLooking(step); step = next(state, deps.policy, deps.now())) {
    const came = stamped(step.do === 'record' ? step.events : await gather(step, state, deps), deps);
    happened.push(...came);
    state = after(state, came);
    if (happened.length >= mostTogether || deps.now() >= latest) break;
  }
  // Where something else is on the card now, that is to do first.
  const isQuiet = state.deferred === now.state.deferred && happened.every(({ kind }) => unseen.includes(kind));
  return commitUntil(isQuiet && step.do === 'wait' ? step.until : deps.now(), deps, now, ...happened);
}
