import { randomUUID } from 'node:crypto';
import type { IncidentSummary, Store, StoredEvent } from '../incident/ports';
import { storeDamaged } from './damaged';
import type { Evidence } from './evidence';
import { chainStart, extendChain, readChain, type Chain, type ChainEnd } from './hash-chain';
import type { IncidentIndex } from './incident-index';
import { HEAD, Head, eventKey, fromEventRow, isIncidentId, seqOf, toEventRow } from './incident-rows';
import { readRow, readRows, type SealedTable } from './rows';
import type { Write } from './storage';
import { answered } from './storage-errors';
import type { Outbox } from './outbox';

/** What the incidents are kept in. */
export interface IncidentParts {
  readonly rows: SealedTable;
  readonly index: IncidentIndex;
  readonly evidence: Evidence;
  readonly outbox: Outbox;
}

export type Incidents = Pick<Store, 'load' | 'append' | 'list'> & {
  /** The summary alone, without reading the events. */
  summary(incident: string): Promise<IncidentSummary | undefined>;
};

/** A transaction holds 100 rows, and two of them are the head and the wake-up. */
const MOST_EVENTS_AT_ONCE = 98;
/** So many incidents are remembered by how long they were, and so many with their events. */
const MOST_SEEN = 1000;
const MOST_WHOLE = 50;

/** Incidents, one table partition each. An event row is never written twice, so two appends cannot take the same place. */
export function incidentsIn({ rows: sealed, index, evidence, outbox }: IncidentParts): Incidents {
  const { table, row, bodyOf } = sealed;
  const events = { rows: sealed, evidence };
  /** How many events of an incident this process has seen: they can only become more. */
  const seen = lately<number>(MOST_SEEN);
  /** The events of incidents as they were read or written last: only what was added since is read again. */
  const whole = lately<readonly StoredEvent[]>(MOST_WHOLE);
  const saw = (id: string, all: readonly StoredEvent[]): void => {
    seen.put(id, Math.max(all.length, seen.get(id) ?? 0));
    whole.put(id, all);
  };

  const summary = async (id: string): Promise<IncidentSummary | undefined> => {
    const head = await readRow(table, id, HEAD);
    return head && bodyOf(Head, head).summary;
  };

  /**
   * The ETags of the head and, where it is known, of the wake-up when all of it is written now, else `undefined`. `commit` names
   * what was written, whose last rows these two are.
   */
  const submit = async (
    id: string,
    writes: Write[],
    commit: string,
  ): Promise<{ readonly head: string; readonly wakeUp: string | undefined } | undefined> => {
    try {
      const response = await table.submitTransaction(writes);
      // In the order of the writes; their row keys are not always named.
      const [head, wakeUp] = response.subResponses.slice(-2);
      return head?.etag === undefined ? undefined : { head: head.etag, wakeUp: wakeUp?.etag };
    } catch (error) {
      if (!answered(error, 404, 409, 412)) throw error;
    }
    // When the answer to the first try is lost, the SDK tries again and meets what the first try wrote.
    const written = await readRow(table, id, HEAD);
    if (!written || bodyOf(Head, written).commit !== commit) return undefined;
    return { head: written.etag, wakeUp: undefined };
  };

  return {
    summary,

    async load(id, how) {
      if (!isIncidentId(id)) return undefined;
      // Where what is stored turns out not to hold, what this process remembers of it is not built upon either.
      if (how === 'anew') whole.drop(id);
      for (;;) {
        const before = seen.get(id) ?? 0;
        const known = whole.get(id) ?? [];
        const start = known.at(-1) ?? chainStart;
        const rows = await readRows(table, id, eventKey(start.seq + 1), `${HEAD} `);
        const head = rows.at(-1);
        if (!head && before === 0) return undefined;
        if (head?.rowKey !== HEAD) throw storeDamaged(`The head of incident ${id}`);
        const end = bodyOf(Head, head);
        if (end.seq < before) throw storeDamaged(`The end of incident ${id}`);
        // A long partition is read in pages; events that were appended between two of them are missing here.
        const last = Math.max(start.seq, seqOf(rows.at(-2)));
        if (last < end.seq && (await readRow(table, id, eventKey(last + 1)))) continue;
        const links = await Promise.all(rows.slice(0, -1).map((read) => fromEventRow(read, events)));
        const added = upTo(end, id, readChain(links, start), start);
        const all = [...known, ...added];
        saw(id, all);
        return { id, version: versionOf(end, head.etag), events: all };
      }
    },

    async append(id, version, added, summary, wakeAt) {
      if (!isIncidentId(id)) throw new RangeError(`Not the id of an incident: ${JSON.stringify(id)}`);
      if (added.length > MOST_EVENTS_AT_ONCE) {
        throw new RangeError(`At most ${MOST_EVENTS_AT_ONCE} events fit into one append; these are ${added.length}.`);
      }
      const read = version === undefined ? undefined : readVersion(version);
      const start = read?.end ?? chainStart;
      const links = extendChain(start, added);
      const { seq, hash } = links.at(-1) ?? start;
      const commit = randomUUID();
      const head = row(id, HEAD, { seq, hash, commit, summary } satisfies Head);
      const rows = await Promise.all(links.map((link) => toEventRow(id, link, events)));
      if (!read) await index.add({ id, openedAt: Date.parse(summary.openedAt) });

      const wakeUp = await outbox.prepare(id, commit, wakeAt);
      const writes: Write[] = [
        ...rows.map((event): Write => ['create', event]),
        read ? ['update', head, 'Replace', { etag: read.etag }] : ['create', head],
        ['upsert', wakeUp.row, 'Replace'],
      ];
      const etags = await submit(id, writes, commit);
      if (!etags) {
        await outbox.lost(wakeUp);
        return 'conflict';
      }
      outbox.committed(id, wakeUp, etags.wakeUp);
      const appended = links.map(({ seq, hash, event }) => ({ seq, hash, event }));
      const known = whole.get(id) ?? [];
      if (known.length === start.seq) saw(id, [...known, ...appended]);
      return { version: versionOf({ seq, hash }, etags.head), events: appended };
    },

    async list(limit) {
      const newest: IncidentSummary[] = [];
      if (limit < 1) return newest;
      for await (const page of index.pages(limit)) {
        const summaries = await Promise.all(page.map(({ id }) => summary(id)));
        newest.push(
          ...page.flatMap(({ openedAt }, place) => {
            const listed = summaries[place];
            return listed && Date.parse(listed.openedAt) === openedAt ? [listed] : [];
          }),
        );
        if (newest.length >= limit) break;
      }
      return newest.slice(0, limit);
    },
  };
}

