import { odata, type TableClient } from '@azure/data-tables';
import type { QueueClient } from '@azure/storage-queue';
import type { IncidentEvent } from '../../shared/incident/events';
import type { Store } from '../../shared/incident/ports';
import { randomInt } from '../../shared/simulation/random';
import type { Trouble } from './plays';

/** What trouble can be made with. */
export interface Scene {
  readonly workQueue: QueueClient;
  /** The table of incidents. */
  readonly incidents: TableClient;
  readonly openStore: () => Promise<Store>;
  readonly restartStorage: () => Promise<void>;
  /** How many questions were asked so far. */
  readonly questions: () => number;
  /** Resolves when the hosts have asked Azure something more, or have come to rest. */
  readonly asksAzure: () => Promise<void>;
  /** Writes down that trouble was made. */
  readonly made: (what: string) => void;
}

/** Makes trouble before the hosts work, again and again. Answers what it does while they work, if anything. */
export type MakeTrouble = () => Promise<(() => Promise<void>) | undefined>;

export function troubleIn(scene: Scene, trouble: Trouble): MakeTrouble {
  switch (trouble.kind) {
    case 'storage-restarts':
      return storageRestarts(scene);
    case 'messages-doubled':
      return messagesDoubled(scene, trouble.seed);
    case 'foreign-messages':
      return onceAsked(scene, () => foreignMessages(scene));
    case 'unworkable-event':
      return onceAsked(scene, () => unworkableEvent(scene));
    case 'damaged-event':
      return onceAsked(scene, () => damagedEvent(scene));
  }
}

/** Does it when the first question has been asked. */
function onceAsked(scene: Scene, act: () => Promise<void>): MakeTrouble {
  let done = false;
  return async () => {
    if (done || scene.questions() === 0) return undefined;
    done = true;
    await act();
    return undefined;
  };
}

/** Storage goes away and comes back while the first message is worked on, and again while the first answer is. */
function storageRestarts(scene: Scene): MakeTrouble {
  let restarts = 0;
  return async () => {
    const [message] = await peek(scene.workQueue);
    if (!message || restarts > scene.questions()) return undefined;
    restarts += 1;
    return async () => {
      await scene.asksAzure();
      await scene.restartStorage();
      scene.made('storage was restarted');
    };
  };
}

/** What is visible; nothing while there is no queue yet. */
const peek = async (queue: QueueClient) =>
  (await queue.exists()) ? (await queue.peekMessages({ numberOfMessages: 32 })).peekedMessageItems : [];

/** Each message comes twice, and both late: they overtake each other. */
function messagesDoubled({ workQueue, made }: Scene, seed: number): MakeTrouble {
  const upTo = randomInt(seed);
  const known = new Set<string>();
  return async () => {
    const visible = await peek(workQueue);
    if (visible.every(({ messageId }) => known.has(messageId))) return undefined;
    const { receivedMessageItems } = await workQueue.receiveMessages({ numberOfMessages: 32 });
    for (const { messageId, popReceipt, messageText } of receivedMessageItems) {
      const isKnown = known.has(messageId);
      await workQueue.updateMessage(messageId, popReceipt, undefined, isKnown ? 0 : upTo(61));
      if (isKnown) continue;
      const options = { visibilityTimeout: upTo(201), messageTimeToLive: -1 };
      known.add(messageId).add((await workQueue.sendMessage(messageText, options)).messageId);
      made('a message was doubled');
    }
    return undefined;
  };
}

/** Messages that Reconnect did not send, and that no version of it understands. */
async function foreignMessages({ workQueue, made }: Scene): Promise<void> {
  for (const text of ['hello', base64('{"kind":"greeting"}'), base64('{"kind":')]) {
    await workQueue.sendMessage(text, { messageTimeToLive: -1 });
    made('a foreign message was sent');
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The incident is left where nothing fits: at a step that its plan does not have. Every try to go on fails. */
async function unworkableEvent({ workQueue, openStore, made }: Scene): Promise<void> {
  const store = await openStore();
  const [summary] = await store.list(1);
  const stored = summary && (await store.load(summary.id));
  if (!stored) throw new Error('There is no incident yet.');
  const event: IncidentEvent = { at: new Date().toISOString(), kind: 'undo-started', why: 'no-help' };
  const appended = await store.append(stored.id, stored.version, [event], summary, Date.now());
  if (appended !== 'conflict') made('an event was appended');
  const wake = JSON.stringify({ kind: 'wake', incident: stored.id });
  await workQueue.sendMessage(base64(wake), { messageTimeToLive: -1 });
}

/** Somebody who can write to the storage changes an event of the incident. */
async function damagedEvent({ incidents, made }: Scene): Promise<void> {
  const filter = odata`RowKey ge ${'event-'} and RowKey lt ${'event.'}`;
  for await (const read of incidents.listEntities<{ event?: string }>({ queryOptions: { filter } })) {
    const { partitionKey = '', rowKey = '', event = '' } = read;
    const changed = event.replace('"kind":"asked"', '"by":"somebody","kind":"asked"');
    if (changed === event) continue;
    await incidents.updateEntity({ partitionKey, rowKey, event: changed }, 'Merge');
    made('an event was changed');
  }
}
