import { withTimesIn } from '../cards/format';
import type { Read } from './commit';
import type { Dependencies } from './dependencies';
import { noticesOf, type Notice } from './notices';
import type { MessageRef } from './ports';
import { sayableAt, sayOnce } from './say-once';
import { zoneOf } from './view';

/** What is to be said in the thread of one card. */
export interface Remark {
  readonly to: MessageRef;
  readonly notices: readonly Notice[];
}

/** Says in the threads of an incident's cards what changed, while one queue message is worked on. */
export interface ThreadSpeaker {
  due(now: Read): Remark | undefined;
  /** Says it, each at most once. Answers the incident after that; `undefined` when it must be read again. */
  say(remark: Remark, now: Read): Promise<Read | undefined>;
  /** When there is something to say again, ms since the epoch; `Infinity` where nothing is. */
  nextAt(now: Read): number;
}

export function threadSpeaker(deps: Dependencies): ThreadSpeaker {
  return {
    due(now) {
      const remark = remarkOf(now);
      return remark && deps.now() >= sayableAt(now.state, keysOf(remark)) ? remark : undefined;
    },

    say(remark, now) {
      const lines = remark.notices.map(({ text }) => withTimesIn(text, zoneOf(now.state)));
      return sayOnce(deps, now, keysOf(remark), () => deps.messenger.reply(remark.to, lines, deps.language));
    },

    nextAt(now) {
      const remark = remarkOf(now);
      return remark ? sayableAt(now.state, keysOf(remark)) : Infinity;
    },
  };
}

const keysOf = ({ notices }: Remark): readonly string[] => notices.map(({ key }) => key);

function remarkOf({ state, events }: Read): Remark | undefined {
  const unsaid = noticesOf(events).filter(({ key, card }) => state.cards[card] && !state.said.keys.includes(key));
  const card = unsaid[0]?.card ?? '';
  const to = state.cards[card]?.message;
  return to && { to, notices: unsaid.filter((notice) => notice.card === card) };
}
