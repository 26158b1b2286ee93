import { hasNews, viewOf } from './view';
import type { Read } from './commit';
import type { Dependencies } from './dependencies';
import type { Teller } from './ports';
import { sayableAt, sayOnce } from './say-once';
import { isNewsMs } from './timing';

/** What one teller is to tell. */
export interface News {
  readonly teller: Teller;
  readonly key: string;
}

/** Tells outside the channel that people are asked, and how it ended, while one queue message is worked on. */
export interface NewsTeller {
  due(now: Read): News | undefined;
  /** Tells it, at most once. Answers the incident after that; `undefined` when it must be read again. */
  tell(news: News, now: Read): Promise<Read | undefined>;
  /** When there is something to tell, ms since the epoch; `Infinity` where nothing is. */
  nextAt(now: Read): number;
}

/** Nothing waits for a teller: whoever uses this does so where the incident waits for something else, or is over and has let go of its target. */
export function newsTeller(deps: Dependencies): NewsTeller {
  const { tellers = [] } = deps;
  const untold = (now: Read): readonly News[] => {
    const what = tellers.length > 0 ? whatIsNew(now, deps.now()) : undefined;
    if (what === undefined) return [];
    const news = tellers.map((teller) => ({ teller, key: `${teller.name} ${what}` }));
    return news.filter(({ key }) => !now.state.said.keys.includes(key));
  };
  return {
    due: (now) => untold(now).find(({ key }) => deps.now() >= sayableAt(now.state, [key])),

    tell({ teller, key }, now) {
      const tell = () => teller.tell(viewOf(now.state, now.events), deps.language);
      return sayOnce(deps, now, [key], tell, 'elsewhere');
    },

    nextAt: (now) =>
      Math.min(...untold(now).map(({ key }) => Math.max(deps.now(), sayableAt(now.state, [key]))), Infinity),
  };
}

/** A question that people can answer in the channel, or the end of what they are told of there. `now` in ms since the epoch. */
function whatIsNew({ state }: Read, now: number): string | undefined {
  const { phase, cards } = state;
  if (phase.kind === 'asking') return phase.approval.code in cards ? `asked ${phase.approval.code}` : undefined;
  const isNews = phase.kind === 'closed' && now < phase.at + isNewsMs && hasNews(state);
  return isNews ? 'ended' : undefined;
}
