import { AGW, START, idIn, onDemand, openShop, partOf, resource, type Setup } from './shop';

interface Body {
  backendAddressPool: { id: string };
  backendHealthHttpSettings: {
    backendHttpSettings: { id: string };
    servers: { address: string; health: string; healthProbeLog: string; healthProbeErrorName?: string }[];
  };
}

function ask(setup: Setup, probe: Record<string, unknown>, body: object = onDemand(probe)) {
  const world = openShop(setup);
  const answer = world.settled(world.send('POST', `${AGW}/getBackendHealthOnDemand`, body));
  const [server] = (answer.body as Partial<Body>).backendHealthHttpSettings?.servers ?? [];
  return { world, answer, told: `${server?.health}: ${server?.healthProbeLog}`, seconds: (world.now() - START) / 1000 };
}

const WELL = 'Healthy: Success. Received 200 status code';
const pages = [
  { host: 'shop.contoso.com', path: '/health', body: 'all well', seconds: 45 },
  { path: '/login', status: 401 },
];
const sick: Setup = { serves: { '80': { pages } } };

test('has the shape that Azure answers', () => {
  expect(ask({}, {}).answer).toMatchObject({
    status: 200,
    body: {
      backendAddressPool: partOf('backendAddressPools', 'web'),
      backendHealthHttpSettings: {
        backendHttpSettings: partOf('backendHttpSettingsCollection', 'web'),
        servers: [{ address: '10.0.1.4', health: 'Healthy', healthProbeErrorName: 'SuccessWithStatusCode' }],
      },
    },
  });
});

test.each<[string, Record<string, unknown>, string | RegExp]>([
  ['as little as the default one', {}, /status code: 404/],
  [
    'another path and more codes',
    { path: '/login', host: 'a', match: { statusCodes: ['200-399', '401'] } },
    'Healthy: Success. Received 401 status code',
  ],
  ['another host, too short', { path: '/health', host: 'shop.contoso.com', timeout: 30 }, /Time taken/],
  ['long enough', { path: '/health', host: 'shop.contoso.com', timeout: 60 }, WELL],
  [
    'words',
    { path: '/health', host: 'shop.contoso.com', timeout: 60, match: { body: 'green' } },
    /doesn't contain green/,
  ],
])('asks as it is told: %s', (_, probe, expected) => {
  expect(ask(sick, { protocol: 'Http', ...probe }).told).toMatch(expected);
});

test('takes the host of the settings when it is told to, and their port and certificates', () => {
  const setup: Setup = {
    serves: { '8443': { certificates: [{ names: ['shop.contoso.com'], authority: 'contoso' }] } },
    settings: { protocol: 'Https', port: 8443, hostName: 'shop.contoso.com' },
    estate: { authorities: { contoso: {} } },
  };
  expect(ask(setup, { pickHostNameFromBackendHttpSettings: true }).told).toMatch(/not signed by a well-known/);
  const serves = { '8443': { certificates: [{ names: ['shop.contoso.com'] }] } };
  expect(ask({ ...setup, serves }, { pickHostNameFromBackendHttpSettings: true }).told).toBe(WELL);
  expect(ask({ ...setup, serves }, { host: 'www.contoso.com' }).told).toMatch(/Common Name/);
});

test('takes as long as the slowest server, at most the timeout, and changes nothing', () => {
  const patient = ask(sick, { path: '/health', host: 'shop.contoso.com', timeout: 60 });
  expect(patient.seconds).toBe(60);
  expect(ask(sick, { path: '/health', host: 'shop.contoso.com', timeout: 20 }).seconds).toBe(30);
  expect(ask(sick, {}).seconds).toBe(10);
  expect(patient.world.told()).toMatch('404');
  expect(patient.world.twin.log.filter(({ effect }) => effect === 'write')).toEqual([]);
});

test('counts at once, whatever the threshold', () => {
  const world = openShop({
    happenings: [{ at: 5, kind: 'guest', vm: 'web', set: { services: {} } }],
    times: { backendHealth: 0 },
  });
  world.pass(6);
  expect(world.told()).toBe(WELL);
  const answer = world.settled(world.send('POST', `${AGW}/getBackendHealthOnDemand`, onDemand({})));
  expect(JSON.stringify(answer.body)).toContain('Unhealthy');
});

test('knows nothing while Azure cannot manage the gateway', () => {
  const setup: Setup = {
    gatewaySubnet: { networkSecurityGroup: { id: idIn('networkSecurityGroups', 'nsg') } },
    more: [resource('networkSecurityGroups', 'nsg', { securityRules: [] })],
  };
  expect(ask(setup, {}).told).toMatch(/^Unknown: The backend health status could not be retrieved/);
});

test.each<[string, object, string]>([
  [
    'a pool of nobody',
    { ...onDemand({}), backendAddressPool: partOf('backendAddressPools', 'other') },
    'InvalidResourceReference',
  ],
  ['no settings', { backendAddressPool: partOf('backendAddressPools', 'web') }, 'InvalidRequestFormat'],
  ['a path without a slash', onDemand({ path: 'health' }), 'InvalidRequestFormat'],
  ['no time', onDemand({ timeout: 0 }), 'InvalidRequestFormat'],
])('is refused: %s', (_, body, code) => {
  expect(ask({}, {}, body).answer).toMatchObject({ status: 400, body: { error: { code } } });
});
