import { odata, type TableClient } from '@azure/data-tables';
import { z } from 'zod';
import { storeDamaged } from './damaged';
import { unless } from './storage-errors';

/** A row of any of the tables: one JSON document in the property `body`, so that no type is lost in Azure's column types. */
export interface Row {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly body: string;
}

/** A row as read, with its etag. */
export type ReadRow = Row & { readonly etag: string };

const StoredRow = z.object({ partitionKey: z.string(), rowKey: z.string(), body: z.string(), etag: z.string() });

export const row = (partitionKey: string, rowKey: string, body: unknown): Row => ({
  partitionKey,
  rowKey,
  body: JSON.stringify(body),
});

/** Reads a row's document; throws `STORE_DAMAGED` when it is not of this shape. */
export function bodyOf<T>(schema: z.ZodType<T>, { partitionKey, rowKey, body }: Row): T {
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) throw storeDamaged(`Row ${partitionKey} ${rowKey}`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The row, or `undefined` when there is none. */
export async function readRow(table: TableClient, partitionKey: string, rowKey: string): Promise<ReadRow | undefined> {
  const found = await unless([404], table.getEntity(partitionKey, rowKey));
  return found && StoredRow.parse(found);
}

/** The rows of a partition whose keys lie in `[from, to)`, in the order of their keys. */
export async function readRows(
  table: TableClient,
  partitionKey: string,
  from: string,
  to: string,
): Promise<readonly ReadRow[]> {
  const filter = odata`PartitionKey eq ${partitionKey} and RowKey ge ${from} and RowKey lt ${to}`;
  const rows: ReadRow[] = [];
  for await (const found of table.listEntities({ queryOptions: { filter } })) rows.push(StoredRow.parse(found));
  return rows;
}

/** Deletes the row unless somebody changed or deleted it since it was read. */
export async function deleteUnchanged(
  table: TableClient,
  { partitionKey, rowKey, etag }: Pick<ReadRow, 'partitionKey' | 'rowKey' | 'etag'>,
): Promise<void> {
  await unless([404, 412], table.deleteEntity(partitionKey, rowKey, { etag }));
}
