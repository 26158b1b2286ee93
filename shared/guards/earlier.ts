import type { GuardResult, Proposed } from '../model/guard';
import type { Intervention, Ledger } from '../model/ledger';
import type { See } from '../model/observation';
import type { Policy } from '../model/policy';
import type { Text } from '../model/text';
import { ledger as ledgerKind } from '../observations/ledger';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** How far back guards look, ms: as far as the policy's limits reach. What began within the last hour counts too. */
export const lookBackMs = ({ limits }: Pick<Policy, 'limits'>): number =>
  Math.max(
    Math.max(limits.cooldownMinutes, limits.echoMinutes) * minuteMs,
    Math.max(1, limits.recurrence.withinHours, limits.breaker.withinHours) * hourMs,
  );

/** What Reconnect remembers, as a guard looks at it. */
export interface Earlier {
  readonly ledger: Ledger;
  /** The guards' clock, ms since the epoch. */
  readonly now: number;
  /** What other incidents have done: what the proposed one did itself never counts against it. */
  readonly others: readonly Intervention[];
}

export function lookBack(see: See, { incident }: Pick<Proposed, 'incident'>): Earlier {
  const ledger = see(ledgerKind, {});
  return {
    ledger,
    now: Date.parse(ledger.at),
    others: ledger.interventions.filter((each) => each.incident !== incident),
  };
}

/** An intervention that was approved and is not over. */
export const isUnderWay = ({ stage }: Intervention): boolean => stage.kind === 'started';

/** An intervention of which something was carried out, and that is over. */
export type Carried = Intervention & {
  readonly stage: { readonly kind: 'ended'; readonly result: 'verified' | 'failed' };
};
export const wasCarriedOut = (each: Intervention): each is Carried =>
  each.stage.kind === 'ended' && each.stage.result !== 'withdrawn';

/** When an intervention came to where it stands, ms since the epoch. */
export const stagedAt = ({ stage }: Intervention): number => Date.parse(stage.at);

/** Not before `until` (ms since the epoch). */
export const hold = (until: number, because: Text): Extract<GuardResult, { kind: 'hold' }> => ({
  kind: 'hold',
  until: new Date(until).toISOString(),
  because,
});

/** A time (ms since the epoch) as people read it: `2026-11-21 09:30 UTC`. */
export const clock = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** One line about an intervention, the same in every language: its fix, its incident, and when it came to where it stands. */
export const mention = (each: Intervention): string => `${each.fix} (${each.incident}, ${clock(stagedAt(each))})`;
