import { memoryStorage } from '../simulation/storage/memory';
import type { Message } from '../incident/message';
import { sendTo } from './outgoing';

const target = {
  kind: 'gateway',
  id: '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/gw1',
} as const;
const signal = { kind: 'sweep', id: 'sweep', at: '2026-01-01T00:00:00.000Z', target } as const;

test.each<[Message, 'queue' | 'looks']>([
  [{ kind: 'look', signal }, 'looks'],
  [{ kind: 'signal', signal }, 'queue'],
  [{ kind: 'wake', incident: 'i1' }, 'queue'],
])('looks are on a queue of their own, so that nothing of an incident waits behind them: %j', async (message, on) => {
  const storage = memoryStorage({ now: () => 0, pick: () => 0 });
  await sendTo(storage)(message, 5);
  const due = { queue: storage.queue.nextVisibleAt(), looks: storage.looks.nextVisibleAt() };
  expect(due).toEqual({ queue: undefined, looks: undefined, [on]: 5000 });
});
