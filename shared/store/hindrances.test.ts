import { createSecretKey } from 'node:crypto';
import { localKeys } from '../config/record-keys';
import { memoryStorage } from '../simulation/storage/memory';
import { storeOn } from './open-store';

test('what somebody else wrote down keeps nobody from being told', async () => {
  const storage = memoryStorage({ now: () => 0, pick: () => 0 });
  const storeWith = (keys: typeof localKeys) =>
    storeOn(
      storage,
      () => Promise.resolve(() => Promise.resolve()),
      () => 0,
      keys,
    );
  const hindrance = 'ScopeLocked';
  const [ours] = localKeys;
  await storeWith([{ ...ours, secret: createSecretKey(Buffer.alloc(32, 9)) }]).noteHindrance('gw1', hindrance);
  expect(await storeWith(localKeys).hindrance('gw1')).toBeUndefined();
  await storeWith(localKeys).noteHindrance('gw1', hindrance);
  expect(await storeWith(localKeys).hindrance('gw1')).toEqual(hindrance);
});
