/**
 * A failure that a person may have to do something about. `code` is short and stays the same (`TEAMS_UNREACHABLE`); `next`
 * tells the reader what to do. Neither ever holds a token, a signed URL or a whole HTTP error.
 * `retryAfterMs`: for how long whoever failed wants to be left alone, where it says so.
 */
export class ReconnectError extends Error {
  override readonly name = 'ReconnectError';

  constructor(
    readonly code: string,
    message: string,
    readonly next: string,
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** The code of an error of ours; all that may be told of another one. */
export const codeOf = (error: unknown): string => (error instanceof ReconnectError ? error.code : 'UNEXPECTED');
