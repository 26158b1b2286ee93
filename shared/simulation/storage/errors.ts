/** What Azure Storage refuses, as the SDK's `RestError` tells it: `statusCode` is the HTTP status, `code` Azure's own word. */
export class StorageError extends Error {
  constructor(
    readonly statusCode: number,
    readonly code: string,
  ) {
    super(`Storage answered ${statusCode} ${code}.`);
  }
}

/** Does it now, and gives what comes of it as a promise, as if it had been asked of a server. */
export const answer = <T>(work: () => T): Promise<T> =>
  new Promise((resolve) => {
    resolve(work());
  });
