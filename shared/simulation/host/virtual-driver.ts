import { QueueClient } from '@azure/storage-queue';
import { startAzurite } from '../azurite';
import { virtualClock } from './clock';
import { startVirtualHost } from './virtual';

/**
 * Run by the tests as a process of its own, because jest has a module loader of its own: puts the app in `argv[2]` through
 * eight hours of virtual time, and prints what it did as JSON.
 */
async function main(): Promise<void> {
  const clock = virtualClock('2026-01-01T00:00:00Z');
  const start = clock.now();
  const azurite = await startAzurite();
  const queue = (name: string): QueueClient => new QueueClient(azurite.connectionString, name);
  await Promise.all([queue('seen').createIfNotExists(), queue('work').createIfNotExists()]);
  const settings = { GREETING: 'hello', WORK_QUEUE: 'work', TICK: '0 30 */2 * * *' };
  const appRoot = process.argv[2] ?? '';
  const { connectionString } = azurite;
  const host = await startVirtualHost({ appRoot, connectionString, settings }, clock);

  const send = (content: object, visibilityTimeout: number) =>
    queue('work').sendMessage(Buffer.from(JSON.stringify(content)).toString('base64'), { visibilityTimeout });
  await send({ delayed: true }, 3 * 60 * 60);
  await send({ fail: true }, 0);
  host.at(start + 60 * 60 * 1000, async () => {
    await fetch(`${host.url}/api/slow`);
  });

  const seen: unknown[] = [];
  const collect = async (): Promise<boolean> => {
    const { receivedMessageItems } = await queue('seen').receiveMessages({ numberOfMessages: 32 });
    for (const { messageId, popReceipt, messageText } of receivedMessageItems) {
      seen.push(JSON.parse(messageText));
      await queue('seen').deleteMessage(messageId, popReceipt);
    }
    return JSON.stringify(seen).includes('delayed');
  };
  const delayedArrived = await host.runUntil(collect, 8 * 60 * 60 * 1000);
  await host.tick();
  const wasIdle = host.idle();
  const neverArrived = await host.runUntil(() => false, 60 * 60 * 1000);
  await host.stop();
  await collect();
  const again = await startVirtualHost(
    { appRoot, connectionString, settings: { ...settings, GREETING: 'again' } },
    clock,
  );
  await again.stop();
  await collect();
  await azurite.close();
  clock.restore();

  const greetingLeft = process.env.GREETING;
  console.log(
    JSON.stringify({ delayedArrived, neverArrived, wasIdle, seen, greetingLeft, year: new Date().getFullYear() }),
  );
}

void main();
