import { odata } from '@azure/data-tables';
import type { z } from 'zod';
import { storeDamaged } from './damaged';
import type { Seals } from './seals';
import type { Keys, ReadRow, Table, Write } from './storage';
import { unless } from './storage-errors';

/** A row that holds one JSON document, in the column `body`. */
export type Row = Keys & { readonly body: string; readonly seal: string };

/** A table whose rows are sealed. */
export interface SealedTable {
  readonly table: Table;
  /** The seal of what a row holds. */
  readonly seal: (partitionKey: string, rowKey: string, content: string) => string;
  readonly row: (partitionKey: string, rowKey: string, body: unknown) => Row;
  /** Throws `STORE_DAMAGED` unless Reconnect wrote this content into this row. */
  readonly check: (read: ReadRow, content: string) => void;
  /** A row's document; `undefined` when it is not Reconnect's, or not of this shape. */
  readonly genuine: <T>(schema: z.ZodType<T>, read: ReadRow) => T | undefined;
  /** The same; throws `STORE_DAMAGED` instead. */
  readonly bodyOf: <T>(schema: z.ZodType<T>, read: ReadRow) => T;
}

export function sealedTable(name: string, table: Table, seals: Seals): SealedTable {
  const seal = (...place: readonly [string, string, string]) => seals.seal(name, ...place);
  const damaged = ({ partitionKey, rowKey }: Keys) => storeDamaged(`Row ${partitionKey} ${rowKey}`);
  const holds = (read: ReadRow, content: string): boolean =>
    seals.holds(read['seal'], name, read.partitionKey, read.rowKey, content);
  const genuine: SealedTable['genuine'] = (schema, read) => {
    const { body } = read;
    return typeof body === 'string' && holds(read, body) ? schema.safeParse(parseJson(body)).data : undefined;
  };
  return {
    table,
    seal,
    genuine,
    check(read, content) {
      if (!holds(read, content)) throw damaged(read);
    },
    row(partitionKey, rowKey, body) {
      const json = JSON.stringify(body);
      return { partitionKey, rowKey, body: json, seal: seal(partitionKey, rowKey, json) };
    },
    bodyOf(schema, read) {
      const document = genuine(schema, read);
      if (document === undefined) throw damaged(read);
      return document;
    },
  };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The row, or `undefined` when there is none. */
export const readRow = (table: Table, partitionKey: string, rowKey: string): Promise<ReadRow | undefined> =>
  unless([404], table.getEntity(partitionKey, rowKey));

/** The rows of a partition whose keys lie in `[from, to)`, in the order of their keys. */
export async function readRows(
  table: Table,
  partitionKey: string,
  from: string,
  to: string,
): Promise<readonly ReadRow[]> {
  const filter = odata`PartitionKey eq ${partitionKey} and RowKey ge ${from} and RowKey lt ${to}`;
  const rows: ReadRow[] = [];
  for await (const page of table.listEntities({ queryOptions: { filter } }).byPage()) rows.push(...page);
  return rows;
}

/** Deletes the row unless somebody changed or deleted it since it was read. */
export async function deleteUnchanged(
  table: Table,
  { partitionKey, rowKey, etag }: Pick<ReadRow, 'partitionKey' | 'rowKey' | 'etag'>,
): Promise<void> {
  await unless([404, 412], table.deleteEntity(partitionKey, rowKey, { etag }));
}

/** How many rows fit into one transaction. Azure: "Performing entity group transactions". */
const mostInTransaction = 100;

/** Deletes rows of a partition, whatever is in them by now. Where somebody else deleted one before, those with it stay for the next time. */
export async function deleteRows(table: Table, rows: readonly Keys[]): Promise<void> {
  for (let first = 0; first < rows.length; first += mostInTransaction) {
    const deletes = rows
      .slice(first, first + mostInTransaction)
      .map(({ partitionKey, rowKey }): Write => ['delete', { partitionKey, rowKey }]);
    await unless([404], table.submitTransaction(deletes));
  }
}
