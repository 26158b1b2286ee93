import type { Keys, ReadRow, Table, Write } from '../../store/storage';
import { StorageError, answer } from './errors';
import { readFilter, type Filter } from './filter';
import { requireFits, requireFitsTogether } from './limits';
import { sortedRows, type SortedRows } from './sorted-rows';

const MOST_ROWS_IN_A_PAGE = 1000;
const MOST_WRITES_AT_ONCE = 100;

/** An Azure table in memory. What a method does, it has done when it returns its promise. */
export function memoryTable(): Table {
  const rows = sortedRows();

  const get = (keys: Keys): ReadRow => rows.find(keys) ?? refuse(404, 'ResourceNotFound');

  const requireUnchanged = (keys: Keys, etag = '*'): void => {
    if (get(keys).etag !== etag && etag !== '*') refuse(412, 'UpdateConditionNotSatisfied');
  };

  /** Throws what Azure would answer instead of doing this. */
  const check = ([kind, row, , options]: Write): void => {
    if (kind === 'update' || kind === 'delete') requireUnchanged(row, options?.etag);
    if (kind === 'create' && rows.find(row)) refuse(409, 'EntityAlreadyExists');
    if (kind !== 'delete') requireFits(row);
  };

  const apply = (write: Write): { etag?: string } => {
    if (write[0] !== 'delete') return rows.put(write[1]);
    rows.remove(write[1]);
    return {};
  };

  const write = (one: Write): Promise<{ etag?: string }> =>
    answer(() => {
      check(one);
      return apply(one);
    });

  return {
    getEntity: (partitionKey, rowKey) => answer(() => get({ partitionKey, rowKey })),
    createEntity: (row) => write(['create', row]),
    updateEntity: (row, mode, { etag } = { etag: '*' }) => write(['update', row, mode, { etag }]),
    upsertEntity: (row, mode) => write(['upsert', row, mode]),

    deleteEntity: (partitionKey, rowKey, options) =>
      answer(() => {
        requireUnchanged({ partitionKey, rowKey }, options?.etag);
        rows.remove({ partitionKey, rowKey });
      }),

    submitTransaction: (writes) =>
      answer(() => {
        requireTransaction(writes);
        // No write touches a row of another, so that what holds for each before any is done holds for all.
        for (const one of writes) check(one);
        return { subResponses: writes.map(apply) };
      }),

    listEntities: ({ queryOptions: { filter } }) => ({
      async *byPage({ maxPageSize = MOST_ROWS_IN_A_PAGE } = {}) {
        if (maxPageSize < 1 || maxPageSize > MOST_ROWS_IN_A_PAGE) refuse(400, 'InvalidInput');
        const wanted = readFilter(filter);
        const { partition = '', from } = wanted;
        let start: Keys | undefined = { partitionKey: partition, rowKey: partition === '' ? '' : from };
        while (start) {
          const { page, next }: Page = pageFrom(rows, wanted, start, maxPageSize);
          yield await Promise.resolve(page);
          start = next;
        }
      },
    }),
  };
}

/** Rows, and the one at which the next page starts. */
interface Page {
  readonly page: readonly ReadRow[];
  readonly next: Keys | undefined;
}

function pageFrom(rows: SortedRows, filter: Filter, start: Keys, size: number): Page {
  const page: ReadRow[] = [];
  for (const row of rows.from(start, filter.partition)) {
    if (!filter.matches(row)) continue;
    if (page.length === size) return { page, next: row };
    page.push(row);
  }
  return { page, next: undefined };
}

function requireTransaction(writes: readonly Write[]): void {
  const [first] = writes;
  if (!first || writes.some(([, { partitionKey }]) => partitionKey !== first[1].partitionKey)) {
    // The SDK does not even send these.
    throw new Error('A transaction writes to one partition, and at least once.');
  }
  if (writes.length > MOST_WRITES_AT_ONCE) refuse(400, 'InvalidInput');
  if (new Set(writes.map(([, { rowKey }]) => rowKey)).size < writes.length) refuse(400, 'InvalidDuplicateRow');
  requireFitsTogether(writes.map(([, row]) => row));
}

function refuse(status: number, code: string): never {
  throw new StorageError(status, code);
}
