import type { Happened, IncidentEvent } from './events';
import type { StoredIncident } from './ports';
import { stateOf } from './state';
import { summaryOf } from './summary';
import type { World } from './world';

/** Appends what happened. `false` when somebody else was faster: read again before anything else. */
export type Commit = (...happened: readonly Happened[]) => Promise<boolean>;

/** Commits on top of what was read. The wake-up that goes with it is due at once, so that whatever dies here is picked up. */
export function committer(world: Pick<World, 'store' | 'now'>, stored: StoredIncident): Commit {
  return async (...happened) => {
    const at = new Date(world.now()).toISOString();
    const added = happened.map((event): IncidentEvent => ({ at, ...event }));
    const state = stateOf(stored.id, [...stored.events.map(({ event }) => event), ...added]);
    return (await world.store.append(stored.id, stored.version, added, summaryOf(state), world.now())) === 'appended';
  };
}
