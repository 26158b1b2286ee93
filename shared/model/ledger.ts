import type { FixId } from './plan';

/** How far an intervention has come. Times are ISO 8601 UTC. */
export type Stage =
  /** People are asked about it. */
  | { readonly kind: 'asked'; readonly at: string }
  /** It was approved, and from here on Azure may be changed. */
  | { readonly kind: 'started'; readonly at: string }
  /**
   * It is over. `withdrawn`: nothing was changed. `failed`: something was, and the connection did not come back. `startedAt`:
   * when it was started, where it was.
   */
  | {
      readonly kind: 'ended';
      readonly at: string;
      readonly startedAt?: string;
      readonly result: 'verified' | 'failed' | 'withdrawn';
    };

/** One fix of one incident, as all other incidents see it. */
export interface Intervention {
  readonly incident: string;
  /** The key of the incident's target. */
  readonly target: string;
  readonly cause: string;
  /** What is to blame, as the cause names it. */
  readonly blamed: string;
  readonly fix: FixId;
  readonly planHash: string;
  /** What people answer with, while they are asked. */
  readonly code?: string;
  /** The resource that the plan changes, and its region. */
  readonly resource: string;
  readonly region: string;
  /** Ids of every resource whose users may notice: the target, the changed resource, the gateways that a VM serves behind. */
  readonly affectedResources: readonly string[];
  readonly stage: Stage;
}

/** Names an intervention: one plan of one incident. */
export type InterventionKey = Pick<Intervention, 'incident' | 'planHash'>;

/** Until when nothing is proposed for a resource and everything below it. `scope` is an ARM id or the beginning of one. */
export interface Mute {
  readonly scope: string;
  /** ISO 8601 UTC. */
  readonly until: string;
  readonly by: string;
}

/** Who stopped all changes, and when (ISO 8601 UTC). */
export interface Stop {
  readonly by: string;
  readonly at: string;
}

/**
 * What Reconnect remembers beyond single incidents. Guards judge by it; an intervention is only booked while the ledger is
 * still the one that they judged by, so two incidents can never both take the last free place.
 */
export interface Ledger {
  /** Opaque; differs whenever anything else here does. */
  readonly version: string;
  /** When it was read, ISO 8601 UTC: the guards' clock. */
  readonly at: string;
  /** Set while the kill switch is on. */
  readonly stop?: Stop;
  /** When somebody last switched changes on again: what failed before no longer counts. ISO 8601 UTC. */
  readonly resumedAt?: string;
  readonly mutes: readonly Mute[];
  /** Those that are open, and those that ended as lately as whoever read it asked for; oldest first. */
  readonly interventions: readonly Intervention[];
}
