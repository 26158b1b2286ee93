import {
  GATEWAY,
  NIC,
  applicationGateway,
  resource,
  routeTable,
  rule,
  securityGroup,
  smallModel,
  virtualMachine,
  virtualNetwork,
} from '../walk/small-estate';
import { body, refusal, reply } from './ask';
import type { Resource } from '../../scenarios/schema';
import type { Model } from '../provider';
import type { RuleProperties } from '../walk/security';
import type { GuestSetup } from '../walk/small-estate';

interface Server {
  address: string;
  health: string;
  healthProbeLog: string;
  ipConfiguration?: { id: string };
}

interface BackendHealth {
  backendAddressPools: {
    backendAddressPool: { id: string };
    backendHttpSettingsCollection: { backendHttpSettings: { id: string }; servers: Server[] }[];
  }[];
}

interface Setup {
  readonly gateway?: Resource;
  readonly gatewayRules?: Readonly<Record<string, RuleProperties>>;
  readonly webRules?: Readonly<Record<string, RuleProperties>>;
  readonly route?: { addressPrefix: string; nextHopType: string };
  readonly guests?: Readonly<Record<string, GuestSetup>>;
}

function estate({ gateway, gatewayRules, webRules, route, guests }: Setup) {
  return smallModel(
    [
      virtualNetwork('vnet', '10.0.0.0/16', {
        gateway: {
          prefix: '10.0.0.0/24',
          ...(gatewayRules && { nsg: 'gateway-nsg' }),
          ...(route && { table: 'table' }),
        },
        web: { prefix: '10.0.1.0/24', ...(webRules && { nsg: 'web-nsg' }) },
      }),
      securityGroup('gateway-nsg', gatewayRules),
      securityGroup('web-nsg', webRules),
      routeTable('table', route ? { default: route } : {}),
      ...virtualMachine('web1', { address: '10.0.1.4', subnet: 'web', pool: 'web' }),
      ...virtualMachine('web2', { address: '10.0.1.5', subnet: 'web' }),
      gateway ?? applicationGateway([{ ipAddress: '10.0.1.5' }]),
    ],
    guests,
  );
}

const ask = (setup: Setup): BackendHealth => body(estate(setup), 'POST', GATEWAY, 'backendhealth');

/** `address health` of every server. */
const healths = (setup: Setup): readonly string[] =>
  ask(setup)
    .backendAddressPools.flatMap((pool) => pool.backendHttpSettingsCollection)
    .flatMap((settings) => settings.servers)
    .map((server) => `${server.address} ${server.health}`);

const logs = (setup: Setup): readonly string[] => [
  ...new Set(
    ask(setup)
      .backendAddressPools.flatMap((pool) => pool.backendHttpSettingsCollection)
      .flatMap((settings) => settings.servers)
      .map((server) => server.healthProbeLog),
  ),
];

test('is a long-running operation that changes nothing and is read at its location', () => {
  expect(reply(estate({}), 'POST', GATEWAY, 'backendhealth')).toMatchObject({
    kind: 'later',
    ms: 10_000,
    effect: 'read',
    final: 'location',
  });
});

test('has the shape that Azure answers', () => {
  const [pool, ...others] = ask({}).backendAddressPools;
  expect(others).toEqual([]);
  expect(pool?.backendAddressPool.id).toBe(`${GATEWAY}/backendAddressPools/web`);
  const [settings] = pool?.backendHttpSettingsCollection ?? [];
  expect(settings?.backendHttpSettings.id).toBe(`${GATEWAY}/backendHttpSettingsCollection/http`);
  expect(settings?.servers).toEqual([
    {
      address: '10.0.1.5',
      health: 'Healthy',
      healthProbeLog: 'Success. Received 200 status code',
      healthProbeErrorName: 'SuccessWithStatusCode',
      backendCertificateChainMetadata: { certificateChainMetadata: [] },
    },
    expect.objectContaining({
      address: '10.0.1.4',
      health: 'Healthy',
      ipConfiguration: { id: `${NIC('web1-nic')}/ipConfigurations/primary` },
    }),
  ]);
});

test('a server that does not listen is unhealthy, the other one is not', () => {
  const setup: Setup = { guests: { web1: { listens: [22] } } };
  expect(healths(setup)).toEqual(['10.0.1.5 Healthy', '10.0.1.4 Unhealthy']);
  expect(logs(setup)[1]).toMatch(/^Application Gateway could not connect to the backend\./);
});

test('a deny rule on the backend subnet makes its servers unhealthy', () => {
  const deny = rule({ priority: 100, access: 'Deny', sourceAddressPrefix: '10.0.0.0/24', destinationPortRange: '80' });
  expect(healths({ webRules: { deny } })).toEqual(['10.0.1.5 Unhealthy', '10.0.1.4 Unhealthy']);
});

test('a deny rule on the way out of the gateway subnet does too', () => {
  const setup: Setup = {
    gatewayRules: {
      manager: rule({ priority: 100, sourceAddressPrefix: 'GatewayManager', destinationPortRange: '65200-65535' }),
      deny: rule({ priority: 100, direction: 'Outbound', access: 'Deny', destinationAddressPrefix: '10.0.1.5' }),
    },
  };
  expect(healths(setup)).toEqual(['10.0.1.5 Unhealthy', '10.0.1.4 Healthy']);
});

