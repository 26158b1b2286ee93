import type { Answer, AzureRequest, Refusal } from '../model/azure';
import { Policy } from '../model/policy';
import { targetKey } from '../targets';
import type { IncidentView } from '../cards/view';
import type { Message } from './ports';
import { readAlert } from './alert';
import { sweep } from './sweep';
import { portsIn } from './sweep-tags';
import { withTagged } from './tagged';
import { memoryStore } from './testing/memory-store';
import { refusals } from './testing/scripted-azure';
import { kim, startsAt } from './testing/simulation';
import type { Dependencies } from './dependencies';

const ours = '11111111-1111-4111-8111-111111111111';
const theirs = '22222222-2222-4222-8222-222222222222';
const vmIn = (subscription: string, name: string) =>
  `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/${name}`;
const [web, files] = [vmIn(ours, 'vm-web'), vmIn(theirs, 'vm-files')];
const from = { address: '10.0.0.9' };

type Machines = readonly { readonly id: string; readonly tags: Readonly<Record<string, string>> | null }[];

/** A sweep over VMs with these tags. What Azure has, and refuses, may be changed between two of them. */
function world(policy: object = {}) {
  const has: { graph: Machines | Refusal; arm: Readonly<Record<string, Machines | Refusal>> } = { graph: [], arm: {} };
  const messages: Message[] = [];
  const posted: IncidentView[] = [];
  const answer = (found: Machines | Refusal): Answer =>
    'kind' in found ? { kind: 'refused', refusal: found } : { kind: 'answered', body: { value: found } };
  const ask = ({ path, body }: AzureRequest): Answer => {
    const [, subscription = ''] = /^\/subscriptions\/([^/]+)/.exec(path) ?? [];
    if (path.endsWith('permissions'))
      return { kind: 'answered', body: { value: [{ actions: ['*'], notActions: [] }] } };
    if (path.endsWith('virtualMachines')) return answer(has.arm[subscription] ?? []);
    return JSON.stringify(body ?? '').includes('virtualmachines') ? answer(has.graph) : answer([]);
  };
  const deps: Dependencies = {
    store: memoryStore(
      (_, message) => messages.push(message),
      () => startsAt,
    ),
    azure: {
      ask: (request) => Promise.resolve(ask(request)),
      poll: () => Promise.reject(new Error('Nothing is polled.')),
      submit: () => Promise.reject(new Error('Nothing is changed.')),
      left: () => undefined,
    },
    messenger: {
      post: (view) => Promise.resolve(void posted.push(view)).then(() => ({ conversation: 'c', activity: 'a' })),
      update: () => Promise.resolve(),
      reply: () => Promise.resolve(),
    },
    policy: Policy.parse({ subscriptions: [ours, theirs], approvers: [kim], discover: { from }, ...policy }),
    language: 'en',
    now: () => startsAt,
    log: () => undefined,
    measure: () => undefined,
  };
  const swept = async (): Promise<readonly string[]> => {
    messages.length = 0;
    await sweep(deps);
    return messages.flatMap((message) => (message.kind === 'look' ? targetKey(message.signal.target) : [])).toSorted();
  };
  return { deps, has, posted, swept };
}

const key = (id: string, port: number) => `vm ${id.toLowerCase()} ${port}`;
/** In the order of their keys: that of a sweep is free. */
const keys = (...all: readonly string[]) => all.toSorted();
const tagged = (id: string, value: string, name = 'reconnect:port') => ({ id, tags: { [name]: value } });

describe('a port that a tag names', () => {
  test.each([
    ['443', [443]],
    [' 22, 443 ,22', [22, 443]],
    ['1,2,3,4,5,6,7,8', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['1,2,3,4,5,6,7,8,9', undefined],
    ['', undefined],
    ['abc', undefined],
    ['22,', undefined],
    ['0', undefined],
    ['65536', undefined],
    ['-1', undefined],
    ['4e2', undefined],
    ['22;443', undefined],
    ['٤٤٣', undefined],
  ])('%j', (value, ports) => {
    expect(portsIn(value)).toEqual(ports);
  });
});

describe('VMs with the policy’s tag', () => {
  test('are looked at as the policy says, at each port, whatever the case of the tag', async () => {
    const { has, swept } = world();
    has.graph = [
      tagged(web, '443, 8443', 'Reconnect:Port'),
      tagged(files, '22'),
      tagged(vmIn(ours, 'x'), 'reconnect:port', 'note'),
    ];
    expect(await swept()).toEqual(keys(key(web, 443), key(web, 8443), key(files, 22)));
  });

  test('are not looked for where the policy names no tag', async () => {
    const { has, swept } = world({ discover: undefined });
    has.graph = [tagged(web, '443')];
    expect(await swept()).toEqual([]);
  });

  test('are what the policy says of them where it lists them', async () => {
    const listed = { kind: 'vm', id: web, port: 443, from: { address: '203.0.113.7' } };
    const { deps, has, swept } = world({ targets: [listed] });
    has.graph = [tagged(web.toUpperCase(), '443, 22')];
    expect(await swept()).toEqual(keys(key(web, 443), key(web, 22)));
    expect((await withTagged(deps)).targets).toMatchObject([listed, { port: 22, from, expectedBy: 'tag' }]);
  });

  test('are known to alerts, by id and by the name of the host, until a sweep no longer finds them', async () => {
    const { deps, has, swept } = world();
    const alert = (name: string) => ({
      schemaId: 'azureMonitorCommonAlertSchema',
      data: { essentials: { alertId: 'a', monitorCondition: 'Fired', configurationItems: [name] } },
    });
    const read = async (name: string) =>
      readAlert(JSON.stringify(alert(name)), await withTagged(deps), new Date().toISOString());
    expect(await read(web)).toMatchObject({ reason: 'not-watched' });
    has.graph = [tagged(web, '443')];
    await swept();
    expect(await read(web)).toMatchObject({ signals: [{ target: { id: web, port: 443 } }] });
    expect(await read('VM-WEB.corp.example')).toMatchObject({ signals: [{ target: { id: web, port: 443 } }] });
    has.graph = [];
    await swept();
    expect(await read(web)).toMatchObject({ reason: 'not-watched' });
  });

  test('are listed by ARM where Resource Graph does not answer, and kept where nobody does', async () => {
    const { has, swept } = world();
    has.graph = [tagged(web, '443'), tagged(files, '22')];
    await swept();
    has.graph = refusals.throttled;
    has.arm = { [ours]: [tagged(web, '8443'), { id: vmIn(ours, 'x'), tags: null }], [theirs]: refusals.unavailable };
    expect(await swept()).toEqual(keys(key(web, 8443), key(files, 22)));
  });

  test('that may not be seen are told of once, with the right that is missing', async () => {
    const { has, posted, swept } = world();
    has.graph = refusals.throttled;
    has.arm = { [ours]: refusals.forbidden };
    await swept();
    await swept();
    expect(posted.map(({ broken }) => broken.en)).toEqual([
      `The VMs with the tag reconnect:port in ${ours} cannot be seen`,
    ]);
  });
});

describe('a tag that cannot be read', () => {
  test('is told once, again when it is another, and again after it was right', async () => {
    const { has, posted, swept } = world();
    for (const value of ['ssh', 'ssh', 'https', '443', 'https']) {
      has.graph = [tagged(web, value), tagged(files, '22')];
      expect(await swept()).toContain(key(files, 22));
    }
    expect(posted.map(({ shownBy }) => shownBy.map(({ en }) => en))).toEqual([
      ['vm-web: “ssh”'],
      ['vm-web: “https”'],
      ['vm-web: “https”'],
    ]);
  });
});
