import * as z from 'zod';
import type { Store } from '../incident/ports';
import { sha256 } from '../model/canonical';
import { Signal } from '../model/target';
import type { Send } from './outgoing';
import { deleteRows, readRow, readRows, type SealedTable } from './rows';
import type { Write } from './storage';
import { unless } from './storage-errors';

const PARTITION = 'signals';
const Pending = z.object({ signal: Signal, since: z.number() });

/** A pending signal this old (ms) was left by a handler that died: it is sent again. */
const LEFT_OVER_AFTER_MS = 30_000;

const Seen = z.object({ at: z.string() });
/** How long a signal is remembered, ms: Azure Monitor delivers an alert again within minutes, if at all. */
const rememberedMs = 7 * 24 * 3_600_000;
/** Marks are looked through by the first digit of their keys, one digit every so many minutes. */
const shares = 16;
const shareEveryMinutes = 16;

/**
 * Remembers signals. `seen-…` marks a signal for a week; `pending-…`, written in the same transaction, stays until its
 * message is on the queue. So a crash in between loses nothing, and what is left over is found without reading old signals.
 */
export function signalsIn(
  { table, row, bodyOf, genuine }: SealedTable,
  send: Send,
  now: () => number,
): Pick<Store, 'receive' | 'resendSignals' | 'forgetSignals'> {
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

    async forgetSignals(at) {
      const minute = Math.floor(at / 60_000);
      if (minute % shareEveryMinutes !== 0) return;
      const prefix = `seen-${((minute / shareEveryMinutes) % shares).toString(16)}`;
      const old = (await readRows(table, PARTITION, prefix, `${prefix}g`)).filter((mark) => {
        const seen = genuine(Seen, mark);
        return seen && Date.parse(seen.at) < at - rememberedMs;
      });
      await deleteRows(table, old);
    },
  };
}
