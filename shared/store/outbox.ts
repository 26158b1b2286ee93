import * as z from 'zod';
import type { Store } from '../incident/ports';
import { secondsUntil, type Send, type TakeBack } from './outgoing';
import { deleteUnchanged, readRow, type Row, type SealedTable } from './rows';
import type { ReadRow } from './storage';
import { unless } from './storage-errors';

/** The row of an incident's partition that says when it wakes. Its key sorts after those of the events and the head. */
const WAKE_UP = 'wake-up';
const keysOf = (incident: string) => ({ partitionKey: incident, rowKey: WAKE_UP });
/** A row as it was when it was read or written. */
type Written = Pick<ReadRow, 'partitionKey' | 'rowKey' | 'etag'>;

/**
 * `owed`: a commit gave rise to it, and its message may not be on the queue yet. `sent`: its message is, and arrives at
 * `arrivesAt`. Times are in ms since the epoch.
 */
const WakeUp = z.discriminatedUnion('state', [
  z.object({ state: z.literal('owed'), commit: z.string(), since: z.number(), wakeAt: z.number() }),
  z.object({ state: z.literal('sent'), arrivesAt: z.number() }),
]);

/** After this long (ms) whoever owed a wake-up died before sending it. */
const LEFT_OVER_AFTER_MS = 30_000;
/** A message that is this late (ms) got lost. */
const LOST_AFTER_MS = 60_000;

/** A wake-up that arrives no sooner than this, ms, is sent ahead of its commit, which is made by then. */
const AHEAD_MS = 3_000;

/** Clocks of hosts may differ by so much, ms. */
const SKEW_MS = 30_000;

/** The wake-up of a commit: owed by it, or sent ahead of it for a time in ms since the epoch. */
interface Prepared {
  readonly commit: string;
  readonly row: Row;
  readonly sent: { readonly for: number; readonly takeBack: TakeBack } | undefined;
}

export type Outbox = Pick<Store, 'wake' | 'resend'> & {
  /**
   * Sends the wake-up ahead of the commit that needs it, where it is for later: that does no harm where the process dies in
   * between. One that is due is owed. `row` is what the commit writes in its own transaction.
   */
  prepare(incident: string, commit: string, wakeAt: number): Promise<Prepared>;
  /** This process made this commit, so the wake-up that it owes is this process's to send. `etag` is its row's, where that is known. */
  committed(incident: string, prepared: Prepared, etag: string | undefined): void;
  /** Somebody else was faster than this commit: its wake-up is taken back, or all who lose would come again at the same time, for good. */
  lost(prepared: Prepared): Promise<void>;
};

/** The outbox: the wake-up of each incident, kept in the partition of its incident until its message is on the queue, and after. */
export function outboxIn({ table, row, genuine }: SealedTable, send: Send, now: () => number): Outbox {
  const own = new Map<string, Prepared & { readonly etag: string | undefined }>();

  const rowOf = (incident: string, wakeUp: z.infer<typeof WakeUp>): Row => row(incident, WAKE_UP, wakeUp);
  /** Puts the message on the queue, and answers the row that says so. */
  const sendFor = async (incident: string, at: number) => {
    const delaySeconds = secondsUntil(at, now());
    const arrivesAt = now() + delaySeconds * 1000;
    const takeBack = await send({ kind: 'wake', incident }, delaySeconds);
    return { row: rowOf(incident, { state: 'sent', arrivesAt }), takeBack };
  };
  const sendNow = async (incident: string, at: number, settles: Written | undefined): Promise<void> => {
    const { row: sent } = await sendFor(incident, at);
    if (settles) await unless([404, 412], table.updateEntity(sent, 'Replace', { etag: settles.etag }));
  };

  return {
    async prepare(incident, commit, wakeAt) {
      if (wakeAt < now() + AHEAD_MS)
        return {
          commit,
          row: rowOf(incident, { state: 'owed', commit, since: now(), wakeAt }),
          sent: undefined,
        };
      const { row, takeBack } = await sendFor(incident, wakeAt);
      return { commit, row, sent: { for: wakeAt, takeBack } };
    },

    committed(incident, prepared, etag) {
      own.set(incident, { ...prepared, etag });
    },

    lost: async ({ sent }) => sent?.takeBack(),

    async wake(incident, at) {
      const mine = own.get(incident);
      own.delete(incident);
      if (at !== undefined && mine?.sent && mine.sent.for <= at) return;
      // The row is as this process wrote it, or somebody else's by now: then it has another ETag, and stays as it is.
      const written = mine?.etag === undefined ? undefined : { ...keysOf(incident), etag: mine.etag };
      const read = written ? undefined : await readRow(table, incident, WAKE_UP);
      const wakeUp = read && genuine(WakeUp, read);
      // What somebody else owes stays owed: it may come from events that the caller has not seen.
      const settles = wakeUp?.state === 'owed' && wakeUp.commit !== mine?.commit ? undefined : (written ?? read);
      if (at === undefined) {
        if (settles) await deleteUnchanged(table, settles);
        return;
      }
      // By the clock of whoever sent it: one that arrives about now may be the very message that is being worked on.
      const isComing = wakeUp?.state === 'sent' && wakeUp.arrivesAt > now() + SKEW_MS && wakeUp.arrivesAt <= at;
      if (!isComing) await sendNow(incident, at, settles);
    },

    async resend(incident, at) {
      const read = await readRow(table, incident, WAKE_UP);
      if (!read) return;
      const wakeUp = genuine(WakeUp, read);
      // It only says when to look, so one that is not Reconnect's is written anew.
      if (!wakeUp) return sendNow(incident, at, read);
      if (wakeUp.state === 'owed' && at - wakeUp.since >= LEFT_OVER_AFTER_MS) {
        await sendNow(incident, wakeUp.wakeAt, read);
      }
      if (wakeUp.state === 'sent' && at - wakeUp.arrivesAt > LOST_AFTER_MS) await sendNow(incident, at, read);
    },
  };
}
