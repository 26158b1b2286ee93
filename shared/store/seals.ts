import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RecordKey, RecordKeys } from '../config/record-keys';

/**
 * Signs what is stored with a key that is not in the storage account, so that whoever can write there can still not write as
 * Reconnect does. What is sealed always names its place (table, partition, row), so no row holds in another place.
 *
 * A seal shows who wrote a row, not that it is the newest. What is old and was Reconnect's is met elsewhere:
 *
 * - Rows that are missing: an incident's head names the end of its chain, and the ledger's head what is open in the ledger and the
 *   end of the chain of what is over.
 * - An older state of an incident or of the ledger as a whole: a process refuses what is behind what it has seen itself. To
 *   others it looks genuine, and then: no change is sent for an approval older than two hours, or without a fresh look at Azure,
 *   or unless the ledger has this very plan as started; and only a plan that is open in the ledger is ever started.
 * - Not covered: somebody who restores an incident and the ledger together, while no process that saw the newer ones lives, and
 *   all within two hours, can have the same approved plan sent once more; and who takes the ledger away before anything looked at
 *   it takes along what people said into it (a stop, mutes). The settings' own switch, RECONNECT_STOPPED, holds all the same.
 * - Deleting things: nothing then happens to what they were about, and people see that only where it is looked at again.
 */
export interface Seals {
  seal(...what: readonly string[]): string;
  holds(seal: unknown, ...what: readonly string[]): boolean;
}

/** So many seals are remembered as holding; one more, and all are forgotten. */
const MOST_REMEMBERED = 2000;

export function sealsWith(keys: RecordKeys): Seals {
  const holding = new Map<string, string>();
  const remember = (seal: string, text: string): void => {
    if (holding.size >= MOST_REMEMBERED) holding.clear();
    holding.set(seal, text);
  };
  const macOf = ({ secret }: RecordKey, text: string): Buffer => createHmac('sha256', secret).update(text).digest();

  return {
    seal(...what) {
      const [key] = keys;
      const text = JSON.stringify(what);
      const seal = `${key.id}:${macOf(key, text).toString('base64')}`;
      remember(seal, text);
      return seal;
    },
    // An incident is read for each of its messages, so most seals were looked at before.
    holds(seal, ...what) {
      if (typeof seal !== 'string') return false;
      const text = JSON.stringify(what);
      if (holding.get(seal) === text) return true;
      const [id, base64 = ''] = seal.split(':');
      const key = keys.find((each) => each.id === id);
      const given = Buffer.from(base64, 'base64');
      const wanted = key && macOf(key, text);
      if (wanted?.length !== given.length || !timingSafeEqual(wanted, given)) return false;
      remember(seal, text);
      return true;
    },
  };
}
