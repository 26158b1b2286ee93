import type { Settings } from './config/settings';
import { ReconnectError } from './model/errors';
import type { StorageConnection } from './store/open-store';

type StorageSettings = Pick<Settings, Extract<keyof Settings, `AzureWebJobsStorage${string}`>>;

/** The storage account that the settings name: by the URIs of its services, else by a connection string. Throws `SETTINGS_INVALID` when they name none. */
export async function storageAccount(from: StorageSettings): Promise<StorageConnection> {
  const {
    AzureWebJobsStorage: value,
    AzureWebJobsStorage__tableServiceUri: tableUrl,
    AzureWebJobsStorage__queueServiceUri: queueUrl,
    AzureWebJobsStorage__blobServiceUri: blobUrl,
  } = from;
  if (tableUrl && queueUrl && blobUrl) {
    const { credentialOf } = await import('./azure/credential');
    const credential = credentialOf(from.AzureWebJobsStorage__clientId);
    return { kind: 'identity', tableUrl, queueUrl, blobUrl, credential };
  }
  if (value) return { kind: 'connection-string', value };
  throw new ReconnectError(
    'SETTINGS_INVALID',
    'No storage account is named.',
    'Set AzureWebJobsStorage, or AzureWebJobsStorage__tableServiceUri, __queueServiceUri and __blobServiceUri, as in the app settings.',
  );
}
