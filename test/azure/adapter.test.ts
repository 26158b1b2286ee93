import { connectAzure } from '../../shared/azure/connect';
import { inspectChange, settles } from '../../shared/changes';
import type { Operation } from '../../shared/model/azure';
import type { Change } from '../../shared/model/change';
import { seeing } from '../../shared/model/see';
import { networkSecurityGroup } from '../../shared/observations/network-security-group';
import { virtualMachine } from '../../shared/observations/virtual-machine';
import { vmExtension } from '../../shared/observations/vm-extension';
import { connect, disconnect } from './connected';
import { GATEWAY, NSG, SUBSCRIPTION, VM } from './estate';
import { looks } from './looks';

afterEach(disconnect);

const redeploy: Change = { kind: 'redeploy-vm', vm: VM };

const rule: Extract<Change, { kind: 'put-security-rule' }> = {
  kind: 'put-security-rule',
  networkSecurityGroup: NSG,
  name: 'reconnect-allow-1',
  rule: {
    description: 'Allows TCP 443.',
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    priority: 300,
    sourceAddressPrefix: '203.0.113.7',
    sourcePortRange: '*',
    destinationAddressPrefix: '10.0.1.4',
    destinationPortRange: '443',
  },
};

const extension: Extract<Change, { kind: 'put-vm-extension' }> = {
  kind: 'put-vm-extension',
  vm: VM,
  name: 'enablevmaccess',
  extension: {
    location: 'koreacentral',
    publisher: 'Microsoft.OSTCExtensions',
    type: 'VMAccessForLinux',
    typeHandlerVersion: '1.5',
    forceUpdateTag: 'incident-1',
    settings: {},
    protectedSettings: { reset_ssh: true },
  },
};

const copy = '/etc/ssh/sshd_config.reconnect-1';
const script: Change = {
  kind: 'run-command',
  vm: VM,
  script: [`cp -np /etc/ssh/sshd_config ${copy} && echo reconnect:done`],
  leaves: copy,
};

test.each(looks.map((each) => [each.observation.kind, each] as const))(
  '%s is answered with the rights that it declares',
  async (_, { observation, params, answer }) => {
    const { look } = await connect();
    expect(await look(observation, params)).toMatchObject(answer);
  },
);

test('every gateway of a subscription is listed', async () => {
  const { azure } = await connect();
  expect(await azure.listApplicationGateways(SUBSCRIPTION)).toMatchObject({
    kind: 'answered',
    body: { value: [{ id: GATEWAY, name: 'gw1' }] },
  });
});

test('a managed identity’s token is fetched by the SDK’s own credential', async () => {
  const { twin } = await connect();
  process.env.IDENTITY_ENDPOINT = twin.identityEndpoint;
  process.env.IDENTITY_HEADER = twin.identityHeader;
  try {
    const azure = connectAzure({
      armEndpoint: twin.armEndpoint,
      observerClientId: 'observer-1',
      now: () => Date.now(),
    });
    expect(await azure.getNetworkSecurityGroup(NSG)).toMatchObject({ kind: 'answered' });
  } finally {
    delete process.env.IDENTITY_ENDPOINT;
    delete process.env.IDENTITY_HEADER;
  }
});

