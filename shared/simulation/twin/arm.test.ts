import { Agent, request } from 'node:https';
import { GROUP, NSG, SUBSCRIPTION, VM, VNET, lockOf, startWorld, type World } from './testing';
import type { RunningTwin } from './contract';

let open: RunningTwin | undefined;
let agent: Agent;
beforeEach(() => {
  agent = new Agent({ keepAlive: true, maxSockets: 4 });
});
afterEach(async () => {
  agent.destroy();
  await open?.close();
  open = undefined;
});

async function world(parts: World = {}) {
  const started = await startWorld(parts);
  open = started.twin;
  const token = async () => (await started.credential.getToken('https://management.azure.com/.default')).token;
  const send = async (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
    raw(started.twin, method, path, { authorization: `Bearer ${await token()}`, ...headers }, body);
  return { ...started, token, send };
}

interface RawAnswer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: { readonly error: { readonly code: string; readonly message: string } } & Record<string, unknown>;
}

function raw(
  twin: RunningTwin,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${twin.armEndpoint}${path}`, { method, headers, ca: twin.certificate, agent }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: JSON.parse(text || 'null') as RawAnswer['body'],
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const V = '?api-version=2024-07-01';

describe('who asks', () => {
  test('a request without, with a foreign and with an old token is refused', async () => {
    const { twin, token, pass } = await world();
    const none = await raw(twin, 'GET', `${VM}${V}`, {});
    expect([none.status, none.body.error.code]).toEqual([401, 'AuthenticationFailed']);
    const foreign = await raw(twin, 'GET', `${VM}${V}`, { authorization: 'Bearer abc.def.ghi' });
    expect([foreign.status, foreign.body.error.code]).toEqual([401, 'InvalidAuthenticationToken']);
    const authorization = `Bearer ${await token()}`;
    pass(25 * 3600);
    const old = await raw(twin, 'GET', `${VM}${V}`, { authorization });
    expect([old.status, old.body.error.code]).toEqual([401, 'ExpiredAuthenticationToken']);
    expect(old.headers['www-authenticate']).toContain('Bearer');
  });

  test('the identity endpoint wants its header, and answers the form that az posts', async () => {
    const { twin } = await world();
    const url = `${twin.identityEndpoint}?resource=https://management.azure.com/&api-version=2019-08-01`;
    expect((await fetch(url)).status).toBe(401);
    const form = {
      method: 'POST',
      headers: { metadata: 'true' },
      body: new URLSearchParams({ resource: 'https://management.core.windows.net/' }),
    };
    const { access_token } = (await (await fetch(twin.identityEndpoint, form)).json()) as { access_token: string };
    const claims: unknown = JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({
      tid: expect.any(String) as unknown,
      oid: expect.any(String) as unknown,
      aud: 'https://management.core.windows.net/',
    });
    const answer = await raw(twin, 'GET', `/subscriptions${V}`, { authorization: `Bearer ${access_token}` });
    expect(answer.body).toMatchObject({ value: [{ subscriptionId: SUBSCRIPTION, state: 'Enabled' }] });
  });

  test('a role without the action is refused as ARM refuses', async () => {
    const { compute } = await world({ actions: ['Microsoft.Compute/*/read'] });
    await expect(compute.virtualMachines.get(GROUP, 'vm1')).resolves.toMatchObject({ name: 'vm1' });
    await expect(compute.virtualMachines.restart(GROUP, 'vm1')).rejects.toMatchObject({
      statusCode: 403,
      code: 'AuthorizationFailed',
      message: expect.stringMatching(
        /does not have authorization to perform action 'Microsoft.Compute\/virtualMachines\/restart\/action' over scope '\/subscriptions\/.*\/vm1'/,
      ) as unknown,
    });
  });

  test('an estate can take an action away', async () => {
    const { network } = await world({ missingActions: ['Microsoft.Network/networkSecurityGroups/read'] });
    await expect(network.networkSecurityGroups.get(GROUP, 'nsg1')).rejects.toMatchObject({ statusCode: 403 });
    await expect(network.virtualNetworks.get(GROUP, 'vnet1')).resolves.toMatchObject({ name: 'vnet1' });
  });
});

