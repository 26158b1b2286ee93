import { stopIn } from './assess';
import { commit, read } from './commit';
import type { Dependencies } from './dependencies';
import type { State } from './phase';

/**
 * Has the incident for which this one waits, because it is at the same cause, name this target too: people answer one question, and
 * see on it whom it concerns. Safe to repeat.
 */
export async function joinLeader(
  { id, target, phase }: State,
  deps: Pick<Dependencies, 'store' | 'now'>,
): Promise<void> {
  const stop = phase.kind === 'held' ? stopIn(phase.proposal)?.result : undefined;
  if (stop?.kind !== 'hold' || stop.behind === undefined) return;
  for (;;) {
    const leader = await read(stop.behind, deps);
    if (!leader || leader.state.phase.kind === 'closed') return;
    if (leader.state.victims.some(({ incident }) => incident === id)) return;
    if (await commit(deps, leader, { kind: 'victim-joined', incident: id, target }))
      return deps.store.wake(stop.behind, deps.now());
  }
}
