import { z } from 'zod';
import type { Store } from '../incident/ports';
import { sha256 } from '../model/canonical';
import { deleteUnchanged, readRow, readRows, type SealedTable } from './rows';
import { unless } from './storage-errors';

const PARTITION = 'targets';
const Holding = z.object({ target: z.string(), incident: z.string() });

/** One row for each held target: whoever inserts it holds it. Ids hold slashes, which keys may not, so the key is a hash. */
export const targetsIn = ({
  table,
  row,
  bodyOf,
}: SealedTable): Pick<Store, 'claim' | 'release' | 'holder' | 'open'> => ({
  async claim(target, incident) {
    const key = sha256(target);
    for (;;) {
      if (await unless([409], table.createEntity(row(PARTITION, key, { target, incident })))) return undefined;
      const holder = await readRow(table, PARTITION, key);
      if (holder) return bodyOf(Holding, holder).incident;
      // It was released between the two requests, so it can be had now.
    }
  },

  async release(target, incident, first) {
    const holder = await readRow(table, PARTITION, sha256(target));
    if (!holder || bodyOf(Holding, holder).incident !== incident) return;
    await first?.();
    await deleteUnchanged(table, holder);
  },

  async holder(target) {
    const holder = await readRow(table, PARTITION, sha256(target));
    return holder && bodyOf(Holding, holder).incident;
  },

  async open() {
    const held = await readRows(table, PARTITION, '', 'g');
    return [...new Set(held.map((holding) => bodyOf(Holding, holding).incident))];
  },
});
