import { odata } from '@azure/data-tables';
import type { z } from 'zod';
import { storeDamaged } from './damaged';
import type { Keys, ReadRow, Table } from './storage';
import { unless } from './storage-errors';

/** A row that holds one JSON document, in the column `body`. */
export type Row = Keys & { readonly body: string };

export const row = (partitionKey: string, rowKey: string, body: unknown): Row => ({
  partitionKey,
  rowKey,
  body: JSON.stringify(body),
});

/** Reads a row's document; throws `STORE_DAMAGED` when it is not of this shape. */
export function bodyOf<T>(schema: z.ZodType<T>, { partitionKey, rowKey, body }: ReadRow): T {
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) throw storeDamaged(`Row ${partitionKey} ${rowKey}`);
  return parsed.data;
}

function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
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