describe('a question that takes a while', () => {
  test('is one request and one poll, and then data that another process goes on with', async () => {
    const { azure, twin, requests, wait } = await connect();
    const asked = await azure.backendHealth(GATEWAY);
    expect(requests().map((line) => line.split(' ')[0])).toEqual(['POST', 'GET']);
    if (asked.kind !== 'pending') throw new Error(asked.kind);
    expect(asked.operation.call).toBe('backendHealth');
    expect(asked.pollAfterMs).toBeGreaterThanOrEqual(5000);

    const early = await azure.poll(asked.operation);
    expect(early).toMatchObject({ kind: 'pending' });

    wait(15);
    const answer = await azure.poll(JSON.parse(JSON.stringify(asked.operation)) as Operation);
    expect(answer).toMatchObject({ kind: 'answered', body: { backendAddressPools: [{}] } });
    expect(twin.log.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test('whose first poll finds Azure busy is still under way', async () => {
    const fault = {
      path: '/operationResults/',
      answer: { kind: 'status', status: 429, code: 'TooManyRequests', retryAfterSeconds: 17 },
    };
    const { azure, finish } = await connect({ faults: [fault] });
    const asked = await azure.backendHealth(GATEWAY);
    expect(asked).toMatchObject({ kind: 'pending', pollAfterMs: 17_000 });
    expect(await finish(asked)).toMatchObject({ kind: 'answered' });
  });
});

describe('a refusal', () => {
  test('names the right that is missing', async () => {
    const action = 'Microsoft.Network/applicationGateways/backendhealth/action';
    const { azure } = await connect({ missingActions: [action] });
    expect(await azure.backendHealth(GATEWAY)).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'forbidden', action, code: 'AuthorizationFailed' },
    });
  });

  test('of a resource that is not there', async () => {
    const { azure } = await connect();
    const answer = await azure.getSubnet(`${NSG.replace('networkSecurityGroups', 'virtualNetworks')}/subnets/a`);
    expect(answer).toMatchObject({ kind: 'refused', refusal: { kind: 'not-found' } });
  });

  test('reaches resource health too', async () => {
    const fault = {
      path: 'availabilityStatuses',
      answer: { kind: 'status', status: 503, code: 'ServerBusy', message: 'Busy.' },
    };
    const { azure, requests } = await connect({ faults: [fault] });
    expect(await azure.getResourceHealth(VM)).toEqual({
      kind: 'refused',
      refusal: { kind: 'unavailable', code: 'ServerBusy', message: 'Busy.' },
    });
    expect(requests()).toHaveLength(1);
  });

  test('when nobody listens', async () => {
    const { azure, twin } = await connect();
    await twin.close();
    expect(await azure.getNetworkSecurityGroup(NSG)).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'unavailable' },
    });
  });
});

