import { odata } from '@azure/data-tables';
import type { SealedTable } from './rows';

const PARTITION = 'incidents';
const LATEST = 9_999_999_999_999;

/** Where an incident stands in the list. `openedAt` is in ms since the epoch. */
export interface Listed {
  readonly id: string;
  readonly openedAt: number;
}

/** The order of incidents, newest first. Keys count down with time, since Azure Tables gives rows in ascending order only. */
export interface IncidentIndex {
  /** Safe to repeat. Done before the incident itself is written, so that no incident is ever missing from the list. */
  add(listed: Listed): Promise<void>;
  /** Pages of `size` entries. An entry may name an incident that was never written. */
  pages(size: number): AsyncIterable<readonly Listed[]>;
}

export const indexIn = ({ table, row }: SealedTable): IncidentIndex => ({
  async add({ id, openedAt }) {
    const countdown = String(LATEST - openedAt).padStart(13, '0');
    await table.upsertEntity(row(PARTITION, `${countdown} ${id}`, { id }), 'Replace');
  },

  async *pages(size) {
    const filter = odata`PartitionKey eq ${PARTITION}`;
    const rows = table.listEntities({ queryOptions: { filter } });
    for await (const page of rows.byPage({ maxPageSize: Math.min(size, 1000) })) {
      yield page.map(({ rowKey }) => ({
        id: rowKey.slice(14),
        openedAt: LATEST - Number(rowKey.slice(0, 13)),
      }));
    }
  },
});
