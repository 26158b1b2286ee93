import { connectStorage } from '../../store/open-store';
import { startAzurite } from '../azurite';
import { virtualClock, type VirtualClock } from '../host/clock';
import { storageContract } from './contract';

jest.setTimeout(30_000);

let clock: VirtualClock;
beforeAll(() => {
  clock = virtualClock('2026-01-01T00:00:00Z');
});
afterAll(() => clock.restore());

storageContract('Azure Storage', async () => {
  const azurite = await startAzurite();
  return {
    storage: await connectStorage({ kind: 'connection-string', value: azurite.connectionString }),
    advance: (ms) => clock.advance(ms),
    close: () => azurite.close(),
  };
});