describe('how long to wait', () => {
  const verify = {
    targetResourceId: VM,
    direction: 'Inbound',
    protocol: 'Tcp',
    localPort: '22',
    remotePort: '*',
    localIPAddress: '10.0.0.4',
    remoteIPAddress: '10.0.0.5',
  };
  const WATCHER = NSG.replace('networkSecurityGroups/nsg1', 'networkWatchers/watcher');
  const watcher = { id: WATCHER, type: 'Microsoft.Network/networkWatchers', name: 'watcher', properties: {} };

  test('Network says 10 s on every answer that is pending, however short the rest is', async () => {
    const { send, pass } = await world({
      times: { networkWatcher: 13_000 },
      more: [{ ...watcher, location: 'koreacentral' }],
    });
    const begun = await send('POST', `${WATCHER}/ipFlowVerify${V}`, {}, verify);
    expect([begun.status, begun.headers['retry-after']]).toEqual([202, '10']);
    pass(12);
    const location = new URL(String(begun.headers.location));
    const pending = await send('GET', location.pathname + location.search);
    expect([pending.status, pending.headers['retry-after']]).toEqual([202, '10']);
    pass(1);
    const done = await send('GET', location.pathname + location.search);
    expect([done.status, done.headers['retry-after'], done.body.access]).toEqual([200, undefined, 'Allow']);
  });

  test('Compute does not say', async () => {
    const { send } = await world({ times: { restart: 30_000 } });
    const begun = await send('POST', `${VM}/restart${V}`);
    expect([begun.status, begun.headers['retry-after']]).toEqual([202, undefined]);
  });
});

