import { connectStorage, openStore, storeOn } from '../../shared/store/open-store';
import { sendTo, type Send } from '../../shared/store/outgoing';
import type { Message } from '../../shared/incident/ports';
import { startAzurite } from '../azurite';
import { virtualClock, type VirtualClock } from '../host/clock';
import { storeContract, type StoreUnderTest } from './contract';

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
  const options = { connection, queueName: 'work', now: () => Date.now() };
  try {
    expect(await (await openStore(options)).claim('target', 'i1')).toBe('i1');
    expect(await (await openStore(options)).claim('target', 'i2')).toBe('i1');
  } finally {
    await azurite.close();
  }
});

async function makeStore(): Promise<StoreUnderTest> {
  const azurite = await startAzurite();
  const storage = await connectStorage({ kind: 'connection-string', value: azurite.connectionString }, 'work');
  const { incidents, evidence, queue } = storage;
  const send = sendTo(queue);
  let failing = false;
  let losing = false;
  const sendOrDie: Send = async (message, delaySeconds) => {
    if (failing) throw new Error('the process died here');
    await send(message, delaySeconds);
  };

  incidents.pipeline.addPolicy(
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

  const store = storeOn(storage, sendOrDie, () => Date.now());
  return {
    store,
    elsewhere: storeOn(storage, send, () => Date.now()),
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    failSends: (fail) => {
      failing = fail;
    },
    loseNextCommitAnswer: () => {
      losing = true;
    },

    async take() {
      const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
      for (const { messageId, popReceipt } of receivedMessageItems) await queue.deleteMessage(messageId, popReceipt);
      return receivedMessageItems.map(
        ({ messageText }) => JSON.parse(Buffer.from(messageText, 'base64').toString()) as Message,
      );
    },

    async tamperEvent(incident, seq) {
      const key = `event-${String(seq).padStart(8, '0')}`;
      const row = await incidents.getEntity<{ body: string }>(incident, key);
      const body = row.body.replaceAll('2026-01-01T00', '2026-01-01T01');
      await incidents.updateEntity({ partitionKey: incident, rowKey: key, body }, 'Replace');
    },

    async dropLastEvent(incident) {
      const { events } = (await store.load(incident)) ?? { events: [] };
      await incidents.deleteEntity(incident, `event-${String(events.length).padStart(8, '0')}`);
    },

    async tamperEvidence() {
      for await (const { name } of evidence.listBlobsFlat()) {
        await evidence.getBlockBlobClient(name).upload('{"kind":"expired","at":"2026-01-01T00:00:00.000Z"}', 50);
      }
    },

    close: () => azurite.close(),
  };
}
