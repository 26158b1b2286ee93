import { sha256 } from '../model/canonical';
import { commit, read, type Read } from './commit';
import { unseen, type Happened } from './events';
import { letGo } from './let-go';
import { next } from './next';
import { show, execute } from './execute';
import { currentCard, firstWordAt, lookingCard, type Card } from './view';
import type { Dependencies } from './dependencies';

/** The pause before Teams, which could not be reached, is tried again, ms; whoever set out to post a card has done so by then, or never. */
const showAgainMs = 30_000;
/**
 * This long after its end an incident's card is drawn once more, ms: a process that stopped while it drew an older state, and
 * died before it noticed, is over by then.
 */
const lastDrawAfterMs = 180_000;
/** A queue message is worked on for this long at most, ms; what is left goes on with the next message. */
const longestMs = 60_000;

/**
 * Does everything that an incident needs now, one step after the other, each committed before the next. It stops when there
 * is something to wait for, and leaves a wake-up for then. Safe to run twice, late, or on two machines at once: who loses a
 * race reads again what the other has done.
 */
export async function advance(incident: string, deps: Dependencies): Promise<void> {
  const startedAt = deps.now();
  let showAgainAt: number | undefined;
  const draw = drawing();
  let now = await read(incident, deps);
  while (now && deps.now() < startedAt + longestMs) {
    const { state } = now;
    const cards = draw(now, deps.now());
    const lastDrawAt = state.phase.kind === 'closed' ? state.phase.at + lastDrawAfterMs : Infinity;
    const waitsForLastDraw = ({ key }: Card): boolean => (state.cards[key]?.at ?? Infinity) < lastDrawAt;
    const isLastDraw = deps.now() >= lastDrawAt;
    const card = cards.find(
      (each) => state.cards[each.key]?.hash !== each.hash || (isLastDraw && waitsForLastDraw(each)),
    );
    const message = card && state.cards[card.key]?.message;
    const othersTryUntil = card && !message && state.posting?.card === card.key ? state.posting.at + showAgainMs : 0;
    if (deps.now() < othersTryUntil) showAgainAt ??= othersTryUntil;
    if (card && showAgainAt === undefined) {
      if (!message) now = await commit(deps, now, { kind: 'post-intended', card: card.key });
      const there = now && (await show(deps, message, card.view));
      if (now && !there) showAgainAt = deps.now() + showAgainMs;
      if (now && there) {
        const shown = { kind: 'shown', card: card.key, message: there, hash: card.hash } as const;
        now = (await commit(deps, now, shown)) ?? (await recordShown(incident, shown, deps));
      }
      now ??= await read(incident, deps);
      continue;
    }

    const step = next(state, deps.policy, deps.now());
    if (step.do === 'finish') {
      await letGo(now, deps);
      return deps.store.wake(incident, showAgainAt ?? (cards.some(waitsForLastDraw) ? lastDrawAt : undefined));
    }
    if (step.do === 'wait') {
      if (state.phase.kind === 'time-limited') await letGo(now, deps);
      return deps.store.wake(incident, Math.min(step.until, showAgainAt ?? firstWordAt(state)));
    }
    now = (await execute(step, now, deps)) ?? (await read(incident, deps));
  }
  if (now) await deps.store.wake(incident, deps.now());
}

/**
 * Records what was shown while somebody else committed: it may lie over a newer card, which is then drawn again. Of two
 * messages that were posted for one card, the first that is recorded is kept up to date.
 */
async function recordShown(incident: string, shown: Extract<Happened, { kind: 'shown' }>, deps: Dependencies) {
  for (;;) {
    const now = await read(incident, deps);
    const there = now?.state.cards[shown.card]?.message;
    if (!now || (there && there.activity !== shown.message.activity)) return now;
    const after = await commit(deps, now, shown);
    if (after) return after;
  }
}

type Drawn = Card & { readonly hash: string };

/**
 * Draws the cards of one incident, the one that people need first, and hashes them: the current one again only after something
 * that it may show.
 */
function drawing(): (now: Read, at: number) => readonly Drawn[] {
  const drawn = (card: Card | undefined): readonly Drawn[] =>
    card ? [{ ...card, hash: sha256(JSON.stringify(card.view)) }] : [];
  let last: { readonly of: Read; readonly current: readonly Drawn[] } | undefined;
  return (now, at) => {
    const { state, events } = now;
    const added = events.slice(last?.of.events.length);
    const same = state.deferred === last?.of.state.deferred && added.every(({ kind }) => unseen.includes(kind));
    last = { of: now, current: last && same ? last.current : drawn(currentCard(state, events)) };
    return [...last.current, ...drawn(lookingCard(state, events, at))];
  };
}
