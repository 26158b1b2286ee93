import { app } from '@azure/functions';
import { dependencies } from '../shared/bootstrap';
import { fail } from '../shared/incident/fail';
import { Message } from '../shared/incident/message';

/** A message that failed every time: its incident ends visibly, and people are told. A message that is not ours is logged. */
export async function incidentPoison(entry: unknown): Promise<void> {
  const outside = await dependencies();
  const message = Message.safeParse(entry);
  if (!message.success) {
    outside.log('A message that is not Reconnect’s was on the poison queue', {
      mistake: message.error.issues[0]?.message ?? '',
    });
    return;
  }
  await fail(message.data, outside);
}

app.storageQueue('incident-poison', {
  queueName: 'incidents-poison',
  connection: 'AzureWebJobsStorage',
  handler: incidentPoison,
});
