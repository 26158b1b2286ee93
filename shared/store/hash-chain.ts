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

/** Gives events their places after `end`; the first event of an incident has `seq` 1. */
export function extendChain(end: ChainEnd, events: readonly IncidentEvent[]): readonly (Link & StoredEvent)[] {
  let { seq, hash } = end;
  return events.map((event) => {
    const json = JSON.stringify(event);
    seq += 1;
    hash = hashOf(hash, json);
    return { seq, hash, json, event };
  });
}

/** What an incident's chain holds, or the first place at which it does not hold. */
export type Chain =
  | { readonly kind: 'whole'; readonly events: readonly StoredEvent[] }
  | { readonly kind: 'broken'; readonly at: number };

/**
 * Reads the chain that follows after `start`: a whole incident, or what was added since it was last read. It breaks at the
 * first `seq` that is missing, out of place, or whose event is not the one that was hashed, or none at all. Events cut off at
 * the end leave a chain that holds: compare its end with a hash that was kept elsewhere.
 */
export function readChain(links: readonly Link[], start: ChainEnd = chainStart): Chain {
  const events: StoredEvent[] = [];
  let previous = start;
  for (const link of links) {
    const seq = previous.seq + 1;
    const event = link.seq === seq && link.hash === hashOf(previous.hash, link.json) ? parseJson(link.json) : undefined;
    if (!isIncidentEvent(event)) return { kind: 'broken', at: seq };
    events.push({ seq, hash: link.hash, event });
    previous = link;
  }
  return { kind: 'whole', events };
}
