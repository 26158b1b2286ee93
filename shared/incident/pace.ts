import type { Azure, AzureReader, AzureRequest } from '../model/azure';
import type { ObservationKind } from '../model/observation';

/** Requests to ARM. */
export type Cost = Pick<ObservationKind['cost'], 'reads' | 'writes'>;
const kinds = ['reads', 'writes'] as const;

/**
 * How many requests ARM takes of one identity in one subscription: so many at once, and so many more each second. A POST counts as
 * a write. Azure: "Understand how Azure Resource Manager throttles requests".
 */
export const buckets = { reads: { size: 250, perSecond: 25 }, writes: { size: 200, perSecond: 10 } } as const;

/** The part of each bucket that the looks of a sweep leave to incidents, and the part below which none begins. */
const headroom = 0.2;
const reserve = 0.1;

/**
 * When looks that cost so much may begin, in ms after the first: each as soon as ARM's buckets, smaller by the headroom, allow. For
 * looks in one subscription. Pure.
 */
export function pace(costs: readonly Cost[]): readonly number[] {
  let seconds = 0;
  const left = { reads: roomIn('reads'), writes: roomIn('writes') };
  return costs.map((cost) => {
    const wait = Math.max(0, ...kinds.map((kind) => (cost[kind] - left[kind]) / buckets[kind].perSecond));
    seconds += wait;
    for (const kind of kinds)
      left[kind] = Math.min(roomIn(kind), left[kind] + wait * buckets[kind].perSecond) - cost[kind];
    return seconds * 1000;
  });
}

/** How much of a bucket the looks of a sweep may take at once. */
export const roomIn = (kind: keyof Cost): number => buckets[kind].size * (1 - headroom);

/**
 * Azure as looks use it. Where ARM said that little is left, a question is put off as if ARM had done so: whatever else asks with
 * the same identity comes first.
 */
export const sparing = (azure: Azure, now: () => number): AzureReader => ({
  poll: (operation) => azure.poll(operation),
  ask: async (request) => {
    const retryAfterMs = untilRoomFor(request, azure, now());
    if (retryAfterMs <= 0) return azure.ask(request);
    const message = 'Azure takes few more requests, and they are left to incidents.';
    return { kind: 'refused', refusal: { kind: 'throttled', retryAfterMs, code: 'LEFT_TO_INCIDENTS', message } };
  },
});

/** In how many ms there will be room; none to wait where ARM has said nothing. */
function untilRoomFor(request: AzureRequest, azure: Azure, now: number): number {
  const left = azure.left(request);
  if (!left) return 0;
  const { size, perSecond } = buckets[request.method === 'GET' ? 'reads' : 'writes'];
  const flowsBackAt = left.at + ((size * reserve - left.count) / perSecond) * 1000;
  return flowsBackAt - now;
}
