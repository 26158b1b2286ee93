import { app } from '@azure/functions';
import { dependencies } from '../shared/bootstrap';
import { handle } from '../shared/incident/handle';
import { Message } from '../shared/incident/message';

/** Works on one message, whichever queue it is from. */
export async function incident(entry: unknown): Promise<void> {
  await handle(Message.parse(entry), await dependencies());
}

app.storageQueue('incident', { queueName: 'incidents', connection: 'AzureWebJobsStorage', handler: incident });
