import type { Clock } from './contract';

/** What happens by itself, in the order of the clock. Nothing runs by a timer: whoever looks at the twin advances it first. */
export interface Timeline {
  /** ms since the epoch; while something happens, the moment for which it was planned. */
  readonly now: () => number;
  /** `effect` says whether anything changes by it. */
  plan(due: number, happen: () => void, effect?: 'read' | 'write'): void;
  /** Lets everything happen that is due by the clock. */
  advance(): void;
}

interface Planned {
  readonly due: number;
  readonly happen: () => void;
  readonly effect: 'read' | 'write';
}

/** `after` is called after everything that changes something, while it is still that moment. */
export function createTimeline(clock: Clock, after: () => void = () => undefined): Timeline {
  const planned: Planned[] = [];
  let happening: number | undefined;

  return {
    now: () => happening ?? clock(),
    plan(due, happen, effect = 'write') {
      const later = planned.findIndex((other) => other.due > due);
      planned.splice(later === -1 ? planned.length : later, 0, { due, happen, effect });
    },
    advance() {
      if (happening !== undefined) return;
      const until = clock();
      for (let next = planned[0]; next && next.due <= until; next = planned[0]) {
        planned.shift();
        happening = next.due;
        try {
          next.happen();
          if (next.effect === 'write') after();
        } finally {
          happening = undefined;
        }
      }
    },
  };
}
