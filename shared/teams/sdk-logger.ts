import type { ILogger } from '@microsoft/teams.common';

/**
 * What the Teams SDK logs goes nowhere: it logs whole HTTP errors, which hold bearer tokens, and whole activities. What is worth
 * telling, Reconnect tells itself.
 */
export const silent: ILogger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  trace: () => undefined,
  log: () => undefined,
  child: () => silent,
};
