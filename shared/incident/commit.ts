import type { Happened, IncidentEvent } from './events';
import type { StoredIncident } from './ports';
import { after, stateOf } from './state';
import type { State } from './phase';
import { summaryOf } from './summary';
import type { Dependencies } from './dependencies';

/** An incident as it was read, with what follows from its events. */
export interface Read {
  readonly stored: StoredIncident;
  readonly events: readonly IncidentEvent[];
  readonly state: State;
}

/** The incident as it is stored now; `anew`: read from its first event on, as `Store.load` says. */
export async function read(
  incident: string,
  deps: Pick<Dependencies, 'store'>,
  how?: 'anew',
): Promise<Read | undefined> {
  const stored = await deps.store.load(incident, how);
  if (!stored) return undefined;
  const events = stored.events.map(({ event }) => event);
  return { stored, events, state: stateOf(stored.id, events) };
}

/** What happens now, with its time; what has one already keeps it. */
export const stamped = (
  happened: readonly (Happened | IncidentEvent)[],
  { now }: Pick<Dependencies, 'now'>,
): readonly IncidentEvent[] => {
  const at = new Date(now()).toISOString();
  return happened.map((event): IncidentEvent => ({ at, ...event }));
};

/**
 * Appends what happened to what was read, and answers the incident after it; `undefined` when somebody else was faster: read
 * again before anything else. A wake-up that is due at once goes with it, so that whatever dies here is picked up.
 */
export const commit = (
  deps: Pick<Dependencies, 'store' | 'now'>,
  before: Read,
  ...happened: readonly (Happened | IncidentEvent)[]
): Promise<Read | undefined> => commitUntil(deps.now(), deps, before, ...happened);

/** The same, where nothing is left to do before `wakeAt` (ms since the epoch), for which its wake-up is. */
export async function commitUntil(
  wakeAt: number,
  deps: Pick<Dependencies, 'store' | 'now'>,
  { stored, events, state: before }: Read,
  ...happened: readonly (Happened | IncidentEvent)[]
): Promise<Read | undefined> {
  const added = stamped(happened, deps);
  const state = after(before, added);
  const appended = await deps.store.append(stored.id, stored.version, added, summaryOf(state), wakeAt);
  if (appended === 'conflict') return undefined;
  return {
    stored: { id: stored.id, version: appended.version, events: [...stored.events, ...appended.events] },
    events: [...events, ...added],
    state,
  };
}
