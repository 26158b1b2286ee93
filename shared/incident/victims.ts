import { ReconnectError } from '../model/errors';
import { covers } from './wishes';
import { commit, read, type Read } from './commit';
import type { Committing } from './dependencies';
import type { Happened, Legacy } from './events';
import { isHurt, type State, type Victim } from './phase';

/** Whether an incident can still speak for others: one that is over, or has only something to undo, tells nothing more. */
export const speaksForOthers = ({ phase }: State): boolean => phase.kind !== 'closed' && phase.kind !== 'time-limited';

/** Tells those that follow an incident how it came out. Safe to repeat. */
export async function release({ state: { id, phase, victims, attempts } }: Read, deps: Committing): Promise<void> {
  if (phase.kind !== 'closed' && phase.kind !== 'time-limited') return;
  const { outcome, because } =
    phase.kind === 'closed' ? phase : ({ outcome: 'resolved', because: phase.proposal.plan.effect } as const);
  const helped = attempts.findLast(({ verified }) => verified)?.proposal.request;
  const leavesTo = ({ request }: Victim): Legacy => {
    if (outcome === 'rejected' || outcome === 'expired') return 'decision';
    return helped && covers(helped, request) ? 'repair' : 'nothing';
  };
  // Whoever is well again waits for nobody.
  for (const victim of victims.filter(isHurt))
    await tell(victim.incident, deps, ({ events, state }) =>
      state.phase.kind === 'closed' || events.some((event) => event.kind === 'leader-ended' && event.leader === id)
        ? undefined
        : { kind: 'leader-ended', leader: id, outcome, because, leaves: leavesTo(victim) },
    );
}

/** Tells those that this incident has followed that its target is well again. Safe to repeat. */
export async function tellLeaders({ state: { id }, events }: Read, deps: Committing): Promise<void> {
  const leaders = new Set(events.flatMap((event) => (event.kind === 'following' ? [event.leader] : [])));
  for (const leader of leaders)
    await tell(leader, deps, ({ state: { victims } }) =>
      victims.some(({ incident, condition }) => incident === id && condition === 'hurt')
        ? { kind: 'victim-recovered', incident: id }
        : undefined,
    );
}

/** Adds to another incident what there is to tell it, if anything, and has it go on. */
async function tell(incident: string, deps: Committing, what: (now: Read) => Happened | undefined): Promise<void> {
  for (;;) {
    const now = await readOther(incident, deps);
    const happened = now && what(now);
    if (!now || !happened) return;
    if (await commit(deps, now, happened)) return deps.store.wake(incident, deps.now());
  }
}

/** Another incident; `undefined` where its record is gone or was changed by others, which is that incident's trouble alone. */
export async function readOther(incident: string, deps: Committing): Promise<Read | undefined> {
  try {
    return await read(incident, deps);
  } catch (error) {
    if (error instanceof ReconnectError && error.code === 'STORE_DAMAGED') return undefined;
    throw error;
  }
}
