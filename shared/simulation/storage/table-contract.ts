import type { NewRow, ReadRow, Table } from '../../store/storage';
import type { Fresh } from './contract';

const row = (rowKey: string, body = 'x', partitionKey = 'p'): NewRow => ({ partitionKey, rowKey, body });

/** Characters that Azure Tables allows in no key. */
export const forbiddenKeys = ['a/b', 'a\\b', 'a#b', 'a?b', 'a\tb', 'a\u0000b', 'a\u0085b', 'k'.repeat(513)];

/** All rows that a filter lets through, page by page. */
export async function pagesOf(table: Table, filter: string, maxPageSize?: number): Promise<readonly ReadRow[][]> {
  const pages: ReadRow[][] = [];
  const settings = maxPageSize === undefined ? {} : { maxPageSize };
  for await (const page of table.listEntities({ queryOptions: { filter } }).byPage(settings)) pages.push([...page]);
  return pages;
}

/** What Reconnect relies on Azure Tables for, apart from transactions. */
export function tableContract(fresh: Fresh): void {
  describe('a table', () => {
    let table: Table;
    beforeEach(() => {
      table = fresh().storage.incidents;
    });

    const body = async (rowKey: string): Promise<unknown> => (await table.getEntity('p', rowKey))['body'];
    const keys = async (filter: string): Promise<readonly string[]> =>
      (await pagesOf(table, filter)).flat().map(({ rowKey }) => rowKey);

    it.each(['', 'plain', `quotes ' and "`, 'line\r\nbreak\t', '게이트웨이 🔌', '{"a":"\\"\\u0000"}', ' blank '])(
      'gives back the text %j',
      async (text) => {
        await table.createEntity(row('a', text));

        expect(await table.getEntity('p', 'a')).toMatchObject({ partitionKey: 'p', rowKey: 'a', body: text });
      },
    );

    it('has no row that nobody wrote', async () => {
      await table.createEntity(row('a'));

      await expect(table.getEntity('p', 'b')).rejects.toMatchObject({ statusCode: 404 });
      await expect(table.getEntity('other', 'a')).rejects.toMatchObject({ statusCode: 404 });
    });

    it('creates a row once', async () => {
      await table.createEntity(row('a', 'first'));

      await expect(table.createEntity(row('a', 'second'))).rejects.toMatchObject({ statusCode: 409 });
      expect(await body('a')).toBe('first');
    });

    it('gives a row a new ETag with each write, and says which', async () => {
      const writes = [
        () => table.createEntity(row('a', 'same')),
        () => table.updateEntity(row('a', 'same'), 'Replace'),
        () => table.upsertEntity(row('a', 'same'), 'Replace'),
      ];
      const etags = new Set<unknown>();
      for (const write of writes) {
        const { etag } = await write();
        expect((await table.getEntity('p', 'a')).etag).toBe(etag);
        etags.add(etag);
        fresh().advance(1);
      }

      expect(etags.size).toBe(writes.length);
    });

    it('updates a row that is as it was read, and no other', async () => {
      const { etag = '' } = await table.createEntity(row('a', 'first'));
      fresh().advance(1);
      await table.updateEntity(row('a', 'second'), 'Replace', { etag });
      fresh().advance(1);

      await expect(table.updateEntity(row('a', 'third'), 'Replace', { etag })).rejects.toMatchObject({
        statusCode: 412,
      });
      await expect(table.updateEntity(row('b'), 'Replace', { etag })).rejects.toMatchObject({ statusCode: 404 });
      await expect(table.updateEntity(row('b'), 'Replace')).rejects.toMatchObject({ statusCode: 404 });
      expect(await body('a')).toBe('second');
    });

    it('replaces the whole row', async () => {
      await table.createEntity({ ...row('a'), more: 'column' });

      await table.upsertEntity(row('a', 'second'), 'Replace');

      const found = await table.getEntity('p', 'a');
      expect(found).toMatchObject({ body: 'second' });
      expect(found).not.toHaveProperty('more');
    });

    it('leaves a row that was read as it was', async () => {
      await table.createEntity(row('a', 'first'));
      const read = await table.getEntity('p', 'a');

      await table.upsertEntity(row('a', 'second'), 'Replace');

      expect(read['body']).toBe('first');
    });

    it('deletes a row that is as it was read, and no other', async () => {
      const { etag = '' } = await table.createEntity(row('a'));
      fresh().advance(1);
      const { etag: current = '' } = await table.upsertEntity(row('a'), 'Replace');

      await expect(table.deleteEntity('p', 'a', { etag })).rejects.toMatchObject({ statusCode: 412 });
      await table.deleteEntity('p', 'a', { etag: current });
      await expect(table.deleteEntity('p', 'a', { etag: current })).rejects.toMatchObject({ statusCode: 404 });
      await expect(table.deleteEntity('p', 'a')).rejects.toMatchObject({ statusCode: 404 });
      await expect(table.getEntity('p', 'a')).rejects.toMatchObject({ statusCode: 404 });
    });

    it.each(forbiddenKeys)('refuses the key %j', async (key) => {
      await expect(table.createEntity(row(key))).rejects.toMatchObject({ statusCode: 400 });
      await expect(table.createEntity(row('a', 'x', key))).rejects.toMatchObject({ statusCode: 400 });
    });

    it.each(["it's", 'a b', 'a%2Fb', 'a+b&c=d', 'é가', 'gateway: gw1|80', 'k'.repeat(512)])(
      'finds a row by the key %j',
      async (key) => {
        await table.createEntity(row(key, 'x', key));

        expect(await table.getEntity(key, key)).toMatchObject({ partitionKey: key, rowKey: key });
        const quoted = key.replaceAll("'", "''");
        expect(await keys(`PartitionKey eq '${quoted}' and RowKey ge '${quoted}'`)).toEqual([key]);
      },
    );

    it('holds 32 Ki characters in a column, and no more', async () => {
      await table.createEntity(row('a', 'x'.repeat(32_768)));

      await expect(table.createEntity(row('b', 'x'.repeat(32_769)))).rejects.toMatchObject({ statusCode: 400 });
      expect(await body('a')).toHaveLength(32_768);
    });

    it('holds a row of almost 1 MiB, and none much larger', async () => {
      const columns = (count: number) =>
        Object.fromEntries(Array.from({ length: count }, (_, place) => [`c${place}`, 'x'.repeat(32_768)]));
      await table.createEntity({ ...row('a'), ...columns(15) });

      await expect(table.upsertEntity({ ...row('b'), ...columns(40) }, 'Replace')).rejects.toMatchObject({
        statusCode: 400,
      });
    });

    describe('lists', () => {
      const names = ['b', 'B', 'a', 'A', '_', '0', '-', ' ', '~', '10', '9', 'aa'];
      beforeEach(async () => {
        for (const name of names) await table.createEntity(row(name));
        await table.createEntity(row('a', 'x', 'other'));
      });

      it('a partition in the order of its keys’ characters', async () => {
        expect(await keys(`PartitionKey eq 'p'`)).toEqual(names.toSorted());
      });

      it.each([
        [`RowKey ge 'A' and RowKey lt 'b'`, ['A', 'B', '_', 'a', 'aa']],
        [`RowKey gt 'A' and RowKey le 'b'`, ['B', '_', 'a', 'aa', 'b']],
        [`RowKey ge '' and RowKey lt '0'`, [' ', '-']],
        [`RowKey ge 'a' and RowKey ne 'aa' and body eq 'x'`, ['a', 'b', '~']],
        [`RowKey eq 'a' and body ne 'x'`, []],
        [`RowKey ge 'a' and missing ge ''`, []],
      ])('what %s lets through', async (filter, expected) => {
        expect(await keys(`PartitionKey eq 'p' and ${filter}`)).toEqual(expected);
      });

      it('every partition when none is named', async () => {
        const pages = await pagesOf(table, `RowKey eq 'a'`, 1);

        expect(pages.flat().map(({ partitionKey }) => partitionKey)).toEqual(['other', 'p']);
      });

      it('nothing of a partition that is not there', async () => {
        expect(await keys(`PartitionKey eq 'nobody'`)).toEqual([]);
      });

      it('nothing by a filter that it cannot read', async () => {
        await expect(keys(`PartitionKey eq`)).rejects.toMatchObject({ statusCode: 400 });
      });

      it('pages as large as asked for', async () => {
        const pages = await pagesOf(table, `PartitionKey eq 'p'`, 5);

        expect(pages.map(({ length }) => length)).toEqual([5, 5, 2]);
        expect(pages.flat().map(({ rowKey }) => rowKey)).toEqual(names.toSorted());
      });

      it('each page as it is when it is asked for', async () => {
        const filter = `PartitionKey eq 'p' and RowKey ge 'a'`;
        const seen: string[][] = [];
        for await (const page of table.listEntities({ queryOptions: { filter } }).byPage({ maxPageSize: 2 })) {
          seen.push(page.map(({ rowKey }) => rowKey));
          if (seen.length > 1) continue;
          await table.createEntity(row('a0'));
          await table.createEntity(row('c'));
          await table.deleteEntity('p', '~');
        }

        expect(seen).toEqual([
          ['a', 'aa'],
          ['b', 'c'],
        ]);
      });
    });

    it('lists at most 1000 rows in a page', async () => {
      const many = Array.from({ length: 1001 }, (_, place) => row(String(place).padStart(4, '0')));
      for (let from = 0; from < many.length; from += 100) {
        await table.submitTransaction(many.slice(from, from + 100).map((each) => ['create', each]));
      }

      const pages = await pagesOf(table, `PartitionKey eq 'p'`);

      expect(pages.map(({ length }) => length)).toEqual([1000, 1]);
    });
  });
}
