/** A token bucket: how much fits, and how much flows back each second. */
export interface Bucket {
  readonly name: string;
  readonly size: number;
  readonly perSecond: number;
}

/** ARM: per subscription, principal and kind of request ("request limits and throttling", since 2024). */
export const ARM_BUCKETS = {
  reads: { name: 'reads', size: 250, perSecond: 25 },
  writes: { name: 'writes', size: 200, perSecond: 10 },
  deletes: { name: 'deletes', size: 200, perSecond: 10 },
} satisfies Record<string, Bucket>;

/** Compute: per VM ("Compute throttling limits"). */
export const COMPUTE_BUCKETS = {
  update: { name: 'UpdateVM', size: 12, perSecond: 4 / 60 },
  delete: { name: 'DeleteVM', size: 12, perSecond: 4 / 60 },
  get: { name: 'LowCostGet', size: 36, perSecond: 12 / 60 },
  poll: { name: 'GetOperation', size: 45, perSecond: 15 / 60 },
} satisfies Record<string, Bucket>;

export type Taken =
  | { readonly kind: 'taken'; readonly remaining: number }
  | { readonly kind: 'empty'; readonly retryAfterSeconds: number };

export interface Throttle {
  /** Takes one token from the bucket of `owner` at `now` (ms). */
  take(bucket: Bucket, owner: string, now: number): Taken;
}

export function createThrottle(): Throttle {
  const levels = new Map<string, { readonly level: number; readonly at: number }>();
  return {
    take: (bucket, owner, now) => {
      const key = `${bucket.name}|${owner}`;
      const last = levels.get(key) ?? { level: bucket.size, at: now };
      const level = Math.min(bucket.size, last.level + ((now - last.at) / 1000) * bucket.perSecond);
      if (level < 1) return { kind: 'empty', retryAfterSeconds: Math.ceil((1 - level) / bucket.perSecond) };
      levels.set(key, { level: level - 1, at: now });
      return { kind: 'taken', remaining: Math.floor(level - 1) };
    },
  };
}
