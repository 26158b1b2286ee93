import { connectAzure } from './connect';
import { poll } from './poll';

const arm = 'https://management.azure.com';
const start = `${arm}/subscriptions/1/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1/redeploy?api-version=1`;
const status = `${arm}/subscriptions/1/providers/Microsoft.Compute/locations/westus/operations/7`;

function setUp() {
  const tokens: string[] = [];
  const nobody = {
    getToken: (scopes: string | string[]) => {
      tokens.push(String(scopes));
      return Promise.reject(new Error('No token in this test.'));
    },
  };
  const azure = connectAzure({ credentials: { observer: nobody, remediator: nobody }, now: () => 0 });
  return { azure, tokens };
}

const stateOf = (config: Record<string, unknown>) => JSON.stringify({ state: { status: 'running', config } });
const good = { operationLocation: status, resourceLocation: status, initialRequestUrl: start, requestMethod: 'POST' };

test.each([
  ['another host', { ...good, operationLocation: 'https://evil.example/operations/7' }],
  ['another port', { ...good, operationLocation: `${arm}:8443/operations/7` }],
  ['a host that begins alike', { ...good, operationLocation: `${arm}.evil.example/operations/7` }],
  ['a user name', { ...good, operationLocation: `${arm}@evil.example/operations/7` }],
  ['plain http', { ...good, operationLocation: status.replace('https', 'http') }],
  ['the result elsewhere', { ...good, resourceLocation: 'https://evil.example/result' }],
  ['the start elsewhere', { ...good, initialRequestUrl: start.replace(arm, 'https://evil.example') }],
  ['a URL in a place that is not known', { ...good, metadata: { next: 'https://evil.example/' } }],
])('refuses a stored operation with %s before it asks for a token', async (_, config) => {
  const { azure, tokens } = setUp();
  const answer = await azure.poll({ call: 'redeploy-vm', state: stateOf(config) });
  expect(answer).toMatchObject({ kind: 'refused', refusal: { kind: 'invalid', code: 'POLL_URL_ORIGIN' } });
  expect(tokens).toEqual([]);
});

test.each([
  ['the port named', (url: string) => url.replace(arm, `${arm}:443`)],
  ['the host in capitals', (url: string) => url.replace(arm, arm.toUpperCase().replace('HTTPS', 'https'))],
])('follows an operation with %s', async (_, written) => {
  const { azure, tokens } = setUp();
  await azure.poll({ call: 'redeploy-vm', state: stateOf({ ...good, operationLocation: written(status) }) });
  expect(tokens).toHaveLength(1);
});

test.each([
  ['a resource', { ...good, operationLocation: `${arm}/subscriptions/1/resourceGroups/rg?api-version=1` }],
  ['the keys of an account', { ...good, resourceLocation: `${arm}/subscriptions/1/operations/../listKeys` }],
  ['a list of operations', { ...good, operationLocation: status.replace('/7', '') }],
])('does not follow an operation that points to %s', async (_, config) => {
  const { azure, tokens } = setUp();
  const answer = await azure.poll({ call: 'redeploy-vm', state: stateOf(config) });
  expect(answer).toMatchObject({ kind: 'refused', refusal: { code: 'POLL_URL_PATH' } });
  expect(tokens).toEqual([]);
});

test.each([
  ['no JSON', 'redeploy-vm', 'nonsense'],
  ['no operation', 'redeploy-vm', '{}'],
  [
    'a path that the SDK would put behind the host',
    'redeploy-vm',
    stateOf({ ...good, operationLocation: '@evil.example' }),
  ],
  ['a call that is not known', 'reinstall-vm', stateOf(good)],
  ['a call that every object has', 'toString', stateOf(good)],
])('refuses %s', async (_, call, state) => {
  const { azure, tokens } = setUp();
  expect(await azure.poll({ call, state })).toMatchObject({
    kind: 'refused',
    refusal: { kind: 'invalid', code: 'POLL_STATE' },
  });
  expect(tokens).toEqual([]);
});

test('asks for a token for a state that points to the ARM endpoint', async () => {
  const { azure, tokens } = setUp();
  expect(await azure.poll({ call: 'redeploy-vm', state: stateOf(good) })).toMatchObject({
    kind: 'refused',
    refusal: { kind: 'unavailable' },
  });
  expect(tokens).toHaveLength(1);
});

test.each([
  ['observer', 'observer'],
  ['remediator', 'remediator'],
  ['restart-vm', 'remediator'],
  // Stored by earlier versions.
  ['backendHealth', 'observer'],
  ['ipFlowVerify', 'observer'],
  ['nextHop', 'observer'],
  ['checkConnectivity', 'observer'],
  ['runCommand', 'remediator'],
])('what %s began is polled by the %s', async (call, identity) => {
  const polledBy: string[] = [];
  await poll(arm, { call, state: stateOf(good) }, (as) => ({
    operationState: { status: 'running' },
    submitted: () => Promise.resolve(),
    serialize: () => Promise.resolve('{}'),
    poll: () => {
      polledBy.push(as);
      return Promise.resolve({ status: 'running' });
    },
  }));
  expect(polledBy).toEqual([identity]);
});
