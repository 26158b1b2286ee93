import { join } from 'node:path';
import { QueueClient } from '@azure/storage-queue';
import { azuriteProcess, startAzurite } from './azurite';

jest.setTimeout(30_000);

const workQueue = (connectionString: string) => new QueueClient(connectionString, 'work');

describe('Azurite in this process', () => {
  it('is a storage of its own each time', async () => {
    const [one, other] = await Promise.all([startAzurite(), startAzurite()]);
    try {
      await workQueue(one.connectionString).create();

      expect(await workQueue(one.connectionString).exists()).toBe(true);
      expect(await workQueue(other.connectionString).exists()).toBe(false);
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  });
});

describe('Azurite as a process', () => {
  it('runs by the clock that is loaded into it', async () => {
    const preload = join(__dirname, 'host', 'scaled-clock.cjs');
    const azurite = await azuriteProcess({
      preload,
      env: { RECONNECT_CLOCK: `${Date.now()},${Date.UTC(2030, 0, 1)},3600` },
    });
    try {
      const queue = workQueue(azurite.connectionString);
      await queue.create();
      await queue.sendMessage('in an hour', { visibilityTimeout: 3600, messageTimeToLive: -1 });

      let arrived;
      while (!arrived) [arrived] = (await queue.receiveMessages()).receivedMessageItems;

      expect(arrived.messageText).toBe('in an hour');
      expect(arrived.insertedOn.getUTCFullYear()).toBe(2030);
    } finally {
      await azurite.close();
    }
  });
});
