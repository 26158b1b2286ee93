import { cardPublisher } from './card-publisher';
import { commit, commitUntil, read, type Read } from './commit';
import type { Dependencies } from './dependencies';
import { execute } from './execute';
import { letGo } from './let-go';
import { newsTeller } from './news';
import { next } from './next';
import { threadSpeaker } from './thread';
import { longestMs } from './timing';

/**
 * Does everything that an incident needs now, one step after the other, each committed before the next. It stops when there
 * is something to wait for, and leaves a wake-up for then. Safe to run twice, late, or on two machines at once: who loses a
 * race reads again what the other has done. `known` is the incident as this process has just read or written it.
 */
export async function advance(incident: string, deps: Dependencies, known?: Read): Promise<void> {
  const latest = deps.now() + longestMs;
  const cards = cardPublisher(deps);
  const thread = threadSpeaker(deps);
  const elsewhere = newsTeller(deps);
  let now = known ?? (await read(incident, deps));
  while (now && deps.now() < latest) {
    const card = cards.due(now);
    if (card) {
      now = await cards.publish(card, now);
      continue;
    }
    // Whoever could not be shown the card is not spoken to either. Before any step: a step that only waits sends its wake-up ahead.
    const remark = cards.isHeard() ? thread.due(now) : undefined;
    if (remark) {
      now = (await thread.say(remark, now)) ?? (await cards.again(now));
      continue;
    }
    const step = next(now.state, deps.policy, deps.now());
    if (step.do !== 'finish' && step.do !== 'wait') {
      now = (await execute(step, now, deps)) ?? (await cards.again(now));
      continue;
    }
    const letsGo = step.do === 'finish' || now.state.phase.kind === 'time-limited';
    const until = Math.min(
      step.do === 'wait' ? step.until : Infinity,
      cards.nextAt(now),
      cards.isHeard() ? thread.nextAt(now) : Infinity,
      elsewhere.nextAt(now),
    );
    if (now.uncommitted.length > 0) {
      now = (await commitUntil(letsGo ? deps.now() : until, deps, now)) ?? (await cards.again(now));
      continue;
    }
    if (letsGo) await letGo(now, deps);
    // Last of all: it may take its time, and nothing waits for it.
    const news = elsewhere.due(now);
    if (news) {
      now = (await elsewhere.tell(news, now)) ?? (await cards.again(now));
      continue;
    }
    return deps.store.wake(incident, until === Infinity ? undefined : until);
  }
  // What was shown in all this time may lie over a newer card.
  const left = now && now.uncommitted.length > 0 ? ((await commit(deps, now)) ?? (await cards.again(now))) : now;
  if (left) await deps.store.wake(incident, deps.now());
}
