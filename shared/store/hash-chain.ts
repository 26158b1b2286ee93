import type { IncidentEvent } from '../incident/events';
import type { StoredEvent } from '../incident/ports';
import { canonicalJson, sha256 } from '../model/canonical';

/** A place in an incident's chain: how many events there are, and the hash of the last one. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

/** The end of the chain of an incident that has no events yet. */
export const chainStart: ChainEnd = { seq: 0, hash: '' };

/** The hash of an event: SHA-256, as lower-case hex, over the hash before it and the event's canonical JSON. */
const hashOf = (previous: string, event: IncidentEvent): string => sha256(previous + canonicalJson(event));

/** Gives events their places after `end`; the first event of an incident has `seq` 1. */
export function extendChain(end: ChainEnd, events: readonly IncidentEvent[]): readonly StoredEvent[] {
  let { seq, hash } = end;
  return events.map((event) => {
    seq += 1;
    hash = hashOf(hash, event);
    return { seq, hash, event };
  });
}

/**
 * The place at which the chain of a whole incident breaks: the first `seq` that is missing, out of place, or whose event
 * is not the one that was hashed. `undefined` when the chain holds. Events cut off at the end leave a chain that holds:
 * compare its end with a hash that was kept elsewhere.
 */
export function brokenAt(events: readonly StoredEvent[]): number | undefined {
  let previous = chainStart;
  for (const stored of events) {
    const expected = previous.seq + 1;
    if (stored.seq !== expected || stored.hash !== hashOf(previous.hash, stored.event)) return expected;
    previous = stored;
  }
  return undefined;
}
