import { localKeys } from '../../shared/config/record-keys';
import { connectStorage, openStore } from '../../shared/store/open-store';
import { startAzurite } from '../../shared/simulation/azurite';
import { virtualClock, type VirtualClock } from '../../shared/simulation/host/clock';
import { storeContract, type StoreUnderTest } from './contract';
import { storeUnderTest } from './under-test';

jest.setTimeout(30_000);

let clock: VirtualClock;
beforeAll(() => {
  clock = virtualClock('2026-01-01T00:00:00Z');
});
afterAll(() => clock.restore());

storeContract('Azure Storage', makeStore);

it('opens storage that is there already', async () => {
  const azurite = await startAzurite();
  const connection = { kind: 'connection-string', value: azurite.connectionString } as const;
  const options = { connection, now: () => Date.now(), keys: localKeys };
  try {
    expect(await (await openStore(options)).replaceTarget('target', { incident: 'i1' }, undefined)).toBe(true);
    expect(await (await openStore(options)).target('target')).toMatchObject({ record: { incident: 'i1' } });
  } finally {
    await azurite.close();
  }
});

async function makeStore(): Promise<StoreUnderTest> {
  const azurite = await startAzurite();
  const storage = await connectStorage({ kind: 'connection-string', value: azurite.connectionString });
  let losing = false;
  storage.incidents.pipeline.addPolicy(
    {
      name: 'lose one answer',
      async sendRequest(request, next) {
        const response = await next(request);
        if (!losing || !request.url.endsWith('$batch')) return response;
        losing = false;
        return { ...response, status: 503, bodyAsText: '' };
      },
    },
    { afterPhase: 'Retry' },
  );
  return storeUnderTest(storage, clock, {
    loseNextCommitAnswer: () => {
      losing = true;
    },
    close: () => azurite.close(),
  });
}
