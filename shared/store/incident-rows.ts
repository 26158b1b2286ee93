import { z } from 'zod';
import type { IncidentEvent } from '../incident/events';
import type { StoredEvent } from '../incident/ports';
import { canonicalJson } from '../model/canonical';
import { Target } from '../model/target';
import type { Evidence } from './evidence';
import { bodyOf, row, type Row } from './rows';

/**
 * The rows of an incident's partition: `event-00000001` …, then `head`, then its wake-up. Keys sort in this order, so a query
 * of the partition reads the head after the events.
 */
export const HEAD = 'head';
export const eventKey = (seq: number): string => `event-${String(seq).padStart(8, '0')}`;
/** The place of an event row; 0 when there is none. */
export const seqOf = (read: Row | undefined): number => Number(read?.rowKey.slice('event-'.length) ?? 0);

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

// Inside the envelope the event is trusted: the hash chain shows that it is what was written.
const Envelope = z.looseObject({ at: z.iso.datetime(), kind: z.string() });
const Event = z.custom<IncidentEvent>((value) => Envelope.safeParse(value).success);
const EventRow = z.object({
  hash: z.string(),
  commit: z.string(),
  content: z.union([z.object({ event: Event }), z.object({ blob: z.string() })]),
});

/**
 * The most that an event may take in its row, in bytes of JSON. Azure Tables holds 32 Ki characters in a property and 4 MiB
 * in a transaction of 100 rows; written as JSON within JSON, this stays below both.
 */
const LARGEST_IN_ROW = 20_000;

/** The row of an event; a large event is kept as a blob first. */
export async function toEventRow(
  id: string,
  { seq, hash, event }: StoredEvent,
  commit: string,
  evidence: Evidence,
): Promise<Row> {
  const json = canonicalJson(event);
  const content = Buffer.byteLength(json) > LARGEST_IN_ROW ? { blob: await evidence.keep(json) } : { event };
  return row(id, eventKey(seq), { hash, commit, content });
}

/** The event of a row, with the content of its blob put back. */
export async function fromEventRow(read: Row, evidence: Evidence): Promise<StoredEvent> {
  const { hash, content } = bodyOf(EventRow, read);
  const event = 'event' in content ? content.event : Event.parse(JSON.parse(await evidence.fetch(content.blob)));
  return { seq: seqOf(read), hash, event };
}

/** Which commit wrote this row of an incident, be it an event or the head. */
export const commitOf = (read: Row): string => bodyOf(z.object({ commit: z.string() }), read).commit;
