import { Policy } from '../../shared/model/policy';
import { discover } from '../../shared/incident/discovery';
import { foundResources } from '../../shared/observations/found-resources';
import { targetKinds } from '../../shared/targets';
import { connect, disconnect, ways, type Connected } from './connected';
import { GATEWAY, SUBSCRIPTION } from './estate';

afterEach(disconnect);

const other = '22222222-2222-4222-8222-222222222222';
const unknown = '33333333-3333-4333-8333-333333333333';
const QUERY = '/providers/Microsoft.ResourceGraph/resources';

const gatewayIn = (subscription: string, name: string) => ({
  id: `/subscriptions/${subscription}/resourceGroups/web/providers/Microsoft.Network/applicationGateways/${name}`,
  type: 'Microsoft.Network/applicationGateways',
  name,
  location: 'koreacentral',
  properties: {},
});

const discovered = ({ azure }: Connected, policy: object = {}) =>
  discover({
    azure,
    policy: Policy.parse({
      subscriptions: [SUBSCRIPTION, other],
      approvers: [{ id: unknown, name: 'Kim' }],
      ...policy,
    }),
    log: () => undefined,
  });

describe.each(ways)('$name', ({ way }) => {
  test('2,500 gateways are found in three pages, each once', async () => {
    const more = Array.from({ length: 2_499 }, (_, index) => gatewayIn(other, `gw-${index}`));
    const connected = await connect(way, { more });
    const { targets, subscriptions } = await discovered(connected);
    expect(new Set(targets.map(({ id }) => id))).toEqual(new Set([GATEWAY, ...more.map(({ id }) => id)]));
    expect(targets).toHaveLength(2_500);
    expect(subscriptions.map(({ kind }) => kind)).toEqual(['listed', 'listed']);
    expect(connected.requests()).toEqual(Array(3).fill('POST resources 200'));
    expect(connected.twin.log.map(({ url, effect }) => [url, effect])).toEqual(Array(3).fill([QUERY, 'read']));
  });

  test('what a management group holds is found by its id', async () => {
    const gateway = gatewayIn(other, 'gw');
    const connected = await connect(way, { more: [gateway], managementGroups: { 'mg-web': [other] } });
    const policy = { subscriptions: [SUBSCRIPTION], managementGroups: ['mg-web', 'mg-none'] };
    const { targets, managementGroups } = await discovered(connected, policy);
    expect(targets.map(({ id }) => id)).toEqual([GATEWAY, gateway.id]);
    expect(managementGroups.map(({ kind }) => kind)).toEqual(['listed', 'refused']);
  });

  test('what may not be read is left out in silence', async () => {
    const connected = await connect(way, { missingActions: ['Microsoft.Network/applicationGateways/read'] });
    expect(await discovered(connected)).toMatchObject({
      targets: [],
      subscriptions: [{ kind: 'empty' }, { kind: 'empty' }],
    });
    expect(connected.requests()).toEqual(['POST resources 200']);
  });

  test.each([
    ['nothing of what is named can be read', {}, 400, [unknown]],
    ['it is refused', { status: 403, code: 'AuthorizationFailed' }, 403, [SUBSCRIPTION]],
    ['it is asked too often', { status: 429, code: 'RateLimiting', retryAfterSeconds: 3 }, 429, [SUBSCRIPTION]],
    ['it fails', { status: 503, code: 'ServiceUnavailable' }, 503, [SUBSCRIPTION]],
  ])('ARM lists each subscription when %s', async (_, answer, status, subscriptions) => {
    const faults = 'status' in answer ? [{ path: QUERY, answer: { kind: 'status', ...answer } }] : [];
    const connected = await connect(way, { faults });
    const found = await discovered(connected, { subscriptions });
    expect(connected.requests()[0]).toBe(`POST resources ${status}`);
    expect(connected.requests()[1]).toMatch(/^GET applicationGateways/);
    expect(found.targets.map(({ id }) => id)).toEqual(subscriptions[0] === SUBSCRIPTION ? [GATEWAY] : []);
  });

  test('the sixteenth query within five seconds has to wait', async () => {
    const { azure, wait } = await connect(way);
    const ask = () =>
      azure.ask(foundResources.request({ types: [targetKinds.gateway.resourceType], subscriptions: [SUBSCRIPTION] }));
    wait(60);
    for (let asked = 0; asked < 15; asked++) expect(await ask()).toMatchObject({ kind: 'answered' });
    const refused = await ask();
    expect(refused).toMatchObject({ kind: 'refused', refusal: { kind: 'throttled', code: 'RateLimiting' } });
    wait(5);
    expect(await ask()).toEqual({ kind: 'answered', body: { value: [{ id: GATEWAY }] } });
  });
});
