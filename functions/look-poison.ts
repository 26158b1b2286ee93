import { app } from '@azure/functions';
import { incidentPoison } from './incident-poison';

app.storageQueue('look-poison', {
  queueName: 'looks-poison',
  connection: 'AzureWebJobsStorage',
  handler: incidentPoison,
});
