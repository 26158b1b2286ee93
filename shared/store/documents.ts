import * as z from 'zod';
import { parseJson, readRow, type SealedTable } from './rows';
import { LARGEST_IN_ROW, type Evidence } from './evidence';
import { storeDamaged } from './damaged';
import { isMade } from './storage-errors';

const Body = z.union([z.strictObject({ json: z.string() }), z.strictObject({ blob: z.string() })]);

/** One JSON document for each key, in rows of a partition. `version` is opaque. */
export interface Documents<T> {
  get(key: string): Promise<{ readonly value: T; readonly version: string } | undefined>;
  /** Writes only over this version, or where there is none yet; `false` otherwise. */
  replace(key: string, value: T, version: string | undefined): Promise<boolean>;
  /** Deletes this version; `false` when that is not there. */
  remove(key: string, version: string): Promise<boolean>;
}

export function documentsIn<T>(
  { table, row, bodyOf }: SealedTable,
  evidence: Evidence,
  partition: string,
  schema: z.ZodType<T>,
): Documents<T> {
  const rowOf = async (key: string, value: T) => {
    const json = JSON.stringify(value);
    const body = Buffer.byteLength(json) <= LARGEST_IN_ROW ? { json } : { blob: await evidence.keep(json) };
    return row(partition, key, body satisfies z.infer<typeof Body>);
  };
  return {
    async get(key) {
      const read = await readRow(table, partition, key);
      if (!read) return undefined;
      const body = bodyOf(Body, read);
      const value = schema.safeParse(parseJson('json' in body ? body.json : await evidence.fetch(body.blob)));
      if (!value.success) throw storeDamaged(`Row ${partition} ${key}`);
      return { value: value.data, version: read.etag };
    },
    async replace(key, value, version) {
      const written = await rowOf(key, value);
      const write =
        version === undefined ? table.createEntity(written) : table.updateEntity(written, 'Replace', { etag: version });
      return isMade([404, 409, 412], write);
    },
    remove: (key, version) => isMade([404, 412], table.deleteEntity(partition, key, { etag: version })),
  };
}
