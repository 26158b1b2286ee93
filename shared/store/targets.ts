import * as z from 'zod';
import { Memory } from '../incident/memory';
import type { Store } from '../incident/ports';
import { sha256 } from '../model/canonical';
import { readRow, readRows, type SealedTable } from './rows';
import { isMade } from './storage-errors';

const PARTITION = 'targets';
const Body = z.object({ target: z.string(), incident: z.string().exactOptional(), memory: Memory.exactOptional() });

/** One row for each target of which something is stored. Ids hold slashes, which keys may not, so the key is a hash. */
export const targetsIn = ({ table, row, bodyOf }: SealedTable): Pick<Store, 'target' | 'replaceTarget' | 'open'> => ({
  async target(target) {
    const read = await readRow(table, PARTITION, sha256(target));
    if (!read) return { record: {}, version: undefined };
    const { target: _, ...record } = bodyOf(Body, read);
    return { record, version: read.etag };
  },

  async replaceTarget(target, record, version) {
    const written = row(PARTITION, sha256(target), { target, ...record } satisfies z.infer<typeof Body>);
    const isEmpty = record.incident === undefined && record.memory === undefined;
    if (version === undefined) return isEmpty || isMade([409], table.createEntity(written));
    const unchanged = { etag: version };
    const write = isEmpty
      ? table.deleteEntity(PARTITION, written.rowKey, unchanged)
      : table.updateEntity(written, 'Replace', unchanged);
    return isMade([404, 412], write);
  },

  async open() {
    const rows = await readRows(table, PARTITION, '', 'g');
    return [...new Set(rows.flatMap((read) => bodyOf(Body, read).incident ?? []))];
  },
});