describe('what is there', () => {
  test('ids and routes have no case', async () => {
    const { send } = await world();
    const answer = await send('GET', `${VM.toLowerCase()}${V}`);
    expect(answer.body).toMatchObject({ id: VM });
  });

  test('api-version is required', async () => {
    const { send } = await world();
    expect((await send('GET', VM)).body.error.code).toBe('MissingApiVersionParameter');
    expect((await send('GET', `${VM}?api-version=latest`)).body.error.code).toBe('InvalidApiVersionParameter');
  });

  test.each([
    [`${VM}2`, 404, 'ResourceNotFound'],
    [VM.replace(GROUP, 'elsewhere'), 404, 'ResourceGroupNotFound'],
    [VM.replace(SUBSCRIPTION, SUBSCRIPTION.replace('a', 'b')), 404, 'SubscriptionNotFound'],
    [`${NSG}/securityRules/none`, 404, 'NotFound'],
    [`${NSG}2/securityRules/none`, 404, 'ParentResourceNotFound'],
    [`${NSG}2/securityRules`, 404, 'ParentResourceNotFound'],
    [VM.replace('virtualMachines', 'virtualMachine'), 404, 'InvalidResourceType'],
    [VM.replace('virtualMachines/vm1', 'things'), 404, 'InvalidResourceType'],
    [VM.replace('virtualMachines/vm1', 'snapshots'), 501, 'NotSimulated'],
    [VM.replace('Compute/virtualMachines', 'Storage/storageAccounts'), 404, 'ResourceNotFound'],
    [VM.replace('Compute/virtualMachines/vm1', 'Sql/servers'), 501, 'NotSimulated'],
    [`/subscriptions/${SUBSCRIPTION}/locations`, 501, 'NotSimulated'],
    [VM.replace('Microsoft.Compute', 'Microsoft.Nothing'), 404, 'InvalidResourceNamespace'],
  ])('%s is %i %s', async (id, status, code) => {
    const { send } = await world();
    const answer = await send('GET', `${id}${V}`);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  test.each([
    ['POST', `${VM}/explode`, 404, 'InvalidResourceType'],
    ['POST', `${VM}/capture`, 501, 'NotSimulated'],
    ['PATCH', `${VNET}/subnets/default`, 501, 'NotSimulated'],
  ])('%s %s is %i %s', async (method, id, status, code) => {
    const { send } = await world();
    const answer = await send(method, `${id}${V}`);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  test('a version that Azure never had is refused, and the ones that it has are named', async () => {
    const { send } = await world();
    const answer = await send('GET', `${NSG}?api-version=2024-02-30`);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'NoRegisteredProviderFound']);
    expect(answer.body.error.message).toMatch(/for type 'networkSecurityGroups'.*2024-05-01/);
  });

  test('tells of a provider what az looks up: its types and their versions', async () => {
    const { send } = await world();
    for (const scope of ['', `/subscriptions/${SUBSCRIPTION}`]) {
      const answer = await send('GET', `${scope}/providers/microsoft.network?api-version=2021-04-01`);
      expect(answer.body).toMatchObject({ namespace: 'Microsoft.Network', registrationState: 'Registered' });
      const apiVersions = expect.arrayContaining(['2024-05-01']) as unknown;
      expect(answer.body.resourceTypes).toContainEqual(
        expect.objectContaining({ resourceType: 'networkSecurityGroups', apiVersions }),
      );
    }
    expect((await send('GET', '/providers/Microsoft.Nothing?api-version=2021-04-01')).status).toBe(404);
  });

  test('lists resources by their type, and says so where it cannot filter', async () => {
    const { send } = await world();
    const list = (filter: string) =>
      send(
        'GET',
        `/subscriptions/${SUBSCRIPTION}/resources?api-version=2021-04-01&$filter=${encodeURIComponent(filter)}`,
      );
    expect((await list("resourceType eq 'microsoft.network/virtualnetworks'")).body.value).toHaveLength(1);
    expect((await list(`resourceGroup eq '${GROUP}'`)).body.value).not.toHaveLength(0);
    expect((await list("tagName eq 'a'")).status).toBe(501);
  });

  test('a group is where its resources are, can be asked for, made and tagged', async () => {
    const { send } = await world();
    const group = (name: string) => `/subscriptions/${SUBSCRIPTION}/resourcegroups/${name}?api-version=2021-04-01`;
    expect((await send('GET', group(GROUP))).body).toMatchObject({ location: 'koreacentral' });
    expect((await send('HEAD', group(GROUP))).status).toBe(204);
    expect((await send('HEAD', group('new'))).status).toBe(404);
    expect((await send('PUT', group('new'), {}, {})).body.error.code).toBe('LocationRequired');
    expect((await send('PUT', group('new'), {}, { location: 'Korea South' })).status).toBe(201);
    expect((await send('HEAD', group('new'))).status).toBe(204);
    const moved = await send('PUT', group('new'), {}, { location: 'koreacentral' });
    expect([moved.status, moved.body.error.code]).toEqual([409, 'InvalidResourceGroupLocation']);
    expect((await send('PATCH', group('new'), {}, { tags: { a: 'b' } })).body).toMatchObject({ tags: { a: 'b' } });
    expect((await send('DELETE', group('new'))).status).toBe(501);
  });

  test('lists by subscription, by group and inside a resource', async () => {
    const { network, compute } = await world();
    const names = async (list: AsyncIterable<{ name?: string }>) => {
      const found: (string | undefined)[] = [];
      for await (const { name } of list) found.push(name);
      return found;
    };
    expect(await names(network.networkSecurityGroups.listAll())).toEqual(['nsg1']);
    expect(await names(network.networkSecurityGroups.list(GROUP))).toEqual(['nsg1']);
    expect(await names(network.securityRules.list(GROUP, 'nsg1'))).toEqual(['ssh']);
    expect(await names(network.subnets.list(GROUP, 'vnet1'))).toEqual(['default']);
    expect(await names(compute.virtualMachines.listAll())).toEqual(['vm1']);
  });
});

describe('what stands in the way', () => {
  const rule = {
    properties: {
      direction: 'Inbound',
      access: 'Allow',
      protocol: 'Tcp',
      priority: 200,
      sourceAddressPrefix: '10.0.0.0/8',
      sourcePortRange: '*',
      destinationAddressPrefix: '*',
      destinationPortRange: '22',
    },
  };

  test('every write of the group gives another ETag, and an old one is refused', async () => {
    const { send } = await world();
    const before = String((await send('GET', `${NSG}${V}`)).headers.etag);
    const put = await send('PUT', `${NSG}/securityRules/new${V}`, { 'if-match': before }, rule);
    // A rule that is not there yet has no ETag that could match.
    expect([put.status, put.body.error.code]).toEqual([412, 'PreconditionFailed']);
    expect((await send('PUT', `${NSG}/securityRules/new${V}`, {}, rule)).status).toBe(201);
    const after = String((await send('GET', `${NSG}${V}`)).headers.etag);
    expect(after).not.toBe(before);
    expect((await send('PUT', `${NSG}/securityRules/new${V}`, { 'if-match': before }, rule)).status).toBe(412);
    expect((await send('PUT', `${NSG}/securityRules/new${V}`, { 'if-match': after }, rule)).status).toBe(200);
    expect((await send('PUT', `${NSG}/securityRules/new${V}`, { 'if-none-match': '*' }, rule)).status).toBe(412);
  });

  test.each([
    ['ReadOnly', 'POST', `${VM}/restart`, 409],
    ['CanNotDelete', 'POST', `${VM}/restart`, 200],
    ['CanNotDelete', 'DELETE', `${NSG}/securityRules/ssh`, 409],
  ])('a %s lock: %s %s is %i', async (level, method, path, status) => {
    const group = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}`;
    const { send } = await world({
      more: [lockOf(`${group}/providers/Microsoft.Network/networkSecurityGroups/nsg1`, level), lockOf(VM, level)],
    });
    const answer = await send(method, `${path}${V}`);
    expect(answer.status).toBe(status);
    if (status === 409) expect(answer.body.error.code).toBe('ScopeLocked');
    expect((await send('GET', `${VM}${V}`)).status).toBe(200);
  });

  test('a child of nothing is refused', async () => {
    const { send } = await world();
    const answer = await send('PUT', `${NSG}2/securityRules/new${V}`, {}, rule);
    expect([answer.status, answer.body.error.code]).toEqual([404, 'ParentResourceNotFound']);
  });
});

describe('too many requests', () => {
  test('reads run out at 250 and flow back by the clock', async () => {
    const { send, pass } = await world();
    const first = await send('GET', `${NSG}${V}`);
    expect(first.headers['x-ms-ratelimit-remaining-subscription-reads']).toBe('249');
    await Promise.all(Array.from({ length: 249 }, () => send('GET', `${NSG}${V}`)));
    const refused = await send('GET', `${NSG}${V}`);
    expect([refused.status, refused.body.error.code, refused.headers['retry-after']]).toEqual([
      429,
      'SubscriptionRequestsThrottled',
      '1',
    ]);
    pass(1);
    expect((await send('GET', `${NSG}${V}`)).headers['x-ms-ratelimit-remaining-subscription-reads']).toBe('24');
  });

  test('Compute lets a VM be changed 12 times in a row, then 4 times a minute', async () => {
    const { compute, pass } = await world();
    for (let count = 0; count < 12; count += 1) await compute.virtualMachines.restart(GROUP, 'vm1');
    const error: unknown = await compute.virtualMachines.restart(GROUP, 'vm1').then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ statusCode: 429, code: 'OperationNotAllowed' });
    expect((error as { response: { headers: Map<string, string> } }).response.headers.get('retry-after')).toBe('15');
    await expect(compute.virtualMachines.get(GROUP, 'vm1')).resolves.toMatchObject({ name: 'vm1' });
    pass(15);
    await compute.virtualMachines.restart(GROUP, 'vm1');
  });
});

describe('faults', () => {
  test('an injected status is answered so often and no more', async () => {
    const { compute, twin } = await world({
      faults: [
        {
          at: 0,
          path: '/vm1',
          times: 1,
          answer: { kind: 'status', status: 503, code: 'ServerBusy', retryAfterSeconds: 7 },
        },
      ],
    });
    await expect(compute.virtualMachines.get(GROUP, 'vm1')).rejects.toMatchObject({
      statusCode: 503,
      code: 'ServerBusy',
    });
    await expect(compute.virtualMachines.get(GROUP, 'vm1')).resolves.toMatchObject({ name: 'vm1' });
    expect(twin.log.map(({ status }) => status)).toEqual([503, 200]);
  });

  test('a dropped request changes nothing, a dropped answer comes after the change', async () => {
    const drop = (kind: string) => ({ method: 'PUT', path: '/securityRules/', answer: { kind } });
    const { network, twin } = await world({ faults: [drop('drop-request'), drop('drop-answer')] });
    const put = () =>
      network.securityRules.createOrUpdate(GROUP, 'nsg1', 'new', {
        direction: 'Inbound',
        access: 'Allow',
        protocol: 'Tcp',
        priority: 200,
        sourceAddressPrefix: '10.0.0.0/8',
        sourcePortRange: '*',
        destinationAddressPrefix: '*',
        destinationPortRange: '22',
      });
    await expect(put()).rejects.toThrow();
    expect(twin.state.get(`${NSG}/securityRules/new`)).toBeUndefined();
    await expect(put()).rejects.toThrow();
    expect(twin.state.get(`${NSG}/securityRules/new`)).toMatchObject({ properties: { priority: 200 } });
    expect(twin.log.filter(({ effect }) => effect === 'write')).toHaveLength(1);
  });

  test('an operation can be slow and fail', async () => {
    const { compute, twin, pass } = await world({
      guest: { hung: true },
      faults: [
        {
          path: '/restart',
          answer: { kind: 'operation', seconds: 60, code: 'InternalExecutionError', message: 'No.' },
        },
      ],
    });
    const poller = compute.virtualMachines.restart(GROUP, 'vm1');
    await poller.submitted();
    await expect(compute.virtualMachines.redeploy(GROUP, 'vm1')).rejects.toMatchObject({
      statusCode: 409,
      code: 'Conflict',
    });
    pass(60);
    await expect(poller).rejects.toThrow('InternalExecutionError');
    expect(twin.log.find(({ url }) => url.endsWith('/restart'))).toMatchObject({ effect: 'read', status: 202 });
    expect(twin.operationMs()).toBe(60_000);
    await expect(compute.virtualMachines.get(GROUP, 'vm1')).resolves.toMatchObject({ provisioningState: 'Succeeded' });
  });
});

test('happenings come by the clock, in their order', async () => {
  const put = (at: number, prefix: string) => ({
    at,
    kind: 'put',
    resource: {
      id: VNET,
      type: 'Microsoft.Network/virtualNetworks',
      name: 'vnet1',
      properties: { addressSpace: { addressPrefixes: [prefix] } },
    },
  });
  const { twin, pass } = await world({
    happenings: [put(20, '10.2.0.0/16'), put(10, '10.1.0.0/16'), { at: 30, kind: 'delete', id: NSG }],
  });
  const prefix = () => twin.state.get(VNET)?.properties.addressSpace;
  pass(10);
  expect(prefix()).toEqual({ addressPrefixes: ['10.1.0.0/16'] });
  pass(15);
  expect(prefix()).toEqual({ addressPrefixes: ['10.2.0.0/16'] });
  expect(twin.state.get(`${NSG}/securityRules/ssh`)).toBeDefined();
  pass(5);
  expect(twin.state.get(NSG)).toBeUndefined();
  expect(twin.state.get(`${NSG}/securityRules/ssh`)).toBeUndefined();
});
