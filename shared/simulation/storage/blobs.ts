import type { Blob, Blobs } from '../../store/storage';
import { StorageError, answer } from './errors';

/** A blob container as tests use it: they also overwrite blobs, and look which there are. The SDK's `ContainerClient` is one. */
export interface TestBlobs extends Blobs {
  getBlockBlobClient(name: string): TestBlob;
  listBlobsFlat(): AsyncIterable<{ readonly name: string }>;
}

export interface TestBlob extends Blob {
  upload(content: string, length: number, options?: { conditions: { ifNoneMatch: '*' } }): Promise<unknown>;
}

/** A blob container in memory. */
export function memoryBlobs(): TestBlobs {
  const contents = new Map<string, Buffer>();
  return {
    getBlockBlobClient: (name) => ({
      upload: (content, length, options) =>
        answer(() => {
          if (options && contents.has(name)) throw new StorageError(409, 'BlobAlreadyExists');
          const bytes = Buffer.from(content);
          if (bytes.length !== length) throw new RangeError(`The content has ${bytes.length} bytes, not ${length}.`);
          contents.set(name, bytes);
        }),

      downloadToBuffer: () =>
        answer(() => {
          const content = contents.get(name);
          if (!content) throw new StorageError(404, 'BlobNotFound');
          return Buffer.from(content);
        }),
    }),

    async *listBlobsFlat() {
      for (const name of [...contents.keys()].sort()) yield await Promise.resolve({ name });
    },
  };
}
