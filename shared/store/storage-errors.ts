/**
 * Whether Azure Storage answered with one of these HTTP statuses. Tables: 404 no such row, 409 the row exists already,
 * 412 the row's etag is another one. A transaction answers with the status of the part that failed, and nothing of it is kept.
 */
export function answered(error: unknown, ...statuses: readonly number[]): boolean {
  return (
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    statuses.includes(error.statusCode)
  );
}

/** The result, or `undefined` where storage answered with one of these statuses. */
export async function unless<T>(statuses: readonly number[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (answered(error, ...statuses)) return undefined;
    throw error;
  }
}

/** Whether a write was made; it was not where storage answered with one of these statuses, because somebody else wrote before. */
export const isMade = async (statuses: readonly number[], write: Promise<unknown>): Promise<boolean> =>
  (await unless(
    statuses,
    write.then(() => true),
  )) === true;
