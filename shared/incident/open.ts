import { sha256 } from '../model/canonical';
import type { Signal } from '../model/target';
import { targetKey } from '../targets';
import { commit, read, type Read } from './commit';
import { letGo } from './let-go';
import { stateOf } from './state';
import { summaryOf } from './summary';
import { tell } from './telemetry';
import type { Committing } from './dependencies';
import { changeTarget, heldBy, type ReadRecord } from './target-record';

/** An incident that wrote a signal down less than this long ago takes further ones without writing them down, ms. */
export const floodWindowMs = 60_000;

/**
 * The incident that a signal opens, if it opens one: the same signal always names the same incident. `turn` counts the
 * incidents of that name before it which another signal opened and which ended without this one.
 */
export const incidentOf = (signal: Signal, turn = 0): string =>
  `i${sha256(`${signal.id} ${targetKey(signal.target)}${' again'.repeat(turn)}`).slice(0, 11)}`;

/**
 * Takes a signal in: opens an incident for its target, or adds it to the one that is open already. Answers the incident.
 * Safe to repeat: a crash after any line is made up for by the same signal arriving again. One that arrives again after the
 * end of the incident that took it without writing it down opens another: one look too many, and no trouble is missed.
 */
export async function open(signal: Signal, deps: Committing): Promise<string> {
  return (await tryToOpen(signal, deps))?.stored.id ?? open(signal, deps);
}

/**
 * The same; `undefined` where it only found that the incident at the target is over, and had it let go. `known`: what is stored of
 * the target, as it was just read.
 */
export async function tryToOpen(
  signal: Signal,
  deps: Committing,
  known?: ReadRecord,
  turn = 0,
): Promise<Read | undefined> {
  const { store } = deps;
  const wanted = incidentOf(signal, turn);
  const { incident: held } = await changeTarget(targetKey(signal.target), heldBy(wanted), store, known);
  const holder = held ?? wanted;
  // Who holds it only now is most often new; where it is not, that shows when it is written.
  const now = held === undefined ? undefined : await read(held, deps);
  if (!now) {
    const event = { at: new Date(deps.now()).toISOString(), kind: 'opened', signal } as const;
    const state = stateOf(holder, [event]);
    const opened = await store.append(holder, undefined, [event], summaryOf(state), deps.now());
    // Another signal has just opened it: this one joins.
    if (opened === 'conflict') return tryToOpen(signal, deps, undefined, turn);
    tell([], state, [event], deps);
    return { stored: { id: holder, ...opened }, events: [event], state, uncommitted: [] };
  }
  const recorded = now.events.filter((event) => event.kind === 'opened' || event.kind === 'signal-joined');
  const isRecorded = recorded.some((event) => event.signal.id === signal.id);
  if (now.state.phase.kind === 'closed') {
    await letGo(now, deps);
    if (isRecorded) return now;
    return holder === wanted ? tryToOpen(signal, deps, undefined, turn + 1) : undefined;
  }
  const newest = Date.parse(recorded.at(-1)?.at ?? '');
  if (isRecorded || (!isBack(now) && deps.now() < newest + floodWindowMs)) return now;
  return (await commit(deps, now, { kind: 'signal-joined', signal })) ?? tryToOpen(signal, deps, undefined, turn);
}

/** The incident has seen that its fix helped: what is reported after that may be new. */
const isBack = ({ state }: Read): boolean => state.attempts.at(-1)?.verified === true;
