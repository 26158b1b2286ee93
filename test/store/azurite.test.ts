import { QueueServiceClient } from '@azure/storage-queue';
import { connectStorage, storeOn } from '../../shared/store/open-store';
import { sendTo, type Send } from '../../shared/store/outgoing';
import type { Message } from '../../shared/incident/ports';
import { startAzurite, type Azurite } from '../azurite';
import { virtualClock, type VirtualClock } from '../host/clock';
import { storeContract, type StoreUnderTest } from './contract';

let azurite: Azurite;
let clock: VirtualClock;

beforeAll(async () => {
  clock = virtualClock('2026-01-01T00:00:00Z');
  azurite = await startAzurite();
});
afterAll(async () => {
  await azurite.close();
  clock.restore();
});

storeContract('Azure Storage', makeStore);

it('opens storage that is there already', async () => {
  const connection = { kind: 'connection-string', value: azurite.connectionString } as const;

  await connectStorage(connection, 'twice');
  await connectStorage(connection, 'twice');

  const names: string[] = [];
  for await (const { name } of QueueServiceClient.fromConnectionString(connection.value).listQueues()) names.push(name);
  expect(names).toContain('twice');
});

async function makeStore(): Promise<StoreUnderTest> {
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

    async close() {
      await queue.clearMessages();
      for (const table of [storage.incidents, storage.index, storage.targets, storage.signals]) {
        for await (const { partitionKey = '', rowKey = '' } of table.listEntities()) {
          await table.deleteEntity(partitionKey, rowKey);
        }
      }
      for await (const { name } of evidence.listBlobsFlat()) await evidence.deleteBlob(name);
    },
  };
}
