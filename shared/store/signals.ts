import { z } from 'zod';
import type { Store } from '../incident/ports';
import { sha256 } from '../model/canonical';
import { Signal } from '../model/target';
import type { Send } from './outgoing';
import { readRow, readRows, type SealedTable } from './rows';
import type { Write } from './storage';
import { unless } from './storage-errors';

const PARTITION = 'signals';
const Pending = z.object({ signal: Signal, since: z.number() });

/** A pending signal this old (ms) was left by a handler that died: it is sent again. */
const LEFT_OVER_AFTER_MS = 30_000;

/**
 * Remembers signals. `seen-…` marks a signal for good; `pending-…`, written in the same transaction, stays until its
 * message is on the queue. So a crash in between loses nothing, and what is left over is found without reading old signals.
 */
export function signalsIn(
  { table, row, bodyOf }: SealedTable,
  send: Send,
  now: () => number,
): Pick<Store, 'receive' | 'resendSignals'> {
  const enqueue = async (pendingKey: string, signal: Signal): Promise<void> => {
    await send({ kind: 'signal', signal }, 0);
    await unless([404], table.deleteEntity(PARTITION, pendingKey));
  };

  return {
    async receive(signal) {
      const key = sha256(signal.id);
      const remember: Write[] = [
        ['create', row(PARTITION, `seen-${key}`, { id: signal.id, at: signal.at })],
        ['create', row(PARTITION, `pending-${key}`, { signal, since: now() })],
      ];
      const isNew = (await unless([409], table.submitTransaction(remember))) !== undefined;
      if (!isNew && !(await readRow(table, PARTITION, `pending-${key}`))) return 'duplicate';
      await enqueue(`pending-${key}`, signal);
      return 'queued';
    },

    async resendSignals(at) {
      for (const pending of await readRows(table, PARTITION, 'pending-', 'pending.')) {
        const { signal, since } = bodyOf(Pending, pending);
        if (at - since >= LEFT_OVER_AFTER_MS) await enqueue(pending.rowKey, signal);
      }
    },
  };
}
