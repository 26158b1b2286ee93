import { localKeys } from '../../config/record-keys';
import type { IncidentEvent } from '../events';
import type { Message, Store } from '../ports';
import { storeOn } from '../../store/open-store';
import { memoryStorage } from '../../simulation/storage/memory';

export interface MemoryStore extends Store {
  /** Everything that happened, by incident, oldest incident first. */
  all(): readonly { readonly id: string; readonly events: readonly IncidentEvent[] }[];
  /** Who holds which target. */
  holders(): ReadonlyMap<string, string>;
}

/** The real store on storage in memory. `enqueue` takes the messages, each with its time in ms since the epoch. */
export function memoryStore(enqueue: (at: number, message: Message) => void, now: () => number): MemoryStore {
  const incidents = new Map<string, readonly IncidentEvent[]>();
  const claims = new Map<string, string>();
  const store = storeOn(
    memoryStorage({ now, pick: () => 0 }),
    (message, delaySeconds) => {
      enqueue(now() + delaySeconds * 1000, message);
      return Promise.resolve();
    },
    now,
    localKeys,
  );
  return {
    ...store,
    all: () => [...incidents].map(([id, events]) => ({ id, events })),
    holders: () => claims,
    async append(id, ...rest) {
      const appended = await store.append(id, ...rest);
      if (appended !== 'conflict')
        incidents.set(id, [...(incidents.get(id) ?? []), ...appended.events.map(({ event }) => event)]);
      return appended;
    },
    async claim(target, incident) {
      const holder = await store.claim(target, incident);
      claims.set(target, holder ?? incident);
      return holder;
    },
    async release(target, incident, first) {
      await store.release(target, incident, first);
      if (claims.get(target) === incident) claims.delete(target);
    },
  };
}
