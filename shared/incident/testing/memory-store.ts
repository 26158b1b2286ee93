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
  const holders = new Map<string, string>();
  const store = storeOn(
    memoryStorage({ now, pick: () => 0 }),
    (message, delaySeconds) => {
      enqueue(now() + delaySeconds * 1000, message);
      return Promise.resolve(() => Promise.resolve());
    },
    now,
    localKeys,
  );
  return {
    ...store,
    all: () => [...incidents].map(([id, events]) => ({ id, events })),
    holders: () => holders,
    async append(id, ...rest) {
      const appended = await store.append(id, ...rest);
      if (appended !== 'conflict')
        incidents.set(id, [...(incidents.get(id) ?? []), ...appended.events.map(({ event }) => event)]);
      return appended;
    },
    async replaceTarget(target, record, version) {
      const isDone = await store.replaceTarget(target, record, version);
      if (isDone && record.incident === undefined) holders.delete(target);
      if (isDone && record.incident !== undefined) holders.set(target, record.incident);
      return isDone;
    },
  };
}
