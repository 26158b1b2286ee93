import type { Observation } from '../model/observation';
import type { Needs } from '../model/see';
import type { Signal } from '../model/target';
import { targetKey } from '../targets';
import { assess, presenceOf, type Assessment } from './assess';
import { afterItsLook, asNews, endsAlert, haveItLook, roundFor } from './alert-end';
import { commit, read, stamped } from './commit';
import type { IncidentEvent, LaterCondition } from './events';
import { isNews, isTimeToSay, isTold, type Memory } from './memory';
import { ask } from './round';
import { contextOf } from './judging';
import { eyesOf, type Eyes } from './observe';
import { sparing } from './pace';
import type { Look } from './ports';
import { stateOf } from './state';
import { lookSoonMs } from './timing';
import type { State } from './phase';
import { gather, isPassing } from './gather';
import type { Dependencies } from './dependencies';
import { tellLeaders } from './victims';
import { changeTarget, knowing, type TargetRecord } from './target-record';

/**
 * Looks at a target without opening an incident: one that people know to be in trouble, or one whose turn it is in the sweep.
 * An incident is opened only by what is new: trouble where there was none, or another finding or plan than people were told.
 * The end of an alert has only that looked at of which something waits: where it is well, an incident that waits looks too, and ends.
 *
 * A look is an incident that nobody has opened: the same steps, kept in one row while Azure takes its time, and thrown away
 * afterwards. Safe to run twice and late; it changes nothing in Azure.
 */
export async function look(signal: Signal, deps: Dependencies, known?: TargetRecord): Promise<void> {
  const { store, policy } = deps;
  const key = targetKey(signal.target);
  const { memory, incident: holder } = known ?? (await store.target(key)).record;
  const told = isTold(memory, policy, deps.now()) ? memory : undefined;
  const kept = await store.look(key);
  if (kept && kept.value.signal.id !== signal.id) return lookAfterwards(signal, kept, deps);
  const isEnd = endsAlert(signal);
  const open = isEnd && holder !== undefined ? await read(holder, deps) : undefined;
  const waits = open !== undefined && roundFor(open.state) !== undefined;
  if (isEnd && holder === undefined && !memory) return kept && endLook(signal, deps);
  if (holder !== undefined && !waits) {
    const isEnding = holder === told?.incident;
    await (isEnd && !isEnding ? afterItsLook(signal, open, deps) : leaveToIncident(signal, isEnding, deps));
    return kept && endLook(signal, deps);
  }
  const begun = kept?.value.events ?? stamped([{ kind: 'opened', signal }], deps);
  const eyes = { ...eyesOf(deps), azure: sparing(deps.azure, deps.now) };
  const came = await lookOn(begun, (state) => judged(state, waits ? undefined : told, deps), eyes);
  if (came.kind === 'waits') {
    const isKept = await store.keepLook(key, { ...kept?.value, signal, events: came.events }, kept?.version);
    return isKept ? store.send({ kind: 'look', signal }, came.until) : look(signal, deps);
  }
  if (signal.kind === 'sweep') deps.measure('sweep.lag', deps.now() - Date.parse(signal.at), {});
  if (!waits) await conclude(came.seen, came.state.evidence, signal, memory, told, deps);
  else if (came.seen.presence.kind === 'absent') await haveItLook(open.stored.id, deps);
  return kept && endLook(signal, deps);
}

/** How far a look has come: it has seen enough, or Azure takes its time, until then (ms since the epoch). */
type LookedOn<Seen> =
  | { readonly kind: 'seen'; readonly seen: Seen; readonly state: State }
  | {
      readonly kind: 'waits';
      readonly until: number;
      readonly events: readonly IncidentEvent[];
      readonly state: State;
    };

/** Goes on with a look: asks Azure for whatever `judge` lacks, as far as that needs no waiting. `tell` hears of each step. */
export async function lookOn<Seen extends { readonly kind: string }>(
  begun: readonly IncidentEvent[],
  judge: (state: State) => Needs | Seen,
  outside: Eyes,
  tell: (events: readonly IncidentEvent[]) => void = () => undefined,
): Promise<LookedOn<Seen>> {
  let events = begun;
  for (;;) {
    const state = stateOf('look', events);
    const seen = judge(state);
    if (!isNeeds(seen)) return { kind: 'seen', seen, state };
    const step = ask(state, seen.observations, outside.now());
    if (step.do === 'wait') return { kind: 'waits', until: step.until, events, state };
    const came = stamped(await gather(step, state, outside), outside);
    tell(came);
    events = [...events, ...came];
  }
}

