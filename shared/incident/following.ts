import { commit, type Read } from './commit';
import type { Dependencies } from './dependencies';
import type { Proposal } from './events';
import { letGo } from './let-go';
import { readOther, speaksForOthers } from './victims';

/**
 * Has an incident follow the one that is at the same cause already: people get one question, which names all that suffer from it.
 * Where that one is over, this one looks anew; where it cannot be read, this one is held and speaks for itself. Answers the
 * incident; `undefined` when it must be read again. Safe to repeat.
 */
export async function join(leader: string, now: Read, deps: Dependencies): Promise<Read | undefined> {
  const { id, target, phase } = now.state;
  if (phase.kind !== 'held') return now;
  for (;;) {
    const ahead = await readOther(leader, deps);
    if (!ahead) {
      const until = new Date(phase.until).toISOString();
      return commit(deps, now, { kind: 'guarded', proposal: alone(phase.proposal), until });
    }
    if (!speaksForOthers(ahead.state)) {
      await letGo(ahead, deps);
      return commit(deps, now, { kind: 'round-started', purpose: 'diagnose' });
    }
    const isNamed = ahead.state.victims.some(({ incident }) => incident === id);
    const { request } = phase.proposal;
    if (isNamed || (await commit(deps, ahead, { kind: 'victim-joined', incident: id, target, request }))) break;
  }
  await deps.store.wake(leader, deps.now());
  return commit(deps, now, { kind: 'following', leader });
}

/** A plan that is held by nobody who could be followed. */
function alone(proposal: Proposal): Proposal {
  const guards = proposal.guards.map(({ guard, result }) => {
    if (result.kind !== 'hold') return { guard, result };
    const { behind: _, ...hold } = result;
    return { guard, result: hold };
  });
  return { ...proposal, guards };
}
