import type { Finding } from './probe';

/** What a gateway's probes of one server came to. */
export interface ProbeHistory {
  /** What the gateway goes by. */
  readonly held: Finding;
  /** What every probe comes to since then (ms since the epoch). */
  readonly latest: Finding;
  readonly since: number;
}

/** How often is probed, and how many failures in a row it takes. Seconds. */
export interface Beat {
  readonly interval: number;
  readonly threshold: number;
}

/**
 * The history as `found` continues it at `now`. A server that is well counts as such from its next probe on; one that fails
 * only after as many probes as the threshold says (Azure: Application Gateway health monitoring overview). What a gateway
 * found when it started counts at once.
 */
export function followed(before: ProbeHistory | undefined, found: Finding, now: number, beat: Beat): ProbeHistory {
  if (!before || before.latest.kind === 'unknown' || found.kind === 'unknown')
    return { held: found, latest: found, since: -Infinity };
  const held = heldAt(before, now, beat);
  if (isWell(found) !== isWell(before.latest)) return { held, latest: found, since: now };
  return { held: isWell(found) === isWell(held) ? found : held, latest: found, since: before.since };
}

function heldAt({ held, latest, since }: ProbeHistory, now: number, { interval, threshold }: Beat): Finding {
  const probes = Math.floor(now / (interval * 1000)) - Math.floor(since / (interval * 1000));
  return probes >= (isWell(latest) ? 1 : threshold) ? latest : held;
}

const isWell = (finding: Finding): boolean => finding.kind === 'well';
