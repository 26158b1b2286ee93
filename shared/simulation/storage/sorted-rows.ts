import type { Keys, NewRow, ReadRow } from '../../store/storage';

/** Rows by partition and key. A row is never changed, only replaced. */
export interface SortedRows {
  find(keys: Keys): ReadRow | undefined;
  /** Adds the row, or replaces the one that has its keys; answers its new ETag. */
  put(row: NewRow): { readonly etag: string };
  remove(keys: Keys): void;
  /** The rows from these keys on, in order; of one partition when it is named. */
  from(start: Keys, partition: string | undefined): Iterable<ReadRow>;
}

export function sortedRows(): SortedRows {
  const partitions = new Map<string, ReadRow[]>();
  let writes = 0;

  return {
    find({ partitionKey, rowKey }) {
      const rows = partitions.get(partitionKey) ?? [];
      const found = rows[placeOf(rows, rowKey)];
      return found?.rowKey === rowKey ? found : undefined;
    },

    put(row) {
      const rows = partitions.get(row.partitionKey) ?? [];
      partitions.set(row.partitionKey, rows);
      writes += 1;
      const kept = Object.freeze({ ...row, etag: `W/"${writes}"` });
      const place = placeOf(rows, row.rowKey);
      rows.splice(place, rows[place]?.rowKey === row.rowKey ? 1 : 0, kept);
      return { etag: kept.etag };
    },

    remove({ partitionKey, rowKey }) {
      const rows = partitions.get(partitionKey) ?? [];
      rows.splice(placeOf(rows, rowKey), 1);
    },

    *from(start, partition) {
      const names = partition === undefined ? [...partitions.keys()].sort() : [partition];
      for (const name of names.filter((each) => each >= start.partitionKey)) {
        const rows = partitions.get(name) ?? [];
        yield* rows.slice(name === start.partitionKey ? placeOf(rows, start.rowKey) : 0);
      }
    },
  };
}

/** The place of the first row whose key is not below this one. */
function placeOf(rows: readonly ReadRow[], rowKey: string): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.rowKey ?? '') < rowKey) low = middle + 1;
    else high = middle;
  }
  return low;
}