test.each<[string, Setup]>([
  ['ports blocked', { gatewayRules: {} }],
  ['a default route to nowhere', { route: { addressPrefix: '0.0.0.0/0', nextHopType: 'None' } }],
])('while Azure cannot manage the gateway nothing is known: %s', (_, setup) => {
  expect(healths(setup)).toEqual(['10.0.1.5 Unknown', '10.0.1.4 Unknown']);
  expect(logs(setup)).toEqual([expect.stringMatching(/^The backend health status could not be retrieved\./)]);
});

test('the v1 ports are enough for a v1 gateway only', () => {
  const gatewayRules = {
    manager: rule({ priority: 100, sourceAddressPrefix: 'GatewayManager', destinationPortRange: '65503-65534' }),
  };
  const pool = [{ ipAddress: '10.0.1.5' }];
  expect(healths({ gatewayRules, gateway: applicationGateway(pool, 'Standard') })[0]).toBe('10.0.1.5 Healthy');
  expect(healths({ gatewayRules, gateway: applicationGateway(pool, 'Standard_v2') })[0]).toBe('10.0.1.5 Unknown');
});

test('servers outside the estate answer, addresses that nobody has do not, nor do names that do not resolve', () => {
  const gateway = applicationGateway([
    { ipAddress: '203.0.113.80' },
    { fqdn: 'shop.example.com' },
    { ipAddress: '10.0.1.99' },
    { fqdn: 'typo.invalid' },
  ]);
  expect(healths({ gateway })).toEqual([
    '203.0.113.80 Healthy',
    'shop.example.com Healthy',
    '10.0.1.99 Unhealthy',
    'typo.invalid Unhealthy',
    '10.0.1.4 Healthy',
  ]);
  expect(logs({ gateway }).at(-1)).toMatch(/could not create a probe/);
});

test('pools are probed with the settings that routing rules and path maps pair them with', () => {
  const ref = (collection: string, name: string) => ({ id: `${GATEWAY}/${collection}/${name}` });
  const target = (pool: string, settings: string) => ({
    backendAddressPool: ref('backendAddressPools', pool),
    backendHttpSettings: ref('BACKENDHTTPSETTINGSCOLLECTION', settings),
  });
  const base = applicationGateway([]);
  const gateway = resource('Microsoft.Network/applicationGateways', 'gateway', {
    ...base.properties,
    backendAddressPools: ['web', 'api', 'unused'].map((name) => ({
      name,
      properties: { backendAddresses: [{ ipAddress: '10.0.1.5' }] },
    })),
    backendHttpSettingsCollection: [
      { name: 'http', properties: { port: 80 } },
      { name: 'api', properties: { port: 9000, probe: ref('probes', 'api') } },
    ],
    probes: [{ name: 'api', properties: { port: 22 } }],
    requestRoutingRules: [{ name: 'rule', properties: target('web', 'http') }],
    urlPathMaps: [
      {
        name: 'map',
        properties: {
          defaultBackendAddressPool: ref('backendAddressPools', 'web'),
          defaultBackendHttpSettings: ref('backendHttpSettingsCollection', 'http'),
          pathRules: [{ name: 'api', properties: target('api', 'api') }],
        },
      },
    ],
  });
  const pairs = ask({ gateway, guests: { web2: { listens: [22] } } }).backendAddressPools.flatMap((pool) =>
    pool.backendHttpSettingsCollection.map((settings) => [
      pool.backendAddressPool.id.split('/').at(-1),
      settings.backendHttpSettings.id.split('/').at(-1),
      settings.servers[0]?.health,
    ]),
  );
  expect(pairs).toEqual([
    ['web', 'http', 'Unhealthy'],
    ['api', 'api', 'Healthy'],
  ]);
});

test('a gateway that does not exist is not found', () => {
  expect(refusal(estate({}), 'POST', `${GATEWAY}2`, 'backendhealth')).toBe('ResourceNotFound');
});

test('what a completed rule changes is seen by the next look', () => {
  const model = estate({ gatewayRules: {} });
  const look = () =>
    body<BackendHealth>(model, 'POST', GATEWAY, 'backendhealth').backendAddressPools[0]
      ?.backendHttpSettingsCollection[0]?.servers[0]?.health;
  expect(look()).toBe('Unknown');
  const id = GATEWAY.replace('applicationGateways/gateway', 'networkSecurityGroups/gateway-nsg/securityRules/manager');
  const put = reply(model, 'PUT', id, undefined, {
    properties: rule({ priority: 100, sourceAddressPrefix: 'GatewayManager', destinationPortRange: '65200-65535' }),
  });
  expect(look()).toBe('Unknown');
  if (put.kind === 'later') put.complete();
  expect(look()).toBe('Healthy');
});

test('an estate can ask for the rarer words', () => {
  const told = (setup: Setup, backendHealth: Model['backendHealth']) => {
    const answer: BackendHealth = body({ ...estate(setup), backendHealth }, 'POST', GATEWAY, 'backendhealth');
    return answer.backendAddressPools
      .flatMap((pool) => pool.backendHttpSettingsCollection)
      .flatMap((settings) => settings.servers)
      .map(({ health, healthProbeLog }) => `${health}: ${healthProbeLog.slice(0, 49)}`);
  };
  const draining = { unmanaged: 'Unhealthy', servers: { '10.0.1.5': 'Draining' } } as const;
  expect(told({}, draining)).toContain('Draining: Success. Received 200 status code');
  expect(told({ guests: { web2: { listens: [] } } }, draining).join()).not.toContain('Draining');
  expect(new Set(told({ gatewayRules: {} }, draining))).toEqual(
    new Set(['Unhealthy: The backend health status could not be retrieved.']),
  );
});
