import * as z from 'zod';

/**
 * What may be changed of a custom probe, one field at a time, with the fix that changes it. `timeout` in seconds, `statusCodes` as
 * codes and ranges (`200-399`) that count as healthy.
 */
export const fixOfField = {
  timeout: 'raise-probe-timeout',
  statusCodes: 'accept-probe-status',
  host: 'correct-probe-host',
  path: 'correct-probe-path',
} as const;

export type ProbeField = keyof typeof fixOfField;
export type ProbeFix = (typeof fixOfField)[ProbeField];

export const ProbeValue = z.union([z.number(), z.string(), z.array(z.string()).readonly()]);
export type ProbeValue = z.infer<typeof ProbeValue>;

/** One field of a probe as it might be. */
export interface ProbeTrial {
  readonly field: ProbeField;
  readonly to: ProbeValue;
}

/** `200-399, 401`: a value as people read it. */
export const shownValue = (value: ProbeValue): string => (typeof value === 'object' ? value.join(', ') : String(value));
