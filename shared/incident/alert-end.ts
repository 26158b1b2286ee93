import type { Signal } from '../model/target';
import { commit, read, type Read } from './commit';
import type { Purpose } from './events';
import type { State } from './phase';
import type { Dependencies } from './dependencies';
import { lookSoonMs } from './timing';

// What the end of an alert leads to. The message proves nothing, be it forged, late, or of a connection that comes and goes: it has
// the target looked at of which something waits, and only what Azure shows then counts.

/** Whether Azure Monitor says that an alert is over. */
export const endsAlert = (signal: Signal): signal is Extract<Signal, { kind: 'alert' }> =>
  signal.kind === 'alert' && signal.condition === 'resolved';

/** What is wrong although an alert is over: it counts like an alert. */
export function asNews(signal: Signal): Signal {
  if (!endsAlert(signal)) return signal;
  const { condition: _, ...news } = signal;
  return news;
}

/** The round of looking that ends the wait of an incident whose target is well again; `undefined` where it does not wait, or is decided. */
export function roundFor({ phase, attempts }: State): Purpose | undefined {
  switch (phase.kind) {
    case 'held':
      return 'diagnose';
    case 'asking':
      return attempts.at(-1)?.decision ? undefined : 'diagnose';
    case 'rechecking':
      return phase.heldUntil === undefined ? undefined : 'recheck';
    default:
      return undefined;
  }
}

/** Has an incident that waits look by itself: it ends only where it finds its target well too. */
export async function haveItLook(incident: string, deps: Dependencies): Promise<void> {
  for (let now = await read(incident, deps); now; now = await read(incident, deps)) {
    const purpose = roundFor(now.state);
    if (!purpose) return;
    if (await commit(deps, now, { kind: 'round-started', purpose })) return deps.store.wake(incident, deps.now());
  }
}

/** An incident that is just finding out what is wrong may have looked before the alert was over, and may go on to wait. */
export async function afterItsLook(
  signal: Signal,
  open: Read | undefined,
  { store, now }: Dependencies,
): Promise<void> {
  const kind = open?.state.phase.kind;
  if (kind === 'diagnosing' || kind === 'planned') await store.send({ kind: 'look', signal }, now() + lookSoonMs);
}