const isNeeds = (judged: { readonly kind: string }): judged is Needs => judged.kind === 'needs';

type Seen = Exclude<ReturnType<typeof presenceOf>, { kind: 'needs' }> | Exclude<Assessment, { kind: 'needs' }>;

/** Where people know of trouble, everything is judged, because the plan may be another; else it is enough whether there is any. */
function judged(state: State, told: Memory | undefined, { policy }: Dependencies) {
  return told ? assess(state.evidence, contextOf(state, policy)) : presenceOf(state.evidence, state.target);
}

async function conclude(
  seen: Seen,
  evidence: readonly Observation[],
  signal: Signal,
  memory: Memory | undefined,
  told: Memory | undefined,
  deps: Dependencies,
): Promise<void> {
  const { store, now } = deps;
  const remember = async (then: Memory | undefined): Promise<void> => {
    const key = targetKey(signal.target);
    await changeTarget(key, (was) => (was.memory?.incident === memory?.incident ? knowing(was, then) : was), store);
  };
  // An Azure that was busy or away says nothing about the target, nor that something else is wrong with it than people were told.
  const isBusy = evidence.some(hasPassed);
  if (seen.presence.kind === 'unclear' && isBusy) return;
  if (seen.presence.kind === 'absent') {
    if (!memory) return;
    await say('healthy', memory, deps);
    return remember(undefined);
  }
  if (seen.kind === 'seen' || seen.kind === 'healthy' || !told) {
    const tells = seen.presence.kind === 'present' || evidence.some(isForbidden);
    return tells ? store.send({ kind: 'signal', signal: asNews(signal) }, now()) : undefined;
  }
  if (!isBusy && isNews(told, seen)) {
    await say('otherwise', told, deps);
    await remember(undefined);
    return store.send({ kind: 'signal', signal: asNews(signal) }, now());
  }
  if (!isTimeToSay(told, now())) return;
  await say('unhealthy', told, deps);
  await remember({ ...told, shownAt: new Date(now()).toISOString() });
}

const hasPassed = ({ outcome }: Observation): boolean => outcome.kind === 'refused' && isPassing(outcome.refusal);

/** Nobody may look, now or later: people are told, because nothing else will show it. */
const isForbidden = ({ outcome }: Observation): boolean =>
  outcome.kind === 'refused' && (outcome.refusal.kind === 'forbidden' || outcome.refusal.kind === 'invalid');

/** Has the card that told of the trouble say how it is now. */
async function say(condition: LaterCondition, { incident }: Memory, deps: Dependencies): Promise<void> {
  const now = await read(incident, deps);
  if (now?.state.phase.kind !== 'closed') return;
  await commit(deps, now, { kind: 'looked-again', condition });
  await deps.store.wake(incident, deps.now());
  if (condition === 'healthy') await tellLeaders(now, deps);
}

/** An open incident looks by itself; one that is just ending may not know of an alert. */
async function leaveToIncident(signal: Signal, isEnding: boolean, { store, now }: Dependencies): Promise<void> {
  if (signal.kind === 'sweep') return;
  await (isEnding
    ? store.send({ kind: 'look', signal }, now() + lookSoonMs)
    : store.send({ kind: 'signal', signal }, now()));
}

/** What is under way may have looked before this signal, so another look follows it. */
async function lookAfterwards(
  signal: Signal,
  { value, version }: { value: Look; version: string },
  deps: Dependencies,
) {
  if (!(await deps.store.keepLook(targetKey(signal.target), { ...value, then: signal }, version)))
    await look(signal, deps);
}

/** Lets go of what is kept of a look, so that the next one can begin: the one that this one kept waiting follows at once. */
export async function endLook(signal: Signal, deps: Dependencies): Promise<void> {
  const key = targetKey(signal.target);
  const kept = await deps.store.look(key);
  if (kept?.value.signal.id !== signal.id) return;
  if (!(await deps.store.dropLook(key, kept.version))) return endLook(signal, deps);
  if (kept.value.then) await deps.store.send({ kind: 'look', signal: kept.value.then }, deps.now());
}
