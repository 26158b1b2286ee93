import { ReconnectError } from '../model/errors';

/** What came back from storage is not what Reconnect wrote: somebody or something else changed it. Nothing is decided from it. */
export const storeDamaged = (what: string): ReconnectError =>
  new ReconnectError(
    'STORE_DAMAGED',
    `${what} in storage is not what Reconnect wrote.`,
    'Find out who can write to the storage account. Deleting the row of the target in the table targets frees the target.',
  );
