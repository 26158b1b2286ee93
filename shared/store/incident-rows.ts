import * as z from 'zod';
import { Target } from '../model/target';
import { storeDamaged } from './damaged';
import { LARGEST_IN_ROW, type Evidence } from './evidence';
import type { Link } from './hash-chain';
import type { SealedTable } from './rows';
import type { Keys, NewRow, ReadRow } from './storage';

/**
 * The rows of an incident's partition: `event-00000001` …, then `head`, then its wake-up. Keys sort in this order, so a query
 * of the partition reads the head after the events.
 */
export const HEAD = 'head';
export const eventKey = (seq: number): string => `event-${String(seq).padStart(8, '0')}`;
/** The place of an event row; 0 when there is none. */
export const seqOf = (read: Keys | undefined): number => Number(read?.rowKey.slice('event-'.length) ?? 0);

const Summary = z.object({
  id: z.string(),
  openedAt: z.string(),
  updatedAt: z.string(),
  target: Target,
  phase: z.string(),
  outcome: z.string().exactOptional(),
  code: z.string().exactOptional(),
});

/** How long the chain is, its last hash, and which commit wrote this. */
export const Head = z.object({ seq: z.int(), hash: z.string(), commit: z.string(), summary: Summary });
export type Head = z.infer<typeof Head>;

/** Ids become keys as they are, so they may only hold what Azure Tables allows there. */
export const isIncidentId = (id: string): boolean => /^[\w.:-]{1,200}$/.test(id);

/** Where events are kept. The seal of an event's row covers its hash, and so its JSON and everything before it. */
interface EventRows {
  readonly rows: SealedTable;
  readonly evidence: Evidence;
}

/** The row of an event: its JSON as it is hashed, or the name of the blob in which that is kept first when it is large. */
export async function toEventRow(
  id: string,
  { seq, hash, json }: Link,
  { rows, evidence }: EventRows,
): Promise<NewRow> {
  const rowKey = eventKey(seq);
  const keys = { partitionKey: id, rowKey, hash, seal: rows.seal(id, rowKey, hash) };
  if (Buffer.byteLength(json) <= LARGEST_IN_ROW) return { ...keys, event: json };
  return { ...keys, blob: await evidence.keep(json) };
}

/** What the row of an event holds, with the content of its blob put back. */
export async function fromEventRow(read: ReadRow, { rows, evidence }: EventRows): Promise<Link> {
  const { hash, event, blob } = read;
  const json = typeof blob === 'string' ? await evidence.fetch(blob) : event;
  if (typeof hash !== 'string' || typeof json !== 'string')
    throw storeDamaged(`Row ${read.partitionKey} ${read.rowKey}`);
  rows.check(read, hash);
  return { seq: seqOf(read), hash, json };
}
