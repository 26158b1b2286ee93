import type { Dependencies } from '../dependencies';
import { handle } from '../handle';
import type { Message } from '../ports';
import { memoryStore } from './memory-store';
import { startsAt } from './simulation';

/** One worker in virtual time: a clock, a store, and a queue of which each message is worked on when it is due. */
export function virtualWorker() {
  const clock = { now: startsAt };
  const now = () => clock.now;
  let queue: readonly { readonly at: number; readonly message: Message }[] = [];
  const store = memoryStore((at, message) => void (queue = [...queue, { at, message }]), now);
  /** Works on everything that is due until then, ms since the epoch. */
  const work = async (until: number, deps: Dependencies): Promise<void> => {
    for (;;) {
      const due = queue.toSorted((a, b) => a.at - b.at)[0];
      if (!due || due.at > until) break;
      queue = queue.filter((each) => each !== due);
      clock.now = Math.max(clock.now, due.at);
      await handle(due.message, deps);
    }
    clock.now = until;
  };
  return { clock, now, store, work };
}
