import { Message } from '../../incident/message';
import type { MemoryQueue } from './queue';

/** When the next message of any of these queues becomes visible, or did already, in ms since the epoch; `Infinity` when there is none. */
export const nextMessageAt = (queues: readonly MemoryQueue[]): number =>
  Math.min(...queues.map((queue) => queue.nextVisibleAt() ?? Infinity));

/** Has the oldest visible message of the first of these queues that has one worked on, and deletes it. */
export async function takeMessage(
  queues: readonly MemoryQueue[],
  work: (message: Message) => Promise<void>,
): Promise<void> {
  for (const queue of queues) {
    const [taken] = (await queue.receiveMessages({ visibilityTimeout: 600 })).receivedMessageItems;
    if (!taken) continue;
    await work(Message.parse(JSON.parse(Buffer.from(taken.messageText, 'base64').toString())));
    await queue.deleteMessage(taken.messageId, taken.popReceipt);
    return;
  }
}
