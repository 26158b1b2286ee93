import type { IncidentEvent } from '../events';
import type { IncidentSummary, Message, Store, StoredEvent } from '../ports';

interface Kept {
  readonly events: readonly StoredEvent[];
  readonly summary: IncidentSummary;
  readonly owed: number | undefined;
}

export interface MemoryStore extends Store {
  /** Everything that happened, by incident, oldest incident first. */
  all(): readonly { readonly id: string; readonly events: readonly IncidentEvent[] }[];
  /** Who holds which target. */
  holders(): ReadonlyMap<string, string>;
}

/** A store without a disk: versions, conflicts, owed wake-ups and claims as the port promises them. `enqueue` takes the messages. */
export function memoryStore(enqueue: (at: number, message: Message) => void, now: () => number): MemoryStore {
  const incidents = new Map<string, Kept>();
  const claims = new Map<string, string>();
  const signals = new Set<string>();
  const summaries = () => [...incidents.values()].map(({ summary }) => summary);

  return {
    all: () => [...incidents].map(([id, { events }]) => ({ id, events: events.map(({ event }) => event) })),
    holders: () => claims,
    receive: (signal) => {
      if (signals.has(signal.id)) return Promise.resolve('duplicate');
      signals.add(signal.id);
      enqueue(now(), { kind: 'signal', signal });
      return Promise.resolve('queued');
    },
    claim: (target, incident) => {
      const holder = claims.get(target) ?? incident;
      claims.set(target, holder);
      return Promise.resolve(holder);
    },
    release: (target, incident) => {
      if (claims.get(target) === incident) claims.delete(target);
      return Promise.resolve();
    },
    open: () => Promise.resolve([...claims.values()]),
    load: (id) => {
      const kept = incidents.get(id);
      return Promise.resolve(kept && { id, version: String(kept.events.length), events: kept.events });
    },
    append: (id, version, added, summary, wakeAt) => {
      const before = incidents.get(id)?.events;
      if (version !== (before && String(before.length))) return Promise.resolve('conflict');
      // As a disk would, it keeps only what JSON holds.
      const stored = (JSON.parse(JSON.stringify(added)) as readonly IncidentEvent[]).map((event, index) => {
        const seq = (before?.length ?? 0) + index;
        return { seq, hash: `hash-${seq}`, event };
      });
      const events = [...(before ?? []), ...stored];
      incidents.set(id, { events, summary, owed: wakeAt });
      return Promise.resolve({ version: String(events.length), events: stored });
    },
    send: (message, at) => {
      enqueue(at, message);
      return Promise.resolve();
    },
    wake: (id, at) => {
      const kept = incidents.get(id);
      if (kept) incidents.set(id, { ...kept, owed: at });
      if (at !== undefined) enqueue(at, { kind: 'wake', incident: id });
      return Promise.resolve();
    },
    resend: (id, at) => {
      const owed = incidents.get(id)?.owed;
      if (owed !== undefined && owed <= at) enqueue(at, { kind: 'wake', incident: id });
      return Promise.resolve();
    },
    resendSignals: () => Promise.resolve(),
    list: (limit) => Promise.resolve(summaries().slice(-limit).reverse()),
    byCode: (code) => Promise.resolve(summaries().find((summary) => summary.code === code)?.id),
  };
}
