import type { NewRow, Table, Write } from '../../store/storage';
import type { Fresh } from './contract';
import { forbiddenKeys, pagesOf } from './table-contract';

const row = (rowKey: string, body = 'x', partitionKey = 'p'): NewRow => ({ partitionKey, rowKey, body });
const create = (rowKey: string, body?: string): Write => ['create', row(rowKey, body)];
const upsert = (rowKey: string, body?: string): Write => ['upsert', row(rowKey, body), 'Replace'];
const remove = (rowKey: string): Write => ['delete', { partitionKey: 'p', rowKey }];

/** What Reconnect relies on the transactions of Azure Tables for. */
export function transactionContract(fresh: Fresh): void {
  describe('a transaction', () => {
    let table: Table;
    beforeEach(() => {
      table = fresh().storage.incidents;
    });

    const update = (rowKey: string, etag: string, body?: string): Write => [
      'update',
      row(rowKey, body),
      'Replace',
      { etag },
    ];
    const all = async () => (await pagesOf(table, `PartitionKey eq 'p'`)).flat();
    const bodies = async () => (await all()).map(({ rowKey, body }) => `${rowKey}: ${String(body)}`);

    it('does all its writes, and answers their ETags in their order', async () => {
      const { etag: old = '' } = await table.createEntity(row('b', 'old'));
      await table.createEntity(row('e'));

      const { subResponses } = await table.submitTransaction([
        create('d', 'created'),
        update('b', old, 'updated'),
        upsert('a', 'added'),
        upsert('c', 'added'),
        remove('e'),
      ]);

      expect(await bodies()).toEqual(['a: added', 'b: updated', 'c: added', 'd: created']);
      const etags = Object.fromEntries((await all()).map(({ rowKey, etag }) => [rowKey, etag]));
      expect(subResponses.map(({ etag }) => etag)).toEqual([etags['d'], etags['b'], etags['a'], etags['c'], undefined]);
      // Rows may share an ETag that were written at the same moment; what counts is that a new write brings a new one.
      expect(etags['b']).not.toBe(old);
    });

    it('replaces whole rows', async () => {
      await table.createEntity({ ...row('a'), more: 'column' });
      await table.createEntity({ ...row('b'), more: 'column' });

      await table.submitTransaction([upsert('a'), update('b', '*')]);

      for (const each of await all()) expect(each).not.toHaveProperty('more');
    });

    describe('does nothing at all, and answers the status of the write that cannot be,', () => {
      let etag: string;
      beforeEach(async () => {
        await table.createEntity(row('kept', 'first'));
        fresh().advance(1);
        const before = await table.getEntity('p', 'kept');
        await table.updateEntity(row('kept', 'second'), 'Replace');
        etag = before.etag;
        fresh().advance(1);
      });

      it.each<[string, number, (old: string) => Write]>([
        ['a row that exists is created', 409, () => create('kept')],
        ['a row has changed', 412, (old) => update('kept', old)],
        ['a row to be updated is missing', 404, () => update('missing', '*')],
        ['a row to be deleted is missing', 404, () => remove('missing')],
        ['a row is written twice', 400, () => upsert('new')],
        ['a column is too large', 400, () => upsert('large', 'x'.repeat(32_769))],
        ...forbiddenKeys.map((key): [string, number, () => Write] => [
          `the key ${JSON.stringify(key)} is not allowed`,
          400,
          () => upsert(key),
        ]),
      ])('when %s', async (_why, statusCode, write) => {
        const writes = [create('new'), upsert('kept', 'third'), write(etag)];
        const [first, second, last] = writes as [Write, Write, Write];
        const distinct = last[1].rowKey === 'kept' ? [first, last] : [first, second, last];

        await expect(table.submitTransaction(distinct)).rejects.toMatchObject({ statusCode });

        expect(await bodies()).toEqual(['kept: second']);
      });
    });

    it('holds 100 writes, and no more', async () => {
      const writes = (count: number) => Array.from({ length: count }, (_, place) => upsert(`k${place}`));

      await expect(table.submitTransaction(writes(101))).rejects.toMatchObject({ statusCode: 400 });
      expect(await all()).toEqual([]);
      await table.submitTransaction(writes(100));
      expect(await all()).toHaveLength(100);
    });

    it('holds almost 4 MiB of JSON, and no more', async () => {
      // In JSON each of these characters takes two bytes.
      const writes = (count: number) =>
        Array.from({ length: count }, (_, place) => upsert(`k${place}`, '"'.repeat(32_000)));

      await expect(table.submitTransaction(writes(66))).rejects.toMatchObject({ statusCode: 413 });
      expect(await all()).toEqual([]);
      await table.submitTransaction(writes(64));
      expect(await all()).toHaveLength(64);
    });

    it('writes to one partition', async () => {
      const two: Write[] = [create('a'), ['create', row('b', 'x', 'q')]];

      await expect(table.submitTransaction(two)).rejects.toThrow();
      await expect(table.submitTransaction([])).rejects.toThrow();
      expect(await all()).toEqual([]);
    });

    it('that is sent again because its answer was lost meets its own writes', async () => {
      const { etag = '' } = await table.createEntity(row('head', 'old'));
      fresh().advance(1);
      const opening = [create('event-1'), upsert('wake-up')];
      const going = [create('event-2'), update('head', etag, 'new'), upsert('wake-up')];

      await table.submitTransaction(opening);
      await expect(table.submitTransaction(opening)).rejects.toMatchObject({ statusCode: 409 });
      await table.submitTransaction(going);
      const written = await table.getEntity('p', 'head');
      fresh().advance(1);

      await expect(table.submitTransaction(going)).rejects.toMatchObject({ statusCode: 409 });
      await expect(table.submitTransaction(going.slice(1))).rejects.toMatchObject({ statusCode: 412 });
      expect((await table.getEntity('p', 'head')).etag).toBe(written.etag);
    });

    it('wins alone when many start from the same row', async () => {
      const { etag = '' } = await table.createEntity(row('head', 'old'));
      fresh().advance(1);

      const answers = await Promise.allSettled(
        Array.from({ length: 5 }, (_, place) =>
          table.submitTransaction([upsert(`event-${place}`), update('head', etag, String(place))]),
        ),
      );

      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await all()).toHaveLength(2);
    });
  });
}
