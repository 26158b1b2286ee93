import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** When messages of the storage in this process become visible, as told by what is asked of it. */
export interface Appearances {
  /** Whether a message may have become visible since the queue was last seen empty. */
  in(queue: string): boolean;
  /** The queue was seen empty. */
  empty(queue: string): void;
  /** When the next hidden message becomes visible, ms since the epoch; `Infinity` when none will. */
  next(): number;
  stop(): void;
}

const CHANNEL = 'http.server.request.start';

/** Nobody can ask a queue when its next hidden message appears, so this listens to those who hide messages of these queues. */
export function appearances(queues: readonly string[], now: () => number): Appearances {
  const times = new Map<string, readonly number[]>(queues.map((queue) => [queue, []]));
  const note = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://storage');
    const [, queue = ''] = /^\/[^/]+\/([^/]+)\/messages(?:\/|$)/.exec(pathname) ?? [];
    const before = times.get(queue);
    if (!before || !(request.method === 'POST' || request.method === 'PUT')) return;
    times.set(queue, [...before, now() + Number(searchParams.get('visibilitytimeout') ?? 0) * 1000]);
  };
  subscribe(CHANNEL, note);
  return {
    in: (queue) => times.get(queue)?.some((time) => time <= now()) ?? false,
    empty: (queue) => times.set(queue, times.get(queue)?.filter((time) => time > now()) ?? []),
    next: () => Math.min(...[...times.values()].flat()),
    stop: () => unsubscribe(CHANNEL, note),
  };
}
