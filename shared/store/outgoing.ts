import type { Message } from '../incident/ports';
import type { Storage } from './storage';
import { unless } from './storage-errors';

/** Takes a message off its queue again; one that somebody has received meanwhile stays. */
export type TakeBack = () => Promise<void>;

/** Puts a message on its queue, where nobody sees it before `delaySeconds` have passed. */
export type Send = (message: Message, delaySeconds: number) => Promise<TakeBack>;

/** Azure: the longest time for which a queue message can be hidden. */
const LONGEST_DELAY_SECONDS = 7 * 24 * 60 * 60;

/** Whole seconds from `now` until `at` (both ms since the epoch), rounded up, and as far as a queue message can wait. */
export const secondsUntil = (at: number, now: number): number =>
  Math.min(LONGEST_DELAY_SECONDS, Math.max(0, Math.ceil((at - now) / 1000)));

/** Sends as the Functions host reads: JSON in base64. Messages never expire, because a hidden one must outlive its delay. */
export const sendTo =
  ({ queue, looks }: Pick<Storage, 'queue' | 'looks'>): Send =>
  async (message, delaySeconds) => {
    const on = message.kind === 'look' ? looks : queue;
    const content = Buffer.from(JSON.stringify(message)).toString('base64');
    const { messageId, popReceipt } = await on.sendMessage(content, {
      visibilityTimeout: delaySeconds,
      messageTimeToLive: -1,
    });
    return async () => {
      await unless([400, 404], on.deleteMessage(messageId, popReceipt));
    };
  };
