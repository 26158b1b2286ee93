import { targetKey } from '../targets';
import type { Read } from './commit';
import { isWell, memoryOf } from './memory';
import type { Committing } from './dependencies';
import { release, tellLeaders } from './victims';
import { changeTarget, heldBy, letGoBy } from './target-record';

/** Under this name an incident is held that has let its target go and still has something to undo. */
const timeLimitedOf = (incident: string): string => `time-limited ${incident}`;

/**
 * Lets go of what an incident holds: its place in the ledger and its target, so that others may have them. What people were
 * told is remembered with that, so that it is not told again. One whose fix is for a limited time stays held under a name of its
 * own, so that the watchdog knows it until the fix is undone. Safe to repeat.
 */
export async function letGo(now: Read, deps: Committing): Promise<void> {
  const { state, events } = now;
  const { store } = deps;
  const { id, target, phase, attempts } = state;
  const newest = attempts.at(-1);
  await store.settle(id, newest?.verified ? 'verified' : newest?.begun ? 'failed' : 'withdrawn');
  if (phase.kind === 'time-limited') await changeTarget(timeLimitedOf(id), heldBy(id), store);
  await changeTarget(targetKey(target), letGoBy(id, memoryOf(state, events)), store);
  const wasTimeLimited = attempts.some(({ proposal }) => proposal.plan.lastsMs !== undefined);
  if (phase.kind === 'closed' && wasTimeLimited) await changeTarget(timeLimitedOf(id), letGoBy(id), store);
  await release(now, deps);
  if (isWell(state)) await tellLeaders(now, deps);
}
