import { app } from '@azure/functions';
import { incident } from './incident';

// A queue of their own, so that what an incident needs never waits behind a sweep.
app.storageQueue('look', { queueName: 'looks', connection: 'AzureWebJobsStorage', handler: incident });