describe('no request is sent twice', () => {
  const busy = (status: number, retryAfterSeconds?: number) => ({
    path: '/shop/',
    times: 9,
    answer: {
      kind: 'status',
      status,
      code: 'Injected',
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
  });
  const ways = [
    ['429', busy(429, 1), 'throttled', 1],
    ['500', busy(500), 'unavailable', 1],
    ['503 with Retry-After', busy(503, 1), 'unavailable', 1],
    // The twin does not count the request that never arrived; a second one would.
    ['a dropped connection', { path: '/shop/', answer: { kind: 'drop-request' } }, 'unavailable', 0],
  ] as const;
  const changes: readonly Change[] = [redeploy, { kind: 'restart-vm', vm: VM }, script, extension, rule];

  test.each(ways.flatMap(([way, fault, kind, seen]) => changes.map((change) => ({ way, fault, kind, seen, change }))))(
    '$change.kind after $way',
    async ({ fault, kind, seen, change }) => {
      const { azure, requests } = await connect({ faults: [fault] });
      expect(await azure.submit(change, 'r')).toMatchObject({ kind: 'refused', refusal: { kind } });
      expect(requests()).toHaveLength(seen);
    },
  );

  test('after a lost answer, and the VM tells that it landed', async () => {
    const { azure, twin, look } = await connect({
      faults: [{ method: 'POST', path: '/redeploy', answer: { kind: 'drop-answer' } }],
    });
    const intendedAt = new Date().toISOString();
    expect(await azure.submit(redeploy, 'request-1')).toMatchObject({
      kind: 'refused',
      refusal: { kind: 'unavailable' },
    });
    const answer = await look(virtualMachine, { id: VM });
    const evidence = [
      { kind: virtualMachine.kind, params: { id: VM }, at: intendedAt, outcome: { kind: 'answered', answer } },
    ] as const;
    expect(inspectChange(seeing(evidence), redeploy, intendedAt)).toBe('landed');
    expect(twin.log.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });
});

describe('a change', () => {
  test('carries its request id and is followed to its end by a later poll', async () => {
    const { azure, twin, finish } = await connect();
    const sent = await azure.submit(redeploy, '6f1c4b1e-0000-4000-8000-000000000001');
    expect(sent).toMatchObject({ kind: 'pending', operation: { call: 'redeploy-vm' } });
    expect(twin.log[0]).toMatchObject({ method: 'POST', clientRequestId: '6f1c4b1e-0000-4000-8000-000000000001' });
    expect(await finish(sent)).toMatchObject({ kind: 'answered' });
  });

  test('restart', async () => {
    const { azure, finish } = await connect();
    expect(await finish(await azure.submit({ kind: 'restart-vm', vm: VM }, 'r'))).toMatchObject({ kind: 'answered' });
  });

  test('puts a rule and takes it away again', async () => {
    const { azure, finish, look } = await connect();
    expect(await finish(await azure.submit(rule, 'r1'))).toMatchObject({ kind: 'answered' });
    const after = await look(networkSecurityGroup, { id: NSG });
    expect(after.rules.map(({ name }) => name)).toEqual(['allow-ssh', rule.name]);
    const see = seeing([
      { kind: networkSecurityGroup.kind, params: { id: NSG }, at: '', outcome: { kind: 'answered', answer: after } },
    ]);
    expect(inspectChange(see, rule, '')).toBe('landed');

    const remove: Change = { kind: 'delete-security-rule', networkSecurityGroup: NSG, name: rule.name };
    expect(await finish(await azure.submit(remove, 'r2'))).toMatchObject({ kind: 'answered' });
    expect((await look(networkSecurityGroup, { id: NSG })).rules).toHaveLength(1);
  });

  test('runs an extension and keeps its secrets out of what is stored', async () => {
    const { azure, finish, look } = await connect();
    const sent = await azure.submit(extension, 'r');
    expect(JSON.stringify(sent)).not.toContain('reset_ssh');
    expect(await finish(sent)).toMatchObject({ kind: 'answered' });
    const id = `${VM}/extensions/enablevmaccess`;
    expect(await look(vmExtension, { id })).toMatchObject({ kind: 'installed', forceUpdateTag: 'incident-1' });
  });

  test('runs a script and reads whether it came to its end', async () => {
    const { azure, finish } = await connect();
    const done = await finish(await azure.submit(script, 'r'));
    if (done.kind !== 'answered') throw new Error(JSON.stringify(done));
    expect(settles(script, done.body)).toEqual({ kind: 'landed' });
  });

  test('that fails tells Azure’s code', async () => {
    const fault = {
      path: '/redeploy',
      answer: {
        kind: 'operation',
        seconds: 20,
        code: 'AllocationFailed',
        message: 'See https://aka.ms/allocation-guidance.',
      },
    };
    const { azure, finish } = await connect({ faults: [fault] });
    expect(await finish(await azure.submit(redeploy, 'r'))).toEqual({
      kind: 'refused',
      refusal: { kind: 'failed', code: 'AllocationFailed', message: 'See [link]' },
    });
  });
});

test('an operation whose stored URL was bent is not polled', async () => {
  const { azure, twin } = await connect();
  const sent = await azure.submit(redeploy, 'r');
  if (sent.kind !== 'pending') throw new Error(sent.kind);
  const requests = twin.log.length;
  const state = sent.operation.state.replaceAll(twin.armEndpoint, 'https://127.0.0.1:1');
  expect(await azure.poll({ ...sent.operation, state })).toMatchObject({ refusal: { code: 'POLL_URL_ORIGIN' } });
  expect(twin.log).toHaveLength(requests);
});
