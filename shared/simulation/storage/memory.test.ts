import { storageContract } from './contract';
import { memoryStorage } from './memory';
import { memoryQueue } from './queue';

const start = Date.UTC(2026, 0, 1);

storageContract('The account in memory', () => {
  let now = start;
  return Promise.resolve({
    storage: memoryStorage({ now: () => now, pick: (count) => count - 1 }),
    advance: (ms) => {
      now += ms;
    },
    close: () => Promise.resolve(),
  });
});

describe('the queue in memory', () => {
  it('gives the visible message that was picked', async () => {
    const picks = [2, 0, 0];
    const counts: number[] = [];
    const pick = (count: number): number => {
      counts.push(count);
      return picks.shift() ?? 0;
    };
    const queue = memoryQueue({ now: () => start, pick });
    for (const text of ['a', 'b', 'c']) await queue.sendMessage(text);
    await queue.sendMessage('later', { visibilityTimeout: 1 });

    const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });

    expect(receivedMessageItems.map(({ messageText }) => messageText)).toEqual(['c', 'a', 'b']);
    expect(counts).toEqual([3, 2, 1]);
  });

  it('says when there is something to receive', async () => {
    const queue = memoryQueue({ now: () => start, pick: () => 0 });
    expect(queue.nextVisibleAt()).toBeUndefined();

    await queue.sendMessage('later', { visibilityTimeout: 60 });
    await queue.sendMessage('sooner', { visibilityTimeout: 20 });

    expect(queue.nextVisibleAt()).toBe(start + 20_000);
  });
});
