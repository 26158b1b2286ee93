import type { TestBlobs } from './blobs';
import type { Fresh } from './contract';

/** What Reconnect relies on Azure's blobs for. */
export function blobContract(fresh: Fresh): void {
  describe('a blob', () => {
    let blobs: TestBlobs;
    beforeEach(() => {
      blobs = fresh().storage.evidence;
    });

    const onlyWhenNew = { conditions: { ifNoneMatch: '*' } } as const;
    const upload = (name: string, content: string) =>
      blobs.getBlockBlobClient(name).upload(content, Buffer.byteLength(content), onlyWhenNew);
    const content = async (name: string) => (await blobs.getBlockBlobClient(name).downloadToBuffer()).toString();

    it('that nobody wrote is not there', async () => {
      await expect(content('a')).rejects.toMatchObject({ statusCode: 404 });
    });

    it.each(['plain', '게이트웨이 "🔌"\n', 'x'.repeat(200_000)])('comes back word for word', async (text) => {
      await upload('a', text);

      expect(await content('a')).toBe(text);
    });

    it('is written once', async () => {
      await upload('a', 'first');

      await expect(upload('a', 'second')).rejects.toMatchObject({ statusCode: 409 });
      expect(await content('a')).toBe('first');
    });

    it('can be overwritten by others', async () => {
      await upload('a', 'first');

      await blobs.getBlockBlobClient('a').upload('changed', 7);

      expect(await content('a')).toBe('changed');
    });

    it('is found in the list', async () => {
      for (const name of ['b', 'a']) await upload(name, name);

      const names: string[] = [];
      for await (const { name } of blobs.listBlobsFlat()) names.push(name);

      expect(names).toEqual(['a', 'b']);
    });
  });
}
