/**
 * What is measured. Times are in ms; those of an incident begin where it was opened.
 *
 * - `incident.time-to-card`, `incident.time-to-approval`, `incident.time-to-verified`: until people first saw a card, approved, and the
 *   fix was seen to help. Of `incident`.
 * - `incident.arm-calls`: how many answers of ARM an incident took; `incident.ended`: 1 for each, by `outcome`. Of `incident`.
 * - `guard.stopped`: 1 for each plan that a `guard` stopped. Of `incident`.
 * - `arm.call`: how long ARM took to answer, by `operation` and `status`.
 * - `sweep.lag`: from the beginning of a sweep until a target in it was looked at.
 */
export const metrics = [
  'incident.time-to-card',
  'incident.time-to-approval',
  'incident.time-to-verified',
  'incident.arm-calls',
  'incident.ended',
  'guard.stopped',
  'arm.call',
  'sweep.lag',
] as const;
export type Metric = (typeof metrics)[number];

export type Properties = Readonly<Record<string, string | number>>;

/** Tells operators how Reconnect is doing. Ids of resources, incidents and people may be told; secrets, names and answers of Azure may not. */
export interface Telemetry {
  /** A fixed message; what varies goes into the properties. */
  readonly log: (message: string, properties: Properties) => void;
  /** One value more of a metric. */
  readonly measure: (metric: Metric, value: number, properties: Readonly<Record<string, string>>) => void;
}
