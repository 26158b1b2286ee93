import type { Happened, IncidentEvent } from './events';
import type { StoredIncident } from './ports';
import { after, stateOf } from './state';
import type { State } from './phase';
import { summaryOf } from './summary';
import { tell } from './telemetry';
import type { Committing, Dependencies } from './dependencies';

type Shown = Extract<IncidentEvent, { kind: 'shown' }>;

/** An incident as it was read, with what follows from its events. */
export interface Read {
  readonly stored: StoredIncident;
  /** Those that are stored, and those that are yet to be. */
  readonly events: readonly IncidentEvent[];
  readonly state: State;
  /** Cards that were shown since, which is committed with what comes next: where that gets lost, they are shown once more. */
  readonly uncommitted: readonly Shown[];
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
  return { stored, events, state: stateOf(stored.id, events), uncommitted: [] };
}

/** What happens now, with its time; what has one already keeps it. */
export const stamped = (
  happened: readonly (Happened | IncidentEvent)[],
  { now }: Pick<Dependencies, 'now'>,
): readonly IncidentEvent[] => {
  const at = new Date(now()).toISOString();
  return happened.map((event): IncidentEvent => ({ at, ...event }));
};

/** The incident with a card shown, which is committed with what comes next. */
export const withShown = ({ stored, events, state, uncommitted }: Read, shown: Shown): Read => ({
  stored,
  events: [...events, shown],
  state: after(state, [shown]),
  uncommitted: [...uncommitted, shown],
});

/**
 * Appends what happened to what was read, and answers the incident after it; `undefined` when somebody else was faster: read
 * again before anything else. A wake-up that is due at once goes with it, so that whatever dies here is picked up.
 */
export const commit = (
  deps: Committing,
  before: Read,
  ...happened: readonly (Happened | IncidentEvent)[]
): Promise<Read | undefined> => commitUntil(deps.now(), deps, before, ...happened);

/** The same, where nothing is left to do before `wakeAt` (ms since the epoch), for which its wake-up is. */
export async function commitUntil(
  wakeAt: number,
  deps: Committing,
  { stored, events, state: before, uncommitted }: Read,
  ...happened: readonly (Happened | IncidentEvent)[]
): Promise<Read | undefined> {
  const added = stamped(happened, deps);
  const state = after(before, added);
  const all = [...uncommitted, ...added];
  const appended = await deps.store.append(stored.id, stored.version, all, summaryOf(state), wakeAt);
  if (appended === 'conflict') return undefined;
  tell(stored.events, before, all, deps);
  return {
    stored: { id: stored.id, version: appended.version, events: [...stored.events, ...appended.events] },
    events: [...events, ...added],
    state,
    uncommitted: [],
  };
}
