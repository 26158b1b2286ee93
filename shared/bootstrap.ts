import { teamsMessenger } from './approvals/teams/messenger';
import { teamsReceiver, type TeamsReceiver } from './approvals/teams/receive';
import { connectAzure } from './azure/connect';
import { credentialOf, tokensOf } from './azure/credential';
import { readSettings, type Settings } from './config/settings';
import { reply } from './incident/reply';
import type { World } from './incident/world';
import { openStore, type StorageConnection } from './store/open-store';

// Where the parts are put together. Settings are read when the app is loaded, so that wrong ones stop it at once, all named.
const settings = readSettings(process.env);

const log: World['log'] = (message, properties) => console.log(JSON.stringify({ message, ...properties }));

const channel = {
  appId: settings.TEAMS_APP_ID,
  tenantId: settings.TEAMS_TENANT_ID,
  channelId: settings.TEAMS_CHANNEL_ID,
  serviceUrl: settings.TEAMS_SERVICE_URL,
  token: tokensOf(settings.TEAMS_APP_ID),
};

/** Made when the first function runs, and shared by all. A failure is not kept: the next call tries again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    }));
}

/** Everything outside, connected as the settings say. */
export const world = once(async (): Promise<World> => {
  const now = () => Date.now();
  return {
    now,
    log,
    policy: settings.RECONNECT_POLICY,
    language: settings.RECONNECT_LANGUAGE,
    store: await openStore({ connection: storageOf(settings), queueName: 'incidents', now }),
    azure: connectAzure({
      armEndpoint: settings.ARM_ENDPOINT,
      observerClientId: settings.OBSERVER_CLIENT_ID,
      remediatorClientId: settings.REMEDIATOR_CLIENT_ID,
      now,
    }),
    messenger: teamsMessenger(channel),
  };
});

/** Takes what Teams posts: people's answers. */
export const teams = once(async (): Promise<TeamsReceiver> =>
  teamsReceiver({
    ...channel,
    ...(settings.TEAMS_OPENID_METADATA_URL ? { openIdMetadataUrl: settings.TEAMS_OPENID_METADATA_URL } : {}),
    language: settings.RECONNECT_LANGUAGE,
    log,
    onReply: async (answer) => {
      const outside = await world();
      return reply(answer.incident ?? (await outside.store.byCode(answer.code)), answer, outside);
    },
  }),
);

function storageOf(from: Settings): StorageConnection {
  const {
    AzureWebJobsStorage__tableServiceUri: tableUrl,
    AzureWebJobsStorage__queueServiceUri: queueUrl,
    AzureWebJobsStorage__blobServiceUri: blobUrl,
  } = from;
  if (tableUrl && queueUrl && blobUrl)
    return {
      kind: 'identity',
      tableUrl,
      queueUrl,
      blobUrl,
      credential: credentialOf(from.AzureWebJobsStorage__clientId),
    };
  return { kind: 'connection-string', value: from.AzureWebJobsStorage ?? '' };
}

// Telemetry is a bundle of its own: it is large, and only loaded where it goes somewhere.
if (settings.APPLICATIONINSIGHTS_CONNECTION_STRING) void import('./telemetry.js');
