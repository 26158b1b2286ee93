import { targetKey } from '../model/target';
import type { State } from './state';
import type { World } from './world';

/** Under this name an incident is held that has let its target go and still has something to undo. */
const leaseOf = (incident: string): string => `lease ${incident}`;

/**
 * Lets go of what an incident holds: its place in the ledger and its target, so that others may have them. One whose fix is
 * for a limited time stays held under a name of its own, so that the watchdog knows it until the fix is undone.
 * Safe to repeat.
 */
export async function letGo({ id, target, phase, attempts }: State, { store }: Pick<World, 'store'>): Promise<void> {
  const newest = attempts.at(-1);
  await store.settle(id, newest?.verified ? 'verified' : newest?.begun ? 'failed' : 'withdrawn');
  if (phase.kind === 'lent') await store.claim(leaseOf(id), id);
  await store.release(targetKey(target), id);
  const wasLent = attempts.some(({ proposal }) => proposal.plan.lastsMs !== undefined);
  if (phase.kind === 'closed' && wasLent) await store.release(leaseOf(id), id);
}
