import type { IncidentEvent } from '../../incident/events';
import type { Refusal } from '../../model/azure';
import type { Observation, ObservationKind, Params } from '../../model/observation';
import { questionKey } from '../../model/see';

/** An answer of Azure, and when it came. */
export interface Sight<P extends Params, A> {
  readonly params: P;
  readonly answer: A;
  /** ms since the epoch. */
  readonly at: number;
  /** Whether Reconnect had set out to change something by then. */
  readonly late: boolean;
}

/** What an incident saw of Azure, over all of its rounds. */
export interface Seen {
  /** Every answer to a kind of question, oldest first. */
  all<P extends Params, A>(kind: ObservationKind<P, A>): readonly Sight<P, A>[];
  /** The first answer to each question of a kind: as it was before anybody did anything about it. */
  first<P extends Params, A>(kind: ObservationKind<P, A>): readonly Sight<P, A>[];
  readonly refusals: readonly { readonly observation: Observation; readonly refusal: Refusal; readonly at: number }[];
}

export function seenIn(events: readonly IncidentEvent[]): Seen {
  const changedAt = events.findIndex(({ kind }) => kind === 'change-intended');
  const looks = events.flatMap((event, index) =>
    event.kind === 'observed'
      ? [{ ...event, at: Date.parse(event.at), late: changedAt >= 0 && index > changedAt }]
      : [],
  );
  const all = <P extends Params, A>({ kind }: ObservationKind<P, A>): readonly Sight<P, A>[] =>
    looks.flatMap(({ observation, at, late }) =>
      observation.kind === kind && observation.outcome.kind === 'answered'
        ? [{ params: observation.params as P, answer: observation.outcome.answer as A, at, late }]
        : [],
    );
  return {
    all,
    first: (kind) => {
      const keys = new Set<string>();
      return all(kind).filter(({ params }) => {
        const key = questionKey({ kind: kind.kind, params });
        return !keys.has(key) && keys.add(key);
      });
    },
    refusals: looks.flatMap(({ observation, at }) =>
      observation.outcome.kind === 'refused' ? [{ observation, refusal: observation.outcome.refusal, at }] : [],
    ),
  };
}
