import { withTimesIn } from '../cards/format';
import { commit, type Read } from './commit';
import type { Dependencies } from './dependencies';
import { noticesOf, type Notice } from './notices';
import { speak } from './speak';
import { showAgainMs } from './timing';
import { zoneOf } from './view';

/** What is to be said in the thread of one card. */
export interface Remark {
  readonly card: string;
  readonly notices: readonly [Notice, ...Notice[]];
}

/** Says in the threads of an incident's cards what changed, while one queue message is worked on. */
export interface ThreadSpeaker {
  due(now: Read): Remark | undefined;
  /** Says it, each at most once: whoever dies meanwhile leaves it unsaid. Answers the incident after that; `undefined` when it must be read again. */
  say(remark: Remark, now: Read): Promise<Read | undefined>;
  /** When there is something to say again, ms since the epoch; `Infinity` where nothing is. */
  nextAt(now: Read): number;
}

/** So often Teams may put off the same. */
const mostTries = 3;

export function threadSpeaker(deps: Dependencies): ThreadSpeaker {
  return {
    due(now) {
      return deps.now() < now.state.said.quietUntil ? undefined : remarkOf(now);
    },

    async say({ card, notices }, before) {
      const keys = notices.map(({ key }) => key);
      const to = before.state.cards[card]?.message;
      const now = await commit(deps, before, { kind: 'said', keys });
      if (!now || !to) return now;
      const lines = notices.map(({ text }) => withTimesIn(text, zoneOf(now.state)));
      const spoken = await speak(deps, before.stored.id, () => deps.messenger.reply(to, lines, deps.language));
      // What Teams says that it did not take can be said again; of everything else nobody knows whether it is there.
      const tries = now.events.filter((event) => event.kind === 'said' && event.keys.includes(keys[0] ?? '')).length;
      if (spoken.kind === 'heard' || !spoken.isUnsaid || tries >= mostTries) return now;
      const until = deps.now() + Math.max(showAgainMs, spoken.pauseMs);
      return commit(deps, now, { kind: 'unsaid', keys, until });
    },

    nextAt: (now) => (remarkOf(now) ? now.state.said.quietUntil : Infinity),
  };
}

function remarkOf({ state, events }: Read): Remark | undefined {
  const unsaid = noticesOf(events).filter(({ key, card }) => state.cards[card] && !state.said.keys.includes(key));
  const [first, ...others] = unsaid;
  return first && { card: first.card, notices: [first, ...others.filter(({ card }) => card === first.card)] };
}
