import type { IncidentEvent } from '../incident/events';
import type { StoredEvent } from '../incident/ports';
import { isIncidentEvent } from '../incident/stored-event';
import { sha256 } from '../model/canonical';
import { parseJson } from './rows';

/** A place in an incident's chain: how many events there are, and the hash of the last one. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** One event of a chain, as the JSON that is stored and hashed. */
export type Link = ChainEnd & { readonly json: string };

/** The end of the chain of an incident that has no events yet. */
export const chainStart: ChainEnd = { seq: 0, hash: '' };

/** The hash of an event: SHA-256, as lower-case hex, over the hash before it and the event's JSON. */
const hashOf = (previous: string, json: string): string => sha256(previous + json);

/** Events that were hashed before, by their hashes. */
export type Known = Map<string, { readonly previous: string; readonly json: string; readonly event: IncidentEvent }>;

/** So many events are remembered; one more, and all are forgotten. */
const MOST_KNOWN = 1000;

function remember(known: Known, hash: string, previous: string, json: string, event: IncidentEvent): void {
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(hash, { previous, json, event });
}

/** Gives events their places after `end`; the first event of an incident has `seq` 1. A reader of the same `known` need not hash them again. */
export function extendChain(
  end: ChainEnd,
  events: readonly IncidentEvent[],
  known: Known = new Map(),
): readonly (Link & StoredEvent)[] {
  let { seq, hash } = end;
  return events.map((event) => {
    const json = JSON.stringify(event);
    const previous = hash;
    seq += 1;
    hash = hashOf(previous, json);
    remember(known, hash, previous, json, event);
    return { seq, hash, json, event };
  });
}

/** What an incident's chain holds, or the first place at which it does not hold. */
export type Chain =
  | { readonly kind: 'whole'; readonly events: readonly StoredEvent[] }
  | { readonly kind: 'broken'; readonly at: number };

/**
 * Reads the chain of a whole incident. It breaks at the first `seq` that is missing, out of place, or whose event is not the
 * one that was hashed, or none at all. Events cut off at the end leave a chain that holds: compare its end with a hash that was kept elsewhere.
 *
 * An incident is read for each of its messages, and hashing and parsing are most of that work; so what was hashed once is only
 * compared the next time.
 */
export function chainReader(known: Known = new Map()): (links: readonly Link[]) => Chain {
  const eventOf = (previous: string, { hash, json }: Link): IncidentEvent | undefined => {
    const before = known.get(hash);
    if (before?.previous === previous && before.json === json) return before.event;
    if (hash !== hashOf(previous, json)) return undefined;
    const event = parseJson(json);
    if (!isIncidentEvent(event)) return undefined;
    remember(known, hash, previous, json, event);
    return event;
  };

  return (links) => {
    const events: StoredEvent[] = [];
    let previous = chainStart;
    for (const link of links) {
      const seq = previous.seq + 1;
      const event = link.seq === seq ? eventOf(previous.hash, link) : undefined;
      if (!event) return { kind: 'broken', at: seq };
      events.push({ seq, hash: link.hash, event });
      previous = link;
    }
    return { kind: 'whole', events };
  };
}
