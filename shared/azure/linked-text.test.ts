import { note } from './exchange';
import { askThrough } from './ask';
import { isInStorage, type ReadEnd, type TextEnd } from './linked-text';

const arm = 'https://management.azure.com';
const LINK = 'https://acc.blob.core.windows.net/bootdiagnostics-vm/vm.serialconsole.log?sv=1&sig=secret';

/** What is answered where ARM links there and the text ends so; whoever reads is told the link. */
async function ask(body: unknown, end: TextEnd | Error, patterns: Readonly<Record<string, string>> = {}) {
  const links: string[] = [];
  const read: ReadEnd = (url) => {
    links.push(url);
    return end instanceof Error ? Promise.reject(end) : Promise.resolve(end);
  };
  const send = () => {
    note({ status: 200, retryAfterMs: undefined, body });
    return Promise.resolve({ status: 200, headers: {}, body });
  };
  const answer = await askThrough(
    arm,
    { observer: send, remediator: send },
    read,
  )({
    method: 'POST',
    path: '/subscriptions/s/x/retrieveBootDiagnosticsData',
    query: { 'api-version': '1' },
    answers: { linkedAs: 'serialConsoleLogBlobUri', patterns },
  });
  return { answer, links };
}
const text = (written: string): TextEnd => ({ kind: 'read', text: written });

test('only the names of what occurs are answered, in the order in which each occurs last', async () => {
  const log = 'PANIC one\r\nstart\r\nlogin: root password hunter2\r\n\u001b[0;1;31mpanic\u001b[0m two\r\n';
  const { answer, links } = await ask({ serialConsoleLogBlobUri: LINK }, text(log), {
    panic: '^panic',
    start: '^start\\r?$',
    asks: '\\blogin:',
    never: 'grub',
  });
  expect(answer).toEqual({ kind: 'answered', body: { found: ['start', 'asks', 'panic'] } });
  expect(links).toEqual([LINK]);
});

test.each<[string, TextEnd | Error, object]>([
  ['is not there', { kind: 'refused', status: 404 }, { kind: 'not-found', code: 'STORAGE_404' }],
  ['may not be read', { kind: 'refused', status: 403 }, { kind: 'invalid', code: 'STORAGE_403' }],
  ['is not answered for', { kind: 'refused', status: 503 }, { kind: 'unavailable', code: 'STORAGE_503' }],
  ['cannot be reached', new Error(`connect ${LINK}`), { kind: 'unavailable', code: 'STORAGE_UNAVAILABLE' }],
])('a text that %s is refused without a word of its link', async (_, end, refusal) => {
  const { answer } = await ask({ serialConsoleLogBlobUri: LINK }, end);
  expect(answer).toMatchObject({ kind: 'refused', refusal });
  expect(JSON.stringify(answer)).not.toMatch(/secret|acc\.blob/);
});

test.each([
  [{}],
  [null],
  [{ serialConsoleLogBlobUri: 7 }],
  [{ serialConsoleLogBlobUri: 'https://evil.example/x?sig=secret' }],
])('nobody follows %j', async (body) => {
  const { answer, links } = await ask(body, text(''));
  expect([answer.kind, links]).toEqual(['refused', []]);
  expect(JSON.stringify(answer)).not.toMatch(/secret|evil/);
});

describe('a link is followed to the storage of its own cloud only', () => {
  test.each([
    [LINK, true],
    [LINK.replace('.net/', '.net:443/'), true],
    ['https://md-1.z12.blob.storage.azure.net/x', true],
    ['http://acc.blob.core.windows.net/x', false],
    ['https://acc.blob.core.windows.net:8443/x', false],
    ['https://me@acc.blob.core.windows.net/x', false],
    ['https://acc.blob.core.windows.net.evil.example/x', false],
    ['https://evil.example/acc.blob.core.windows.net', false],
    ['https://evil.example#.blob.core.windows.net', false],
    ['https://blob.core.windows.net/x', false],
    ['https://acc.queue.core.windows.net/x', false],
    ['https://acc.blob.core.chinacloudapi.cn/x', false],
    ['https://127.0.0.1/x', false],
    ['no link', false],
  ])('%s', (url, follows) => expect(isInStorage(arm, url)).toBe(follows));

  test('in another cloud', () => {
    const gov = 'https://management.usgovcloudapi.net';
    expect(isInStorage(gov, 'https://acc.blob.core.usgovcloudapi.net/x')).toBe(true);
    expect(isInStorage(gov, LINK)).toBe(false);
  });

  test('an ARM on this machine keeps its texts itself', () => {
    expect(isInStorage('https://127.0.0.1:8443', 'https://127.0.0.1:8443/x')).toBe(true);
    expect(isInStorage('https://127.0.0.1:8443', 'https://127.0.0.1:9000/x')).toBe(false);
    expect(isInStorage('https://127.0.0.1:8443', LINK)).toBe(false);
  });
});
