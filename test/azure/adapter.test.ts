import { inspectChange } from '../../shared/changes';
import type { Operation } from '../../shared/model/azure';
import type { Change } from '../../shared/model/change';
import { seeing } from '../../shared/model/see';
import { activityLog } from '../../shared/observations/activity-log';
import { applicationGateways } from '../../shared/observations/application-gateways';
import { backendHealth } from '../../shared/observations/backend-health';
import { resourceHealth } from '../../shared/observations/resource-health';
import { subnet } from '../../shared/observations/subnet';
import { connect, disconnect, ways } from './connected';
import { GATEWAY, SUBSCRIPTION, VM, VNET } from './estate';
import { looks } from './looks';
import { extension, redeploy, restart, rule, script } from './sample-changes';

afterEach(disconnect);

describe.each(ways)('$name', ({ way }) => {
  test.each(looks.map((each) => [each.observation.kind, each] as const))(
    '%s is answered with the rights that it declares',
    async (_, { observation, params, answer }) => {
      const { look } = await connect(way);
      expect(await look(observation, params)).toMatchObject(answer);
    },
  );

  test('every gateway of a subscription is listed', async () => {
    const { ask } = await connect(way);
    expect(await ask(applicationGateways, { subscription: SUBSCRIPTION })).toMatchObject({
      kind: 'answered',
      body: { value: [{ id: GATEWAY, name: 'gw1' }] },
    });
  });

  describe('a question that takes a while', () => {
    test('is one request and one poll, and then data that another process goes on with', async () => {
      const { azure, ask, twin, requests, wait } = await connect(way);
      const asked = await ask(backendHealth, { gateway: GATEWAY });
      expect(requests().map((line) => line.split(' ')[0])).toEqual(['POST', 'GET']);
      if (asked.kind !== 'pending') throw new Error(asked.kind);
      expect(asked.operation.call).toBe('observer');
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
      const { ask, finish } = await connect(way, { faults: [fault] });
      const asked = await ask(backendHealth, { gateway: GATEWAY });
      expect(asked).toMatchObject({ kind: 'pending', pollAfterMs: 17_000 });
      expect(await finish(asked)).toMatchObject({ kind: 'answered' });
    });
  });

  describe('a refusal', () => {
    test('names the right that is missing', async () => {
      const action = 'Microsoft.Network/applicationGateways/backendhealth/action';
      const { ask } = await connect(way, { missingActions: [action] });
      expect(await ask(backendHealth, { gateway: GATEWAY })).toMatchObject({
        kind: 'refused',
        refusal: { kind: 'forbidden', action, code: 'AuthorizationFailed' },
      });
    });

    test('of a resource that is not there', async () => {
      const { ask } = await connect(way);
      const answer = await ask(subnet, { id: `${VNET}/subnets/a` });
      expect(answer).toMatchObject({ kind: 'refused', refusal: { kind: 'not-found' } });
    });

    test('reaches resource health too', async () => {
      const fault = {
        path: 'availabilityStatuses',
        answer: { kind: 'status', status: 503, code: 'ServerBusy', message: 'Busy.' },
      };
      const { ask, requests } = await connect(way, { faults: [fault] });
      expect(await ask(resourceHealth, { resource: VM })).toEqual({
        kind: 'refused',
        refusal: { kind: 'unavailable', code: 'ServerBusy', message: 'Busy.' },
      });
      expect(requests()).toHaveLength(1);
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
    const changes: readonly Change[] = [redeploy, restart, script, extension, rule];

    test.each(
      ways.flatMap(([way, fault, kind, seen]) => changes.map((change) => ({ way, fault, kind, seen, change }))),
    )('$change.kind after $way', async ({ fault, kind, seen, change }) => {
      const { azure, requests } = await connect(way, { faults: [fault] });
      expect(await azure.submit(change, 'r')).toMatchObject({ kind: 'refused', refusal: { kind } });
      expect(requests()).toHaveLength(seen);
    });

    test('after a lost answer, and the activity log tells in time whose operation landed', async () => {
      const { azure, twin, look, wait } = await connect(way, {
        faults: [{ method: 'POST', path: '/redeploy', answer: { kind: 'drop-answer' } }],
      });
      const at = new Date().toISOString();
      expect(await azure.submit(redeploy, 'request-1')).toMatchObject({
        kind: 'refused',
        refusal: { kind: 'unavailable' },
      });
      const landing = async (requestId: string, waited: number) => {
        wait(waited);
        const lookedAt = new Date(Date.parse(at) + 10 * 60_000).toISOString();
        const params = { resource: VM, from: new Date(Date.parse(at) - 60_000).toISOString(), to: lookedAt };
        const answer = await look(activityLog, params);
        const see = seeing([{ kind: activityLog.kind, params, at, outcome: { kind: 'answered', answer } }]);
        return inspectChange(see, redeploy, { requestId, at, lookedAt });
      };
      expect(await landing('request-1', 0)).toBe('unsettled');
      expect(await landing('request-1', 190)).toBe('unsettled');
      expect(await landing('request-1', 190)).toBe('landed');
      expect(await landing('request-2', 0)).toBe('unsettled');
      expect(twin.log.filter(({ method }) => method === 'POST')).toHaveLength(1);
    });
  });
});
