import type { Region } from './region';
import { split } from './region';
import type { SecurityRule } from './rules';

type Access = SecurityRule['access'];

/** The flows that one rule matches, what it does with them, and which of two rule lists it is in. */
export interface Step {
  readonly region: Region;
  readonly access: Access;
  readonly when: 'both' | 'before' | 'after';
}

/** Disjoint regions. */
export interface RegionChanges {
  readonly opens: readonly Region[];
  readonly closes: readonly Region[];
}

type Decided = Readonly<Record<Access, readonly Region[]>>;
const NOTHING: Decided = { Allow: [], Deny: [] };

/**
 * Walks two rule lists at once, in order of priority, and finds the flows of `start` (disjoint regions) that only one of them allows.
 *
 * Flows that a rule of both lists decides first are the same before and after, and are dropped at once. The rest wait,
 * decided in one list, for the rule that decides them in the other.
 */
export function ruleChanges(start: readonly Region[], steps: readonly Step[]): RegionChanges {
  const opens: Region[] = [];
  const closes: Region[] = [];
  let untouched = start;
  let before = NOTHING;
  let after = NOTHING;

  const emit = (was: Access, is: Access, regions: readonly Region[]): void => {
    if (was === 'Deny' && is === 'Allow') opens.push(...regions);
    if (was === 'Allow' && is === 'Deny') closes.push(...regions);
  };
  const settle = (waiting: Decided, region: Region, settled: (access: Access, regions: readonly Region[]) => void) => {
    const allow = split(waiting.Allow, region);
    const deny = split(waiting.Deny, region);
    settled('Allow', allow.inside);
    settled('Deny', deny.inside);
    return { Allow: allow.outside, Deny: deny.outside };
  };
  const wait = (waiting: Decided, access: Access, regions: readonly Region[]): Decided => ({
    ...waiting,
    [access]: [...waiting[access], ...regions],
  });

  for (const { region, access, when } of steps) {
    const { inside, outside } = split(untouched, region);
    untouched = outside;
    if (when !== 'after') after = settle(after, region, (is, regions) => emit(access, is, regions));
    if (when !== 'before') before = settle(before, region, (was, regions) => emit(was, access, regions));
    if (when === 'before') before = wait(before, access, inside);
    if (when === 'after') after = wait(after, access, inside);
    if ([untouched, before.Allow, before.Deny, after.Allow, after.Deny].every((list) => list.length === 0)) break;
  }
  return { opens, closes };
}
