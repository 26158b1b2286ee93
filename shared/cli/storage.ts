import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { recordKeysOf } from '../config/record-keys';
import { Settings } from '../config/settings';
import type { Store } from '../incident/ports';
import { ReconnectError } from '../model/errors';
import { storageAccount } from '../storage-account';
import { openStore } from '../store/open-store';

/** The app settings as the app itself reads them: from the environment, else from `local.settings.json`. */
export async function appSettings(root: string): Promise<Readonly<Record<string, string | undefined>>> {
  const Local = z.looseObject({ Values: z.record(z.string(), z.string()).default({}) });
  let content: string;
  try {
    content = await readFile(path.join(root, 'local.settings.json'), 'utf8');
  } catch {
    return process.env;
  }
  try {
    return { ...Local.parse(JSON.parse(content)).Values, ...process.env };
  } catch {
    throw new ReconnectError('SETTINGS_INVALID', 'local.settings.json cannot be read.', 'Correct it or take it away.');
  }
}

const StorageSettings = Settings.pick({
  ARM_ENDPOINT: true,
  AzureWebJobsStorage: true,
  AzureWebJobsStorage__accountName: true,
  AzureWebJobsStorage__credential: true,
  AzureWebJobsStorage__tableServiceUri: true,
  AzureWebJobsStorage__queueServiceUri: true,
  AzureWebJobsStorage__blobServiceUri: true,
  AzureWebJobsStorage__clientId: true,
});

/** Opens the storage account that the app settings name; throws `SETTINGS_INVALID` when they name none. */
export async function storeOf(settings: Readonly<Record<string, string | undefined>>): Promise<Store> {
  const connection = await storageAccount(StorageSettings.parse(settings));
  return openStore({ connection, queueName: 'incidents', now: () => Date.now(), keys: recordKeysOf(settings) });
}

/** The policy in the app settings as JSON; `undefined` where there is none. */
export function policyIn({ RECONNECT_POLICY: policy }: Readonly<Record<string, string | undefined>>): unknown {
  if (!policy) return undefined;
  try {
    return JSON.parse(policy) as unknown;
  } catch {
    throw new ReconnectError('SETTINGS_INVALID', 'RECONNECT_POLICY is not JSON.', 'Correct it in the app settings.');
  }
}
