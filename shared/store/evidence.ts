import { sha256 } from '../model/canonical';
import { storeDamaged } from './damaged';
import type { Blobs } from './storage';
import { unless } from './storage-errors';

/**
 * The most that a text may take in its row, in bytes of JSON; a larger one is a blob. Azure Tables holds 32 Ki characters in a
 * column and 4 MiB in a transaction of 100 rows; written as JSON within JSON, this stays below both.
 */
export const LARGEST_IN_ROW = 20_000;

/** Texts too large for a table row, each a blob named by the SHA-256 of its content: written once, never changed. */
export interface Evidence {
  /** Keeps a text and answers its name. Safe to repeat. */
  keep(content: string): Promise<string>;
  /** The text of this name; throws `STORE_DAMAGED` when it is gone or is not what was kept. */
  fetch(name: string): Promise<string>;
}

export const evidenceIn = (container: Blobs): Evidence => ({
  async keep(content) {
    const name = sha256(content);
    const blob = container.getBlockBlobClient(name);
    const onlyWhenNew = { conditions: { ifNoneMatch: '*' } } as const;
    await unless([409, 412], blob.upload(content, Buffer.byteLength(content), onlyWhenNew));
    return name;
  },

  async fetch(name) {
    const content = (await unless([404], container.getBlockBlobClient(name).downloadToBuffer()))?.toString();
    if (content === undefined || sha256(content) !== name) throw storeDamaged(`Blob evidence/${name}`);
    return content;
  },
});
