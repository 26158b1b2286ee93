import { localKeys } from '../../shared/config/record-keys';
import type { Message } from '../../shared/incident/ports';
import { eventKey } from '../../shared/store/incident-rows';
import { storeOn } from '../../shared/store/open-store';
import { sendTo, type Send } from '../../shared/store/outgoing';
import type { VirtualClock } from '../../shared/simulation/host/clock';
import type { TestStorage } from '../../shared/simulation/storage/memory';
import type { TestQueue } from '../../shared/simulation/storage/queue';
import type { StoreUnderTest } from './contract';

/** What the tests do to a store that lies in how its storage is reached. */
type Reach = Pick<StoreUnderTest, 'loseNextCommitAnswer' | 'close'>;

async function takeFrom(queue: TestQueue): Promise<readonly Message[]> {
  const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
  for (const { messageId, popReceipt } of receivedMessageItems) await queue.deleteMessage(messageId, popReceipt);
  return receivedMessageItems.map(
    ({ messageText }) => JSON.parse(Buffer.from(messageText, 'base64').toString()) as Message,
  );
}

/** The store on this storage, with all that its tests do to it. */
export function storeUnderTest(storage: TestStorage, clock: VirtualClock, reach: Reach): StoreUnderTest {
  const { incidents, evidence, queue, looks } = storage;
  const send = sendTo(storage);
  let failing = false;
  const sendOrDie: Send = async (message, delaySeconds) => {
    if (failing) throw new Error('the process died here');
    return send(message, delaySeconds);
  };
  const store = storeOn(storage, sendOrDie, () => clock.now(), localKeys);

  return {
    ...reach,
    store,
    elsewhere: storeOn(storage, send, () => clock.now(), localKeys),
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    failSends: (fail) => {
      failing = fail;
    },

    async take() {
      return (await Promise.all([queue, looks].map(takeFrom))).flat();
    },

    async tamperEvent(incident, seq) {
      const { partitionKey, rowKey, hash, seal, event } = await incidents.getEntity(incident, eventKey(seq));
      const changed = String(event).replaceAll('2026-01-01T00', '2026-01-01T01');
      await incidents.updateEntity(
        { partitionKey, rowKey, hash: String(hash), seal: String(seal), event: changed },
        'Replace',
      );
    },

    async dropLastEvent(incident) {
      const { events } = (await store.load(incident)) ?? { events: [] };
      await incidents.deleteEntity(incident, eventKey(events.length));
    },

    async tamperEvidence() {
      const changed = '{"kind":"expired","at":"2026-01-01T00:00:00.000Z"}';
      for await (const { name } of evidence.listBlobsFlat()) {
        await evidence.getBlockBlobClient(name).upload(changed, Buffer.byteLength(changed));
      }
    },
  };
}
