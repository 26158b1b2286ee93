import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, type TemporaryFolder } from '../temporary-folder';

/** What the sample app does: it sends all that it sees back to the queue `seen`, as JSON. */
const APP = `
const { app } = require('@azure/functions');
const { QueueClient } = require('@azure/storage-queue');

const queue = (name) => new QueueClient(process.env.AzureWebJobsStorage, name);
const seen = (what) => queue('seen').sendMessage(JSON.stringify({ at: new Date().toISOString(), ...what }));

app.hook.appStart(() => seen({ hook: 'appStart', greeting: process.env.GREETING }));
app.hook.appTerminate(() => seen({ hook: 'appTerminate' }));
app.hook.preInvocation((context) => { context.hookData.name = context.invocationContext.functionName; });
app.hook.postInvocation(async (context) => {
  if (context.error) await seen({ hook: 'postInvocation', of: context.hookData.name, error: context.error.message });
});

app.http('echo', {
  route: 'echo/{name}', methods: ['POST'], authLevel: 'anonymous',
  handler: async (request) => ({
    status: 201,
    headers: { 'x-name': request.params.name, 'x-query': request.query.get('q'), 'x-sent': request.headers.get('x-sent') },
    body: Buffer.from(await request.arrayBuffer()),
  }),
});
app.http('literal', { route: 'echo/literal', methods: ['POST'], handler: () => ({ body: 'literal' }) });
app.http('locked', { methods: ['GET'], authLevel: 'function', handler: () => ({ jsonBody: { open: true } }) });
app.http('broken', { handler: () => { throw new Error('broken'); } });
app.http('nothing', { handler: () => undefined });
app.http('slow', {
  handler: async () => {
    await seen({ slow: 'started' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { body: 'done' };
  },
});

app.storageQueue('work', {
  queueName: '%WORK_QUEUE%', connection: 'AzureWebJobsStorage',
  handler: async (message, context) => {
    const { dequeueCount, id } = context.triggerMetadata;
    await seen({ message, dequeueCount, hasId: typeof id === 'string' });
    if (message.fail) throw new Error('cannot do this');
  },
});
app.storageQueue('poisoned', {
  queueName: '%WORK_QUEUE%-poison', connection: 'AzureWebJobsStorage',
  handler: (message) => seen({ poisoned: message }),
});
app.timer('tick', { schedule: '%TICK%', handler: (timer) => seen({ timer: timer.isPastDue, next: timer.scheduleStatus.next }) });
`;

const HOST = {
  version: '2.0',
  extensions: {
    http: { routePrefix: 'api' },
    queues: {
      maxDequeueCount: 2,
      visibilityTimeout: '00:00:30',
      batchSize: 4,
      newBatchThreshold: 2,
      maxPollingInterval: '00:00:01',
    },
  },
};

/** Writes an app in a folder of its own. */
export function writeSampleApp(): TemporaryFolder {
  const folder = temporaryFolder('sample-app');
  writeFileSync(join(folder.path, 'package.json'), JSON.stringify({ type: 'commonjs', main: 'app.js' }));
  writeFileSync(join(folder.path, 'host.json'), JSON.stringify(HOST));
  writeFileSync(join(folder.path, 'app.js'), APP);
  return folder;
}
