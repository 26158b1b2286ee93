import { ReconnectError } from '../model/errors';
import type { Dependencies } from './dependencies';

/** An answer that says that nothing was taken: `TEAMS_BUSY`. */
const isBusy = ({ code }: ReconnectError): boolean => code.endsWith('_BUSY');

/** What came of speaking to people. `isUnsaid`: nothing was said; otherwise nobody knows. `pauseMs`: for how long the channel wants to be left alone. */
export type Spoken<T> =
  | { readonly kind: 'heard'; readonly value: T }
  | { readonly kind: 'unheard'; readonly isUnsaid: boolean; readonly pauseMs: number };

/** Speaks to people; where the channel cannot be reached, operators are told, and nobody else fails for it. */
export async function speak<T>(
  { log }: Pick<Dependencies, 'log'>,
  incident: string,
  say: () => Promise<T>,
  where: 'in the channel' | 'elsewhere' = 'in the channel',
): Promise<Spoken<T>> {
  try {
    return { kind: 'heard', value: await say() };
  } catch (error) {
    if (!(error instanceof ReconnectError)) throw error;
    if (where === 'elsewhere')
      log('What is told outside the channel could not be told', { incident, code: error.code });
    else log('The channel could not be reached; trying again', { incident, code: error.code });
    return { kind: 'unheard', isUnsaid: isBusy(error), pauseMs: error.retryAfterMs ?? 0 };
  }
}
