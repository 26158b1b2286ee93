import { localKeys } from '../config/record-keys';
import { open } from '../incident/open';
import type { Signal } from '../model/target';
import { memoryStorage } from '../simulation/storage/memory';
import { storeOn } from './open-store';

const gateway = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/gw1';
const signal: Signal = {
  ...{ kind: 'alert', id: 'a1', at: '1970-01-01T00:00:00.000Z', rule: 'unhealthy' },
  target: { kind: 'gateway', id: gateway },
};

test('a wake-up that arrives about now is not counted on, because the clock of whoever sent it may be ahead', async () => {
  const storage = memoryStorage({ now: () => 0, pick: () => 0 });
  const arriving: number[] = [];
  const hostAt = (time: number) =>
    storeOn(
      storage,
      (_, delaySeconds) => {
        arriving.push(time + delaySeconds * 1000);
        return Promise.resolve(() => Promise.resolve());
      },
      () => time,
      localKeys,
    );
  const ahead = hostAt(10_000);
  const incident = await open(signal, {
    store: ahead,
    now: () => 10_000,
    log: () => undefined,
    measure: () => undefined,
  });
  await ahead.wake(incident, 10_000);

  await hostAt(0).wake(incident, 40_000);
  expect(arriving).toEqual([10_000, 40_000]);

  await hostAt(0).wake(incident, 60_000);
  expect(arriving).toEqual([10_000, 40_000]);
});
