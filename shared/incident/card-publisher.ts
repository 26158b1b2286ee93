import { sha256 } from '../model/canonical';
import { withTimesIn } from '../cards/format';
import type { IncidentView } from '../cards/view';
import { commit, read, withShown, type Read } from './commit';
import type { Dependencies } from './dependencies';
import { unseen } from './events';
import type { State } from './phase';
import type { MessageRef } from './ports';
import { speak, type Spoken } from './speak';
import { lastDrawAfterMs, longestSilenceMs, showAgainMs } from './timing';
import { currentCard, firstWordAt, lookingCard, replacedCards, type Card } from './view';

type Drawn = Card & { readonly hash: string };

/** Keeps the cards of an incident as its state says, while one queue message is worked on. */
export interface CardPublisher {
  /** The card that people need first of those that are not as they should be; `undefined` where none is, or the channel is out of reach. */
  due(now: Read): Drawn | undefined;
  /** Whether the channel was within reach so far. */
  isHeard(): boolean;
  /** Posts or redraws a card, and answers the incident after that. */
  publish(card: Drawn, now: Read): Promise<Read | undefined>;
  /** Reads the incident again after somebody else was faster; what was shown until then is recorded. */
  again(before: Read): Promise<Read | undefined>;
  /** When there is something to draw again, ms since the epoch; `Infinity` where nothing is. */
  nextAt(now: Read): number;
}

export function cardPublisher(deps: Dependencies): CardPublisher {
  const draw = drawing();
  let showAgainAt: number | undefined;
  return {
    due(now) {
      const { state } = now;
      const isLastDraw = deps.now() >= lastDrawAt(state);
      const card = draw(now, deps.now()).find(
        (each) => state.cards[each.key]?.hash !== each.hash || (isLastDraw && waitsForLastDraw(state, each)),
      );
      const message = card && state.cards[card.key]?.message;
      const others = card && !message && state.posting?.card === card.key ? state.posting : undefined;
      const othersTryUntil = others ? others.at + pauseAfter(others) : 0;
      if (deps.now() < othersTryUntil) showAgainAt ??= othersTryUntil;
      return showAgainAt === undefined ? card : undefined;
    },

    isHeard: () => showAgainAt === undefined,

    async publish(card, before) {
      const message = before.state.cards[card.key]?.message;
      const now = message ? before : await commit(deps, before, { kind: 'post-intended', card: card.key });
      if (!now) return recordShown(before, deps);
      const spoken = await show(deps, message, withTimesIn(card.view, card.view.timeZone));
      if (spoken.kind === 'unheard') {
        showAgainAt = deps.now() + Math.max(spoken.pauseMs, message ? showAgainMs : pauseAfter(now.state.posting));
        return now;
      }
      const there = spoken.value;
      const at = new Date(deps.now()).toISOString();
      const after = withShown(now, { kind: 'shown', at, card: card.key, message: there, hash: card.hash });
      // A card that was redrawn can be drawn once more; of a message that nobody remembers there would be a second one.
      return message ? after : ((await commit(deps, after)) ?? recordShown(after, deps));
    },

    again: (before) => recordShown(before, deps),

    nextAt(now) {
      const { state } = now;
      const waits = draw(now, deps.now()).some((card) => waitsForLastDraw(state, card));
      return showAgainAt ?? Math.min(waits ? lastDrawAt(state) : Infinity, firstWordAt(state));
    },
  };
}

/** When the cards of an incident that is over are drawn for the last time, ms since the epoch. */
const lastDrawAt = ({ phase }: State): number => (phase.kind === 'closed' ? phase.at + lastDrawAfterMs : Infinity);
const waitsForLastDraw = (state: State, { key }: Card): boolean =>
  (state.cards[key]?.at ?? Infinity) < lastDrawAt(state);

/** How long a card is not tried again, ms: each time twice as long, because each try is written down. */
const pauseAfter = (posting: State['posting']): number =>
  posting ? Math.min(longestSilenceMs, Math.max(showAgainMs, posting.at - posting.since)) : showAgainMs;

/** Posts the card, or changes the one that is there. */
export const show = (
  deps: Dependencies,
  message: MessageRef | undefined,
  view: IncidentView,
): Promise<Spoken<MessageRef>> =>
  speak(deps, view.incident, async () => {
    if (!message) return deps.messenger.post(view, deps.language);
    await deps.messenger.update(message, view, deps.language);
    return message;
  });

/**
 * Reads an incident again, and records what was shown while somebody else committed: it may lie over a newer card, which is
 * then drawn again. Of two messages that were posted for one card, the first that is recorded is kept up to date.
 */
async function recordShown({ stored, uncommitted }: Read, deps: Dependencies): Promise<Read | undefined> {
  for (;;) {
    const now = await read(stored.id, deps);
    const kept = uncommitted.filter(({ card, message }) => {
      const there = now?.state.cards[card]?.message;
      return !there || there.activity === message.activity;
    });
    if (!now || kept.length === 0) return now;
    const after = await commit(deps, now, ...kept);
    if (after) return after;
  }
}

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
    const added = events.slice(last?.of.stored.events.length);
    const same = state.deferred === last?.of.state.deferred && added.every(({ kind }) => unseen.includes(kind));
    last = { of: now, current: last && same ? last.current : drawn(currentCard(state, events)) };
    return [...replacedCards(state, events).flatMap(drawn), ...last.current, ...drawn(lookingCard(state, events, at))];
  };
}
