import { QueueClient, type DequeuedMessageItem } from '@azure/storage-queue';
import { unless } from '../../store/storage-errors';
import type { TypedData } from './core-api';
import { resolveSettings, type QueueSettings } from './host-json';
import { inFlight, type InFlight } from './in-flight';
import type { AppFunction } from './worker';

/** Reads the queue of one function. */
export interface QueueListener {
  /** The name of the queue. */
  readonly name: string;
  /** Takes a batch of visible messages as soon as few enough are under way, and starts working on them. Answers how many. */
  poll(): Promise<number>;
}

/** How long a message stays hidden while it is worked on; the Functions host renews this in time. */
const HIDDEN_SECONDS = 600;

/** The queue trigger of the Functions host: retries, poison queue and all. */
export function queueListener(
  target: AppFunction,
  settings: QueueSettings,
  all: InFlight,
  log: (line: string) => void,
): QueueListener {
  const { queueName, connection } = target.trigger as unknown as { queueName: string; connection: string };
  const connectionString = resolveSettings(`%${connection}%`);
  const queue = new QueueClient(connectionString, resolveSettings(queueName));
  const poison = new QueueClient(connectionString, `${queue.name}-poison`);

  const running = inFlight(all);

  const toPoison = async ({ messageText }: DequeuedMessageItem): Promise<void> => {
    await poison.createIfNotExists();
    await poison.sendMessage(messageText, { messageTimeToLive: -1 });
  };

  /** A message that others took or deleted meanwhile answers 404, and is theirs. */
  const settle = async (message: DequeuedMessageItem, succeeded: boolean): Promise<void> => {
    const { messageId, popReceipt, dequeueCount } = message;
    if (!succeeded && dequeueCount < settings.maxDequeueCount) {
      const seconds = settings.visibilityTimeout / 1000;
      await unless([404], queue.updateMessage(messageId, popReceipt, undefined, seconds));
      return;
    }
    if (!succeeded) await toPoison(message);
    await unless([404], queue.deleteMessage(messageId, popReceipt));
  };

  const invoke = async (message: DequeuedMessageItem): Promise<boolean> => {
    if (message.dequeueCount > settings.maxDequeueCount) return false;
    const { messageText } = message;
    const isEncoded = settings.messageEncoding === 'base64';
    const content = isEncoded ? Buffer.from(messageText, 'base64').toString() : messageText;
    try {
      await target.invoke({ string: content }, metadataOf(message, content));
      return true;
    } catch (error) {
      log(`error: [${target.name}] try ${message.dequeueCount}: ${String(error)}`);
      return false;
    }
  };

  const work = async (message: DequeuedMessageItem): Promise<void> => {
    let current = message;
    let hiddenAt = Date.now();
    // By the clock rather than by a long timer, since the clock may run faster than timers do.
    const renewing = setInterval(() => {
      if (Date.now() - hiddenAt < (HIDDEN_SECONDS / 2) * 1000) return;
      hiddenAt = Date.now();
      void unless([404], queue.updateMessage(current.messageId, current.popReceipt, undefined, HIDDEN_SECONDS)).then(
        (renewed) => {
          if (renewed?.popReceipt) current = { ...current, popReceipt: renewed.popReceipt };
        },
      );
    }, 100);
    try {
      const succeeded = await invoke(message);
      clearInterval(renewing);
      await settle(current, succeeded);
    } catch (error) {
      log(`error: [${target.name}] the queue could not be reached: ${String(error)}`);
    } finally {
      clearInterval(renewing);
    }
  };

  return {
    name: queue.name,
    async poll() {
      await running.atMost(settings.newBatchThreshold);
      const options = { numberOfMessages: settings.batchSize, visibilityTimeout: HIDDEN_SECONDS };
      // The queue appears with the first message that somebody sends.
      const received = await unless([404], queue.receiveMessages(options));
      const messages = received?.receivedMessageItems ?? [];
      for (const message of messages) void running.track(work(message));
      return messages.length;
    },
  };
}

const metadataOf = (message: DequeuedMessageItem, content: string): Record<string, TypedData> => ({
  QueueTrigger: { string: content },
  DequeueCount: { json: String(message.dequeueCount) },
  Id: { string: message.messageId },
  PopReceipt: { string: message.popReceipt },
  InsertionTime: { json: JSON.stringify(message.insertedOn) },
  ExpirationTime: { json: JSON.stringify(message.expiresOn) },
  NextVisibleTime: { json: JSON.stringify(message.nextVisibleOn) },
});
