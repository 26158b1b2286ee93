import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
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

/**
 * Does this with the storage account that the app settings name. Throws `SETTINGS_INVALID` when they name none, and
 * `STORAGE_UNREACHABLE` or `STORAGE_REFUSED` when it gives no answer or lets nobody in.
 */
export async function withStore<T>(
  settings: Readonly<Record<string, string | undefined>>,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const connection = await storageAccount(StorageSettings.parse(settings));
  const opening = { connection, now: () => Date.now(), keys: recordKeysOf(settings) };
  try {
    return await work(await openStore(opening));
  } catch (error) {
    throw storageTrouble(error) ?? error;
  }
}

/** What to do about an error of the storage SDK or of signing in. Their own messages hold URLs and requests, and are not repeated. */
function storageTrouble(error: unknown): ReconnectError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, statusCode } = Failure.parse(error);
  const answer = [statusCode, code].filter((each) => each !== undefined).join(' ') || error.name;
  if (
    /^(CredentialUnavailable|(Aggregate)?Authentication(Required)?)/.test(error.name) ||
    statusCode === 401 ||
    statusCode === 403
  )
    return new ReconnectError(
      'STORAGE_REFUSED',
      `The storage account does not let you in (${answer}).`,
      'Sign in (az login) as somebody with data rights on its tables, queues and blobs, or give a connection string, and check its firewall; then try again.',
    );
  if (error.name !== 'RestError') return undefined;
  return new ReconnectError(
    'STORAGE_UNREACHABLE',
    `The storage account gives no useful answer (${answer}).`,
    'Check AzureWebJobsStorage in the app settings, and the network on the way to it; then try again.',
  );
}

const Failure = z.object({
  code: z.string().optional().catch(undefined),
  statusCode: z.number().optional().catch(undefined),
});

/** The policy in the app settings as JSON; `undefined` where there is none. */
export function policyIn({ RECONNECT_POLICY: policy }: Readonly<Record<string, string | undefined>>): unknown {
  if (!policy) return undefined;
  try {
    return JSON.parse(policy) as unknown;
  } catch {
    throw new ReconnectError('SETTINGS_INVALID', 'RECONNECT_POLICY is not JSON.', 'Correct it in the app settings.');
  }
}
