import type { Operation } from '../model/azure';
import type { Change } from '../model/change';
import type { Intervention } from '../model/ledger';
import type { ObservationRequest } from '../model/observation';
import type { Text } from '../model/text';
import type { Outcome } from '../cards/view';
import type { Happened, PendingObservation, Purpose, Step } from './events';

/** What an incident needs next. Exactly one thing at a time; everything that touches the world is one of these. */
export type Next =
  | { readonly do: 'record'; readonly events: readonly Happened[] }
  /** Asks these side by side. */
  | { readonly do: 'observe'; readonly requests: readonly ObservationRequest[] }
  /** Asks how the answers are doing that are under way. */
  | { readonly do: 'poll'; readonly pending: readonly PendingObservation[] }
  /** Books the intervention, provided that the ledger is still of this version, and records what then happened. */
  | {
      readonly do: 'book';
      readonly intervention: Intervention;
      readonly version: string;
      readonly events: readonly Happened[];
    }
  | { readonly do: 'send'; readonly step: Step; readonly change: Change }
  | { readonly do: 'follow'; readonly step: Step; readonly operation: Operation; readonly change: Change }
  /** Follows the incident that is at the same cause. */
  | { readonly do: 'join'; readonly leader: string }
  /** `until` in ms since the epoch. */
  | { readonly do: 'wait'; readonly until: number }
  | { readonly do: 'finish' };

export const record = (...events: readonly Happened[]): Next => ({ do: 'record', events });

/** Has Azure looked at anew. */
export const lookAnew = (purpose: Purpose): Next => record({ kind: 'round-started', purpose });

/** Waits, where that time (ms since the epoch) is still to come. */
export const waitUntil = (until: number, now: number): Next | undefined =>
  now < until ? { do: 'wait', until } : undefined;

export const closed = (outcome: Outcome, because: Text): Happened => ({ kind: 'closed', outcome, because });

/** ISO 8601 UTC. `ms` since the epoch. */
export const timeOf = (ms: number): string => new Date(ms).toISOString();
