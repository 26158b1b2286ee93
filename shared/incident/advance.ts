import { sha256 } from '../model/canonical';
import { commit, read, type Read } from './commit';
import type { IncidentEvent } from './events';
import { letGo } from './let-go';
import { next } from './next';
import type { MessageRef } from './ports';
import { show, take } from './take';
import { currentCard } from './view';
import type { World } from './world';

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
export async function advance(incident: string, world: World): Promise<void> {
  const startedAt = world.now();
  let showAgainAt: number | undefined;
  /** What was shown while somebody else committed: it may lie over a newer card, so it is shown once more. */
  let unrecorded: { readonly card: string; readonly message: MessageRef } | undefined;
  const draw = drawing();
  let now = await read(incident, world);
  while (now && (unrecorded || world.now() < startedAt + longestMs)) {
    const { state } = now;
    const card = draw(now);
    const shown = card && state.cards[card.key];
    const again = unrecorded?.card === card?.key ? unrecorded : undefined;
    const message = shown?.message ?? again?.message;
    const lastDrawAt = state.phase.kind === 'closed' ? state.phase.at + lastDrawAfterMs : Infinity;
    const isLastDraw = world.now() >= lastDrawAt && shown !== undefined && shown.at < lastDrawAt;
    const othersTryUntil = card && !message && state.posting?.card === card.key ? state.posting.at + showAgainMs : 0;
    if (world.now() < othersTryUntil) showAgainAt ??= othersTryUntil;
    if (card && (shown?.hash !== card.hash || again || isLastDraw) && showAgainAt === undefined) {
      if (!message) now = await commit(world, now, { kind: 'post-intended', card: card.key });
      const there = now && (await show(world, message, card.view));
      if (now && !there) showAgainAt = world.now() + showAgainMs;
      if (now && there) {
        const after = await commit(world, now, { kind: 'shown', card: card.key, message: there, hash: card.hash });
        unrecorded = after ? undefined : { card: card.key, message: there };
        now = after;
      }
      now ??= await read(incident, world);
      continue;
    }

    const step = next(state, world.policy, world.now());
    if (step.do === 'finish') {
      await letGo(state, world);
      return world.store.wake(incident, showAgainAt ?? (shown && shown.at < lastDrawAt ? lastDrawAt : undefined));
    }
    if (step.do === 'wait') {
      if (state.phase.kind === 'lent') await letGo(state, world);
      return world.store.wake(incident, Math.min(step.until, showAgainAt ?? step.until));
    }
    now = (await take(step, now, world)) ?? (await read(incident, world));
  }
  if (now) await world.store.wake(incident, world.now());
}

/** What no card shows, unless it is the end of a wait. */
export const unseen: readonly IncidentEvent['kind'][] = ['observed', 'observation-pending', 'post-intended', 'shown'];

/** Draws the current card of one incident, and hashes it: again only after something that it may show. */
function drawing() {
  const drawOf = ({ state, events }: Read) => {
    const card = currentCard(state, events);
    return card && { ...card, hash: sha256(JSON.stringify(card.view)) };
  };
  let last: { readonly of: Read; readonly card: ReturnType<typeof drawOf> } | undefined;
  return (now: Read) => {
    const added = now.events.slice(last?.of.events.length);
    const same = now.state.deferred === last?.of.state.deferred && added.every(({ kind }) => unseen.includes(kind));
    last = { of: now, card: last && same ? last.card : drawOf(now) };
    return last.card;
  };
}
