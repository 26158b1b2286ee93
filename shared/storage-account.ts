import { storageMissing, storageNamed, type StorageSettings } from './config/storage-settings';
import { ReconnectError } from './model/errors';
import type { StorageConnection } from './store/open-store';

/** The storage account that the settings name, ready to connect to. Throws `SETTINGS_INVALID` when they name none. */
export async function storageAccount(settings: StorageSettings): Promise<StorageConnection> {
  const named = storageNamed(settings);
  if (!named) throw new ReconnectError('SETTINGS_INVALID', 'No storage account is named.', `${storageMissing}.`);
  if (named.kind === 'connection-string') return named;
  const { credentialOf } = await import('./azure/credential');
  const { clientId, ...urls } = named;
  return { ...urls, credential: credentialOf(clientId) };
}
