import { app } from '@azure/functions';
import { world } from '../shared/bootstrap';
import { advance } from '../shared/incident/advance';
import { Message } from '../shared/incident/message';
import { open } from '../shared/incident/open';
import { probe } from '../shared/incident/sweep';

/** Works on one message: a signal, a wake-up of an incident, or a look at a target. */
export async function incident(entry: unknown): Promise<void> {
  const message = Message.parse(entry);
  const outside = await world();
  if (message.kind === 'probe') return probe(message, outside);
  await advance(message.kind === 'signal' ? await open(message.signal, outside) : message.incident, outside);
}

app.storageQueue('incident', { queueName: 'incidents', connection: 'AzureWebJobsStorage', handler: incident });
