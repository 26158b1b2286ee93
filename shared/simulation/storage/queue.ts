import type { Queue } from '../../store/storage';
import { StorageError, answer } from './errors';

/** A message as whoever received it has it. */
export interface Received {
  readonly messageId: string;
  /** Good for deleting or hiding the message until somebody else receives or hides it. */
  readonly popReceipt: string;
  readonly messageText: string;
  /** How often it was received, this time included. */
  readonly dequeueCount: number;
}

/** A queue as a host uses it. Times are in seconds. The SDK's `QueueClient` is one. */
export interface TestQueue extends Queue {
  sendMessage(
    text: string,
    options?: { visibilityTimeout?: number; messageTimeToLive?: number },
  ): Promise<{ messageId: string; popReceipt: string }>;
  /** Up to 32 visible messages, 1 when not said otherwise, hidden for 30 s when not said otherwise. */
  receiveMessages(options?: {
    numberOfMessages?: number;
    visibilityTimeout?: number;
  }): Promise<{ readonly receivedMessageItems: readonly Received[] }>;
  /** Hides the message for so long from now, and keeps its text when none is given. */
  updateMessage(
    messageId: string,
    popReceipt: string,
    text: string | undefined,
    visibilityTimeout: number,
  ): Promise<{ popReceipt?: string }>;
}

/** How a queue in memory gets what is not its own. */
export interface QueueSurroundings {
  /** Ms since the epoch. */
  readonly now: () => number;
  /** Which of `count` visible messages, oldest first, is received next: from 0 to `count - 1`. Azure promises no order. */
  readonly pick: (count: number) => number;
}

export interface MemoryQueue extends TestQueue {
  /** When the next message becomes visible, or did already, in ms since the epoch; `undefined` when there is none. */
  nextVisibleAt(): number | undefined;
}

interface Message {
  readonly id: string;
  readonly expiresAt: number;
  text: string;
  visibleAt: number;
  received: number;
  popReceipt: string;
}

const DAY_SECONDS = 24 * 60 * 60;
const LONGEST_SECONDS = 7 * DAY_SECONDS;
const LARGEST_BYTES = 64 * 1024;
const MOST_AT_ONCE = 32;

/** A queue in memory, as Azure has it. */
export function memoryQueue({ now, pick }: QueueSurroundings): MemoryQueue {
  let messages: Message[] = [];
  let named = 0;

  const nextName = (): string => {
    named += 1;
    return `m${named}`;
  };

  const live = (): Message[] => {
    if (messages.some(({ expiresAt }) => expiresAt <= now())) {
      messages = messages.filter(({ expiresAt }) => expiresAt > now());
    }
    return messages;
  };

  const hide = (message: Message, seconds: number): void => {
    message.visibleAt = now() + seconds * 1000;
    message.popReceipt = nextName();
  };

  const held = (id: string, popReceipt: string): Message => {
    const message = live().find((each) => each.id === id);
    if (!message) throw new StorageError(404, 'MessageNotFound');
    if (message.popReceipt !== popReceipt) throw new StorageError(400, 'PopReceiptMismatch');
    return message;
  };

  return {
    sendMessage: (text, { visibilityTimeout = 0, messageTimeToLive = LONGEST_SECONDS } = {}) =>
      answer(() => {
        requireBetween(0, visibilityTimeout, LONGEST_SECONDS);
        requireSmall(text);
        if (messageTimeToLive !== -1 && messageTimeToLive < Math.max(1, visibilityTimeout)) {
          throw new StorageError(400, 'InvalidQueryParameterValue');
        }
        const expiresAt = messageTimeToLive === -1 ? Infinity : now() + messageTimeToLive * 1000;
        const message = { id: nextName(), text, expiresAt, received: 0, visibleAt: 0, popReceipt: '' };
        hide(message, visibilityTimeout);
        messages.push(message);
        return { messageId: message.id, popReceipt: message.popReceipt };
      }),

    receiveMessages: ({ numberOfMessages = 1, visibilityTimeout = 30 } = {}) =>
      answer(() => {
        requireBetween(1, numberOfMessages, MOST_AT_ONCE);
        requireBetween(1, visibilityTimeout, LONGEST_SECONDS);
        const visible = live().filter(({ visibleAt }) => visibleAt <= now());
        const receivedMessageItems: Received[] = [];
        while (visible.length > 0 && receivedMessageItems.length < numberOfMessages) {
          const [message] = visible.splice(pick(visible.length), 1);
          if (!message) throw new RangeError('There is no such message to pick.');
          message.received += 1;
          hide(message, visibilityTimeout);
          receivedMessageItems.push(asReceived(message));
        }
        return { receivedMessageItems };
      }),

    deleteMessage: (id, popReceipt) =>
      answer(() => {
        const message = held(id, popReceipt);
        messages = messages.filter((each) => each !== message);
      }),

    updateMessage: (id, popReceipt, text, visibilityTimeout) =>
      answer(() => {
        requireBetween(0, visibilityTimeout, LONGEST_SECONDS);
        requireSmall(text ?? '');
        const message = held(id, popReceipt);
        message.text = text ?? message.text;
        hide(message, visibilityTimeout);
        return { popReceipt: message.popReceipt };
      }),

    nextVisibleAt: () =>
      live().reduce<number | undefined>((first, { visibleAt }) => Math.min(first ?? visibleAt, visibleAt), undefined),
  };
}

const asReceived = ({ id, popReceipt, text, received }: Message): Received => ({
  messageId: id,
  popReceipt,
  messageText: text,
  dequeueCount: received,
});

function requireBetween(least: number, value: number, most: number): void {
  if (value < least || value > most) throw new StorageError(400, 'OutOfRangeQueryParameterValue');
}

function requireSmall(text: string): void {
  if (Buffer.byteLength(text) > LARGEST_BYTES) throw new StorageError(413, 'RequestBodyTooLarge');
}
