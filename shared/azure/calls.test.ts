import { askPageByPage } from './calls';
import { note } from './exchange';

const arm = 'https://management.azure.com';

/** ARM's answers by URL; an answer of another status than 200 is thrown too, as a client does. */
const answering = (answers: Readonly<Record<string, { status: number; body: unknown }>>) => {
  const asked: string[] = [];
  const get = (url: string): Promise<void> => {
    const answer = answers[url] ?? { status: 404, body: { error: { code: 'NotFound', message: 'No.' } } };
    asked.push(url);
    note({ ...answer, retryAfterMs: undefined });
    return answer.status === 200 ? Promise.resolve() : Promise.reject(new Error('RestError'));
  };
  return { asked, get };
};

const page = (value: readonly unknown[], nextLink?: string | null) => ({ status: 200, body: { value, nextLink } });

test('a list is read to its end, page by page', async () => {
  const { asked, get } = answering({
    '/locks': page([{ name: 'a' }, { name: 'b' }], `${arm}/locks?page=2`),
    [`${arm}/locks?page=2`]: page([], `${arm}/locks?page=3`),
    [`${arm}/locks?page=3`]: page([{ name: 'c' }], null),
  });
  expect(await askPageByPage(get, '/locks')).toEqual({
    kind: 'answered',
    body: { value: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] },
  });
  expect(asked).toEqual(['/locks', `${arm}/locks?page=2`, `${arm}/locks?page=3`]);
});

test('a list of which a page is refused is not half a list', async () => {
  const { get } = answering({ '/locks': page([{ name: 'a' }], `${arm}/gone`) });
  expect(await askPageByPage(get, '/locks')).toMatchObject({ kind: 'refused', refusal: { kind: 'not-found' } });
});

test('an answer that is no list is not an empty one', async () => {
  const { get } = answering({ '/locks': { status: 200, body: {} } });
  expect(await askPageByPage(get, '/locks')).toMatchObject({ kind: 'refused' });
});
