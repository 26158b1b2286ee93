import type { Fresh } from './contract';
import type { Received, TestQueue } from './queue';

const DAY = 24 * 60 * 60;
const forever = { messageTimeToLive: -1 };

/** What Reconnect and its host rely on Azure's queues for. */
export function queueContract(fresh: Fresh): void {
  describe('a queue', () => {
    let queue: TestQueue;
    let pass: (seconds: number) => void;
    beforeEach(() => {
      const subject = fresh();
      queue = subject.storage.queue;
      pass = (seconds) => subject.advance(seconds * 1000);
    });

    const receive = async (visibilityTimeout: number): Promise<readonly Received[]> =>
      (await queue.receiveMessages({ numberOfMessages: 32, visibilityTimeout })).receivedMessageItems;
    const texts = async (): Promise<readonly string[]> => (await receive(1)).map(({ messageText }) => messageText);
    const one = async (visibilityTimeout: number): Promise<Received> => {
      const [message, ...others] = await receive(visibilityTimeout);
      if (!message || others.length > 0) throw new Error('not exactly one message');
      return message;
    };

    it('gives each message to one receiver, in whatever order', async () => {
      const sent = ['a', 'b', 'eyJraW5kIjoid2FrZSJ9'];
      for (const text of sent) await queue.sendMessage(text);

      const [first] = (await queue.receiveMessages()).receivedMessageItems;
      const others = await texts();

      expect([first?.messageText, ...others].toSorted()).toEqual(sent);
      expect(await texts()).toEqual([]);
    });

    it('gives at most 32 messages at once', async () => {
      for (let count = 0; count < 33; count++) await queue.sendMessage('m');

      expect(await receive(60)).toHaveLength(32);
      expect(await receive(60)).toHaveLength(1);
      await expect(queue.receiveMessages({ numberOfMessages: 33 })).rejects.toMatchObject({ statusCode: 400 });
    });

    it('gives a message again when it was not deleted in time, and counts', async () => {
      await queue.sendMessage('m');

      expect((await one(10)).dequeueCount).toBe(1);
      pass(9);
      expect(await receive(10)).toEqual([]);
      pass(2);
      expect(await one(10)).toMatchObject({ messageText: 'm', dequeueCount: 2 });
    });

    it('hides a message for 30 seconds when not said otherwise', async () => {
      await queue.sendMessage('m');
      await queue.receiveMessages();

      pass(29);
      expect(await texts()).toEqual([]);
      pass(2);
      expect(await texts()).toEqual(['m']);
    });

    it('never gives a message that was deleted', async () => {
      await queue.sendMessage('m');
      const { messageId, popReceipt } = await one(10);

      await queue.deleteMessage(messageId, popReceipt);

      pass(11);
      expect(await texts()).toEqual([]);
      await expect(queue.deleteMessage(messageId, popReceipt)).rejects.toMatchObject({ statusCode: 404 });
      await expect(queue.updateMessage(messageId, popReceipt, undefined, 1)).rejects.toMatchObject({ statusCode: 404 });
    });

    it('lets nobody delete or hide a message that somebody else received since', async () => {
      await queue.sendMessage('m');
      const first = await one(10);
      pass(11);
      const second = await one(10);

      await expect(queue.deleteMessage(first.messageId, first.popReceipt)).rejects.toMatchObject({ statusCode: 400 });
      await expect(queue.updateMessage(first.messageId, first.popReceipt, undefined, 60)).rejects.toMatchObject({
        statusCode: 400,
      });
      await queue.deleteMessage(second.messageId, second.popReceipt);
    });

    it('lets a late receiver delete a message that nobody else received', async () => {
      await queue.sendMessage('m');
      const { messageId, popReceipt } = await one(10);
      pass(20);

      await queue.deleteMessage(messageId, popReceipt);

      expect(await texts()).toEqual([]);
    });

    it('hides a message anew for its receiver, who gets a new receipt', async () => {
      await queue.sendMessage('m');
      const { messageId, popReceipt } = await one(10);
      pass(5);
      const { popReceipt: renewed = '' } = await queue.updateMessage(messageId, popReceipt, undefined, 20);

      pass(19);
      expect(await receive(10)).toEqual([]);
      await expect(queue.deleteMessage(messageId, popReceipt)).rejects.toMatchObject({ statusCode: 400 });
      pass(2);
      expect(await one(10)).toMatchObject({ messageText: 'm', dequeueCount: 2 });
      await expect(queue.deleteMessage(messageId, renewed)).rejects.toMatchObject({ statusCode: 400 });
    });

    it('gives a delayed message when its time has come', async () => {
      await queue.sendMessage('m', { visibilityTimeout: 90, ...forever });

      pass(89);
      expect(await texts()).toEqual([]);
      pass(1);
      expect(await texts()).toEqual(['m']);
    });

    it('delays a message by seven days at most', async () => {
      await queue.sendMessage('m', { visibilityTimeout: 7 * DAY, ...forever });
      const longer = queue.sendMessage('m', { visibilityTimeout: 7 * DAY + 1, ...forever });

      await expect(longer).rejects.toMatchObject({ statusCode: 400 });
      pass(7 * DAY - 1);
      expect(await texts()).toEqual([]);
      pass(1);
      expect(await texts()).toEqual(['m']);
    });

    it('drops a message after seven days unless it is to live forever', async () => {
      await queue.sendMessage('short');
      await queue.sendMessage('long', forever);

      pass(7 * DAY + 1);

      expect(await texts()).toEqual(['long']);
    });

    it('refuses a message that would die before it is seen', async () => {
      const dying = queue.sendMessage('m', { visibilityTimeout: 100, messageTimeToLive: 50 });

      await expect(dying).rejects.toMatchObject({ statusCode: 400 });
    });

    it('holds messages of 64 KiB, and no larger ones', async () => {
      await queue.sendMessage('x'.repeat(65_536));

      await expect(queue.sendMessage('x'.repeat(65_537))).rejects.toMatchObject({ statusCode: 413 });
      expect((await texts()).map(({ length }) => length)).toEqual([65_536]);
    });
  });
}
