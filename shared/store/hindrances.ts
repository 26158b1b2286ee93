import * as z from 'zod';
import type { Store } from '../incident/ports';
import { sha256 } from '../model/canonical';
import { readRow, type SealedTable } from './rows';
import { unless } from './storage-errors';

const PARTITION = 'hindrances';
const Noted = z.object({ what: z.string() });

/** One row for each thing that the sweep may not look at. One that is not Reconnect's silences nobody: it counts as none. */
export const hindrancesIn = ({ table, row, genuine }: SealedTable): Pick<Store, 'hindrance' | 'noteHindrance'> => ({
  async hindrance(subject) {
    const read = await readRow(table, PARTITION, sha256(subject));
    return read && genuine(Noted, read)?.what;
  },

  async noteHindrance(subject, what) {
    const key = sha256(subject);
    if (what === undefined) await unless([404], table.deleteEntity(PARTITION, key));
    else await table.upsertEntity(row(PARTITION, key, { what }), 'Replace');
  },
});
