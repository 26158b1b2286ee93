import { sameId } from '../../model/arm-id';
import { targetKey } from '../../targets';
import type { IncidentView } from '../../cards/view';
import type { Target } from '../../model/target';
import type { Condition } from '../twin/condition';
import type { Ran } from './run';

/** How the targets of a run are as a sweep begins or the run ends, by {@link targetKey}. Times are in ms since the epoch. */
export interface Glance {
  readonly at: number;
  readonly conditions: ReadonlyMap<string, Condition>;
  /** No incident is open, and nothing is being looked at. */
  readonly atRest: boolean;
  /** The sweep that began then got to its end. */
  swept: boolean;
}

/** A gateway goes by what it found before for this long, and a guest takes so long to start, ms. */
const lagMs = 4 * 60_000;
/** Clocks of hosts are off by up to so much, ms. */
const skewMs = 20_000;

type Disturbed = Pick<Ran, 'setup' | 'startedAt' | 'sends' | 'refusedAt'>;

/** When something happens in Azure by itself, ms since the epoch. */
export const happeningsAt = ({ setup, startedAt }: Pick<Ran, 'setup' | 'startedAt'>): readonly number[] =>
  [
    ...setup.scenarios.flatMap(({ happenings }) => happenings),
    ...setup.injections.flatMap((each) => (each.kind === 'estate' ? [each.happening] : [])),
  ].map(({ at }) => startedAt + at * 1000);

const changesAt = (ran: Disturbed): readonly number[] => [...happeningsAt(ran), ...ran.sends.map(({ at }) => at)];
const isNone = (times: readonly number[], from: number, to: number): boolean =>
  times.every((at) => at < from || at > to);

/** From a sweep on nothing has changed and nothing will until then, and Azure answered everything. */
export const isUndisturbed = (from: Glance, to: number, ran: Disturbed): boolean =>
  isNone(changesAt(ran), from.at - lagMs, to) && isNone(ran.refusedAt, from.at, to);

/** What a sweep led to has come to its end, and nothing else has happened since before it. */
export const isSettled = (sweep: Glance, now: Glance, ran: Disturbed): boolean =>
  now.atRest &&
  isUndisturbed(sweep, now.at, ran) &&
  [...now.conditions].every(([key, condition]) => sweep.conditions.get(key) === condition);

/** The newest of the sweeps that looked at everything: they got to their end, and no incident kept a target to itself. */
export const lastSweep = (glances: readonly Glance[]): Glance | undefined =>
  glances.findLast(({ swept, atRest }) => swept && atRest);

/**
 * Whenever everything is at rest that a sweep led to, and nothing has changed since before it, people know how each target is: of
 * trouble the newest card about it tells, and it has never said that all is well; and where all is well, it says so, or there is none.
 */
export function lostTransitions(ran: Ran): readonly string[] {
  return ran.glances.flatMap((glance, index) => {
    const sweep = lastSweep(ran.glances.slice(0, index));
    if (!sweep || !isSettled(sweep, glance, ran)) return [];
    return ran.targets.flatMap((target) => {
      const condition = glance.conditions.get(targetKey(target));
      const told = toldOf(target, glance.at, ran);
      return condition === 'hidden' || condition === told
        ? []
        : [`${target.id} is ${condition} at ${new Date(glance.at).toISOString()}, and people know it as ${told}`];
    });
  });
}

/** What the newest card that names a target said by then. */
function toldOf(target: Target, by: number, { cards }: Ran): Condition {
  const about = [...cards.values()].flatMap(({ shown, orphan }) => {
    const views = shown.filter(({ at }) => at <= by).map(({ view }) => view);
    const last = views.at(-1);
    if (!last || orphan || ['looked', 'replaced'].includes(last.status.kind)) return [];
    const { openedAt } = last;
    const hurt = last.alsoHurt?.find(({ id }) => sameId(id, target.id));
    if (hurt) return [{ openedAt, isWell: hurt.condition === 'well' }];
    return sameId(last.resource.id, target.id) ? [{ openedAt, isWell: views.some(saysWell) }] : [];
  });
  const newest = about.toSorted((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt)).at(-1);
  return newest && !newest.isWell ? 'in-trouble' : 'well';
}

function saysWell({ status }: IncidentView): boolean {
  if (status.kind !== 'closed') return false;
  if (status.since) return status.since.en.startsWith('Well again');
  return status.outcome === 'resolved' || status.outcome === 'self-healed';
}

/** Incidents that a sweep opened for a target that was well all the time. */
export function toldOfWhatIsWell(ran: Ran): readonly string[] {
  return ran.incidents.flatMap(({ id, events }) => {
    const [opened] = events;
    if (opened?.kind !== 'opened' || opened.signal.kind !== 'sweep') return [];
    const [from, to] = [Date.parse(opened.signal.at) - skewMs, Date.parse(opened.at)];
    const wasWell = stayed('well', targetKey(opened.signal.target), from, to, ran) && isNone(ran.refusedAt, from, to);
    return wasWell ? [`incident ${id} is about ${opened.signal.target.id}, which was well`] : [];
  });
}

/** Whether a target was like that all the time; `target` is its {@link targetKey}. */
export function stayed(condition: Condition, target: string, from: number, to: number, ran: Ran): boolean {
  const first = ran.glances.findLast(({ at }) => at <= from);
  const end = ran.glances.find(({ at }) => at >= to);
  if (!first || !end || !isNone(changesAt(ran), first.at - lagMs, end.at)) return false;
  return [first, end].every(({ conditions }) => conditions.get(target) === condition);
}
