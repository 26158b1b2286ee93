import { cloudOf } from './clouds';
import type { Settings } from './settings';

export type StorageSettings = Readonly<
  Partial<Record<Extract<keyof Settings, `AzureWebJobsStorage${string}`> | 'ARM_ENDPOINT', string | undefined>>
>;

/** A storage account as an identity reaches it: the endpoints of its services. */
export interface StorageEndpoints {
  readonly kind: 'identity';
  readonly tableUrl: string;
  readonly queueUrl: string;
  readonly blobUrl: string;
}

export interface ConnectionString {
  readonly kind: 'connection-string';
  readonly value: string;
}

/** How the settings name a storage account. `clientId` is the managed identity that uses it; without it, the default credential. */
export type NamedStorage = ConnectionString | (StorageEndpoints & { readonly clientId: string | undefined });

/** What to say when none is named. */
export const storageMissing =
  'AzureWebJobsStorage: give AzureWebJobsStorage__accountName, or all of AzureWebJobsStorage__tableServiceUri, __queueServiceUri and __blobServiceUri, or a connection string';

/**
 * The storage account that the settings name: by the URIs of its services, which its name stands for, else by a connection
 * string (Azure Functions: "Connecting to host storage with an identity"). `undefined` when they name none.
 */
export function storageNamed(settings: StorageSettings): NamedStorage | undefined {
  const { AzureWebJobsStorage: value, AzureWebJobsStorage__accountName: account } = settings;
  const { storageDomain } = cloudOf(settings.ARM_ENDPOINT);
  const uri = (service: 'table' | 'queue' | 'blob'): string | undefined =>
    settings[`AzureWebJobsStorage__${service}ServiceUri`] ??
    (account === undefined ? undefined : `https://${account}.${service}.${storageDomain}`);
  const [tableUrl, queueUrl, blobUrl] = [uri('table'), uri('queue'), uri('blob')];
  if (tableUrl && queueUrl && blobUrl)
    return { kind: 'identity', tableUrl, queueUrl, blobUrl, clientId: settings.AzureWebJobsStorage__clientId };
  return value ? { kind: 'connection-string', value } : undefined;
}
