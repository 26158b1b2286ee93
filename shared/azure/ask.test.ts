import type { AzureRequest } from '../model/azure';
import { askThrough } from './ask';
import { note } from './exchange';
import type { Send, WireRequest } from './send';

const arm = 'https://management.azure.com';

/** ARM's answers, one after the other; an answer of another status than 200 is thrown too, as a client does. */
function answering(...answers: readonly { readonly status: number; readonly body: unknown }[]) {
  const asked: WireRequest[] = [];
  const send: Send = (request) => {
    const answer = { headers: {}, ...(answers[asked.length] ?? { status: 404, body: null }) };
    asked.push(request);
    note({ ...answer, retryAfterMs: undefined });
    return answer.status === 200 ? Promise.resolve(answer) : Promise.reject(new Error('RestError'));
  };
  const ask = askThrough(arm, { observer: send, remediator: () => Promise.reject(new Error('Nobody asked it.')) });
  return { asked, ask };
}

const locks: AzureRequest = {
  method: 'GET',
  path: '/subscriptions/1/a b/locks',
  query: { 'api-version': '1', $filter: 'atScope() & more' },
  answers: 'in-pages',
};
const first = { method: 'GET', url: `${arm}/subscriptions/1/a%20b/locks?api-version=1&$filter=atScope()%20%26%20more` };

const page = (value: readonly unknown[], nextLink?: string | null) => ({ status: 200, body: { value, nextLink } });

test('a list is read to its end, page by page', async () => {
  const { asked, ask } = answering(
    page([{ name: 'a' }, { name: 'b' }], `${arm}/locks?page=2`),
    page([], `${arm}/locks?page=3`),
    page([{ name: 'c' }], null),
  );
  expect(await ask(locks)).toEqual({
    kind: 'answered',
    body: { value: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] },
  });
  expect(asked).toEqual([
    first,
    { method: 'GET', url: `${arm}/locks?page=2` },
    { method: 'GET', url: `${arm}/locks?page=3` },
  ]);
});

describe('what Resource Graph found', () => {
  const found: AzureRequest = {
    method: 'POST',
    path: '/graph',
    query: { 'api-version': '1' },
    body: { query: 'Resources', options: { $top: 2 } },
    answers: 'in-pages',
  };

  test('is read to its end by the tokens that it gives', async () => {
    const { asked, ask } = answering(
      { status: 200, body: { data: [{ id: 'a' }, { id: 'b' }], $skipToken: 't', resultTruncated: 'false' } },
      { status: 200, body: { data: [{ id: 'c' }], resultTruncated: 'false' } },
    );
    expect(await ask(found)).toEqual({
      kind: 'answered',
      body: { value: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] },
    });
    expect(asked.map(({ body }) => body)).toEqual([
      { query: 'Resources', options: { $top: 2 } },
      { query: 'Resources', options: { $top: 2, $skipToken: 't' } },
    ]);
  });

  test('is no answer where rows are missing', async () => {
    const { ask } = answering({ status: 200, body: { data: [{ id: 'a' }], resultTruncated: 'true' } });
    expect(await ask(found)).toMatchObject({ kind: 'refused' });
  });
});

test('a list of which a page is refused is not half a list', async () => {
  const { ask } = answering(page([{ name: 'a' }], `${arm}/gone`), {
    status: 404,
    body: { error: { code: 'NotFound', message: 'No.' } },
  });
  expect(await ask(locks)).toMatchObject({ kind: 'refused', refusal: { kind: 'not-found' } });
});

test('an answer that is no list is not an empty one', async () => {
  const { ask } = answering({ status: 200, body: {} });
  expect(await ask(locks)).toMatchObject({ kind: 'refused' });
});
