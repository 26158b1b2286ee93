import type { Person, Policy } from './policy';
import type { FixRequest, Plan } from './plan';
import type { See } from './observation';
import type { Target } from './target';
import type { Text } from './text';

/** A plan that somebody is about to be asked about, or that is about to be applied. */
export interface Proposed {
  readonly incident: string;
  readonly target: Target;
  readonly cause: string;
  /** What is to blame, as the cause names it. */
  readonly blamed: string;
  readonly request: FixRequest;
  readonly plan: Plan;
  /** Other targets that the plan mends as well. */
  readonly alongside: readonly Target[];
  /** The person who had the target looked at, where nothing else did. */
  readonly requestedBy?: Requester;
}

/** `id` is an Entra object id; what an older version stored has none. */
export interface Requester {
  readonly id?: string;
  readonly name: string;
}

/** Who is asked about a plan, how many different ones must approve it, and who may answer besides once nobody did for a while. */
export interface Asks {
  readonly approvers: readonly Person[];
  readonly people: 1 | 2;
  readonly later?: { readonly afterMinutes: number; readonly approvers: readonly Person[] };
}

export type GuardResult =
  | { readonly kind: 'pass' }
  /** Not now: everything is looked at again at `until` (ISO 8601 UTC). `behind`: the incident that is at it already. */
  | { readonly kind: 'hold'; readonly until: string; readonly because: Text; readonly behind?: string }
  /** Not at all in this incident. */
  | { readonly kind: 'block'; readonly because: Text };

/**
 * A rule that can stop a plan before anyone is asked, and again before it is applied. One file each in `guards/`. Pure. A
 * guard that cannot see what it needs blocks.
 */
export interface Guard {
  readonly id: string;
  /** What it asks, in a few words, as cards name it. */
  readonly title: Text;
  /** Of several that stop a plan, the lowest is the reason that people read. Below 100: sees nothing of Azure. */
  readonly order: number;
  readonly check: (see: See, proposed: Proposed, policy: Policy) => GuardResult;
}
