import type { Telemetry } from './model/telemetry';

/** Telemetry that keeps what it is told until somebody takes it. */
export interface KeptTelemetry extends Telemetry {
  /** From here on everything goes to this one, and first what was kept. */
  readonly give: (to: Telemetry) => void;
}

/** Loading what sends telemetry takes as long as taking in an alert, so the first alerts do not wait for it. */
export function keptTelemetry(): KeptTelemetry {
  const kept: ((to: Telemetry) => void)[] = [];
  let taker: Telemetry | undefined;
  const tell = (what: (to: Telemetry) => void) => (taker ? what(taker) : void kept.push(what));
  return {
    log: (message, properties) => tell((to) => to.log(message, properties)),
    measure: (metric, value, properties) => tell((to) => to.measure(metric, value, properties)),
    give: (to) => {
      taker = to;
      for (const what of kept.splice(0)) what(to);
    },
  };
}
