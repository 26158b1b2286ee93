import { randomUUID } from 'node:crypto';
import type { IncidentSummary, Store, StoredEvent } from '../incident/ports';
import { storeDamaged } from './damaged';
import type { Evidence } from './evidence';
import { chainReader, chainStart, extendChain, type Chain, type ChainEnd, type Known } from './hash-chain';
import type { IncidentIndex } from './incident-index';
import { HEAD, Head, commitOf, eventKey, fromEventRow, isIncidentId, seqOf, toEventRow } from './incident-rows';
import { bodyOf, readRow, readRows, row } from './rows';
import type { Table, Write } from './storage';
import { answered } from './storage-errors';
import type { WakeUps } from './wake-ups';

/** What the incidents are kept in. */
export interface IncidentParts {
  readonly table: Table;
  readonly index: IncidentIndex;
  readonly evidence: Evidence;
  readonly wakeUps: WakeUps;
}

export type Incidents = Pick<Store, 'load' | 'append' | 'list'> & {
  /** The summary alone, without reading the events. */
  summary(incident: string): Promise<IncidentSummary | undefined>;
};

/** A transaction holds 100 rows, and two of them are the head and the wake-up. */
const MOST_EVENTS_AT_ONCE = 98;

/** Incidents, one table partition each. An event row is never written twice, so two appends cannot take the same place. */
export function incidentsIn({ table, index, evidence, wakeUps }: IncidentParts): Incidents {
  const known: Known = new Map();
  const readChain = chainReader(known);

  const summary = async (id: string): Promise<IncidentSummary | undefined> => {
    const head = await readRow(table, id, HEAD);
    return head && bodyOf(Head, head).summary;
  };

  /** The head's ETag when all of it is written now, else `undefined`. `commit` names what was written, `headAt` is the head's place in it. */
  const submit = async (id: string, writes: Write[], commit: string, headAt: number): Promise<string | undefined> => {
    try {
      const response = await table.submitTransaction(writes);
      // In the order of the writes; their row keys are not always named.
      return response.subResponses[headAt]?.etag;
    } catch (error) {
      if (!answered(error, 404, 409, 412)) throw error;
    }
    // When the answer to the first try is lost, the SDK tries again and meets what the first try wrote.
    const written = await readRow(table, id, HEAD);
    return written !== undefined && commitOf(written) === commit ? written.etag : undefined;
  };

  return {
    summary,

    async load(id) {
      if (!isIncidentId(id)) return undefined;
      for (;;) {
        const rows = await readRows(table, id, '', `${HEAD} `);
        const head = rows.at(-1);
        if (!head) return undefined;
        if (head.rowKey !== HEAD) throw storeDamaged(`The head of incident ${id}`);
        const end = bodyOf(Head, head);
        // A long partition is read in pages; events that were appended between two of them are missing here.
        const last = seqOf(rows.at(-2));
        if (last < end.seq && (await readRow(table, id, eventKey(last + 1)))) continue;
        const links = await Promise.all(rows.slice(0, -1).map((read) => fromEventRow(read, evidence)));
        return { id, version: versionOf(end, head.etag), events: wholeOf(id, readChain(links), end) };
      }
    },

    async append(id, version, events, summary, wakeAt) {
      if (!isIncidentId(id)) throw new RangeError(`Not the id of an incident: ${JSON.stringify(id)}`);
      if (events.length > MOST_EVENTS_AT_ONCE) {
        throw new RangeError(`At most ${MOST_EVENTS_AT_ONCE} events fit into one append; these are ${events.length}.`);
      }
      const read = version === undefined ? undefined : readVersion(version);
      const start = read?.end ?? chainStart;
      const links = extendChain(start, events, known);
      const { seq, hash } = links.at(-1) ?? start;
      const commit = randomUUID();
      const head = row(id, HEAD, { seq, hash, commit, summary } satisfies Head);
      const rows = await Promise.all(links.map((link) => toEventRow(id, link, evidence)));
      if (!read) await index.add({ id, openedAt: Date.parse(summary.openedAt) });

      const writes: Write[] = [
        ...rows.map((event): Write => ['create', event]),
        read ? ['update', head, 'Replace', { etag: read.etag }] : ['create', head],
        ['upsert', wakeUps.owe(id, commit, wakeAt), 'Replace'],
      ];
      const etag = await submit(id, writes, commit, rows.length);
      if (etag === undefined) return 'conflict';
      wakeUps.committed(id, commit);
      const appended = links.map(({ seq, hash, event }) => ({ seq, hash, event }));
      return { version: versionOf({ seq, hash }, etag), events: appended };
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

/** The events of a chain that holds, up to the end that the head names. */
function wholeOf(id: string, chain: Chain, end: ChainEnd): readonly StoredEvent[] {
  if (chain.kind === 'broken') throw storeDamaged(`Event ${chain.at} of incident ${id}`);
  const last = chain.events.at(-1) ?? chainStart;
  if (last.seq !== end.seq || last.hash !== end.hash) throw storeDamaged(`The end of incident ${id}`);
  return chain.events;
}

/** The version names the end of the chain too, so that an append need not read it again. */
const versionOf = ({ seq, hash }: ChainEnd, etag: string): string => `${seq} ${hash} ${etag}`;

function readVersion(version: string): { readonly end: ChainEnd; readonly etag: string } {
  const [seq = '', hash = '', ...etag] = version.split(' ');
  return { end: { seq: Number(seq), hash }, etag: etag.join(' ') };
}