/** The events of a chain that holds from `start` up to the end that the head names. */
function upTo(end: ChainEnd, id: string, chain: Chain, start: ChainEnd): readonly StoredEvent[] {
  if (chain.kind === 'broken') throw storeDamaged(`Event ${chain.at} of incident ${id}`);
  const last = chain.events.at(-1) ?? start;
  if (last.seq !== end.seq || last.hash !== end.hash) throw storeDamaged(`The end of incident ${id}`);
  return chain.events;
}

/** Remembers the values that were put last, so many at most. */
function lately<T>(most: number) {
  const values = new Map<string, T>();
  return {
    get: (key: string): T | undefined => values.get(key),
    drop: (key: string): void => void values.delete(key),
    put(key: string, value: T): void {
      values.delete(key);
      values.set(key, value);
      const [oldest] = values.keys();
      if (values.size > most && oldest !== undefined) values.delete(oldest);
    },
  };
}

/** The version names the end of the chain too, so that an append need not read it again. */
const versionOf = ({ seq, hash }: ChainEnd, etag: string): string => `${seq} ${hash} ${etag}`;

function readVersion(version: string): { readonly end: ChainEnd; readonly etag: string } {
  const [seq = '', hash = '', ...etag] = version.split(' ');
  return { end: { seq: Number(seq), hash }, etag: etag.join(' ') };
}
