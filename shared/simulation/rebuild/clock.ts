import type { IncidentEvent } from '../../incident/events';

/** Seconds after the start of a scenario, never negative; `signed` may be, for what happened before. */
export interface Clock {
  (at: string | number): number;
  readonly signed: (at: string | number) => number;
}

/** When the alert comes, and when the sweep comes by, in seconds after the start of a rehearsal. */
const opensAt = { alert: 5, sweep: 600 } as const;

/** The times of an incident in the seconds of a scenario that begins shortly before it. */
export function clockOf([first]: readonly IncidentEvent[]): Clock {
  const began = first ? Date.parse(first.at) : 0;
  const offset = first?.kind === 'opened' ? opensAt[first.signal.kind === 'alert' ? 'alert' : 'sweep'] : 0;
  const signed = (at: string | number): number =>
    Math.round(((typeof at === 'number' ? at : Date.parse(at)) - began) / 1000) + offset;
  return Object.assign((at: string | number) => Math.max(0, signed(at)), { signed });
}
