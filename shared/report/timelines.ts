import type { Store } from '../incident/ports';
import type { Timeline } from './shadow';

/** The incidents that were opened since a time (ISO 8601 UTC), newest first. */
export async function timelinesSince(store: Pick<Store, 'list' | 'load'>, from: string): Promise<readonly Timeline[]> {
  const timelines: Timeline[] = [];
  for (const { id } of await opened(store, from, 100)) {
    const stored = await store.load(id);
    if (stored) timelines.push({ id, events: stored.events.map(({ event }) => event) });
  }
  return timelines;
}

/** The list is read newest first, in ever longer pieces, until it goes back far enough. */
async function opened(store: Pick<Store, 'list'>, from: string, limit: number): ReturnType<Store['list']> {
  const listed = await store.list(limit);
  const oldest = listed.at(-1);
  if (oldest && listed.length === limit && oldest.openedAt >= from) return opened(store, from, limit * 4);
  return listed.filter(({ openedAt }) => openedAt >= from);
}
