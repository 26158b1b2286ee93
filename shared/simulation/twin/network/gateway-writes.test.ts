import type { Resource } from '../../scenarios/schema';
import { AGW, START, idIn, named, openShop, partOf, resource, type Setup } from './shop';

const WELL = 'Healthy: Success. Received 200 status code';
const NSG = idIn('networkSecurityGroups', 'nsg');
const TABLE = idIn('routeTables', 'table');

const setup: Setup = {
  serves: { '80': { pages: [{ path: '/health' }] } },
  probe: { host: '127.0.0.1', path: '/' },
  gatewaySubnet: { networkSecurityGroup: { id: NSG }, routeTable: { id: TABLE } },
  more: [
    resource('networkSecurityGroups', 'nsg', {
      securityRules: named({
        manager: { ...allow(), sourceAddressPrefix: 'GatewayManager', destinationPortRange: '65200-65535' },
      }),
    }),
    resource('networkSecurityGroups', 'other', { securityRules: [] }),
    resource('routeTables', 'table', { routes: [] }),
  ],
};

function allow() {
  return {
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    priority: 100,
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '80',
  };
}

/** The gateway as it is read, with other properties. */
const changed = ({ etag: _, ...gateway }: Resource & { etag: string }, properties: Record<string, unknown>) => ({
  ...gateway,
  properties: { ...gateway.properties, ...properties },
});
const probes = (change: Record<string, unknown>) =>
  named({
    web: {
      protocol: 'Http',
      host: '127.0.0.1',
      path: '/health',
      interval: 30,
      timeout: 30,
      unhealthyThreshold: 3,
      ...change,
    },
  });

describe('an update', () => {
  test('takes minutes, and changes nothing until it ends', () => {
    const world = openShop(setup);
    const before = world.get(AGW);
    const started = world.send('PUT', AGW, changed(before, { probes: probes({}) }), { 'if-match': before.etag });
    expect(started).toMatchObject({ status: 200, body: { properties: { provisioningState: 'Updating' } } });
    expect(world.get(AGW)).toMatchObject({
      properties: { provisioningState: 'Updating', operationalState: 'Running' },
    });
    world.pass(60);
    expect(world.told()).toMatch('404');
    world.settled(started);
    expect(world.now() - START).toBeGreaterThan(120_000);
    world.pass(30);
    expect(world.told()).toBe(WELL);
    const after = world.get(AGW);
    expect(after).toMatchObject({ properties: { provisioningState: 'Succeeded', probes: probes({}) } });
    expect(after.etag).not.toBe(before.etag);
  });

  test('is refused when somebody else has changed the gateway', () => {
    const world = openShop(setup);
    const before = world.get(AGW);
    world.settled(world.send('PUT', AGW, changed(before, { probes: probes({}) })));
    const late = world.send('PUT', AGW, changed(before, {}), { 'if-match': before.etag });
    expect(late).toMatchObject({ status: 412, body: { error: { code: 'PreconditionFailed' } } });
  });

  test('holds the gateway, and the group, the table and the network of its subnet', () => {
    const world = openShop(setup);
    world.send('PUT', AGW, changed(world.get(AGW), {}));
    const rule = (group: string) => `${group}/securityRules/web`;
    const put = (id: string, properties: object) => world.send('PUT', id, { location: 'koreacentral', properties });
    const later = { ...allow(), priority: 200 };
    const refused = {
      status: 429,
      headers: { 'retry-after': '10' },
      body: { error: { code: 'RetryableErrorDueToAnotherOperation' } },
    };
    expect(put(rule(NSG), later)).toMatchObject(refused);
    expect(put(`${TABLE}/routes/default`, { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' })).toMatchObject(
      refused,
    );
    expect(put(idIn('virtualNetworks', 'vnet/subnets/more'), { addressPrefix: '10.0.9.0/24' })).toMatchObject(refused);
    expect(world.send('POST', `${AGW}/stop`)).toMatchObject(refused);
    expect(put(rule(idIn('networkSecurityGroups', 'other')), later).status).toBe(201);
    world.pass(300);
    expect(put(rule(NSG), later).status).toBe(201);
  });

  test('that fails leaves the gateway as it was', () => {
    const world = openShop({
      ...setup,
      faults: [
        {
          method: 'PUT',
          path: 'applicationGateways/agw',
          answer: { kind: 'operation', seconds: 60, code: 'InternalServerError' },
        },
      ],
    });
    const answer = world.settled(world.send('PUT', AGW, changed(world.get(AGW), { probes: probes({}) })));
    expect(answer.body).toMatchObject({ error: { code: 'InternalServerError' } });
    expect(world.get(AGW)).toMatchObject({
      properties: { provisioningState: 'Failed', probes: probes({ path: '/' }) },
    });
    world.pass(60);
    expect(world.told()).toMatch('404');
  });

  test.each<[string, Record<string, unknown>, string, number?]>([
    ['a probe without a host', { probes: probes({ host: '' }) }, 'ApplicationGatewayProbeHostMissing'],
    [
      'a probe of another protocol',
      { probes: probes({ protocol: 'Https' }) },
      'ApplicationGatewayProbeProtocolMismatch',
    ],
    ['a probe that is not there', { probes: [] }, 'InvalidResourceReference'],
    ['a timeout of nothing', { probes: probes({ timeout: 0 }) }, 'InvalidRequestFormat'],
    ['a threshold above 20', { probes: probes({ unhealthyThreshold: 21 }) }, 'InvalidRequestFormat'],
    ['a path without a slash', { probes: probes({ path: 'health' }) }, 'InvalidRequestFormat'],
    ['a status that is none', { probes: probes({ match: { statusCodes: ['2xx'] } }) }, 'InvalidRequestFormat'],
    ['a rule to a pool that is not there', { backendAddressPools: [] }, 'InvalidResourceReference'],
    ['another generation', { sku: { tier: 'Standard' } }, 'NotSimulated', 501],
    [
      'another subnet',
      { gatewayIPConfigurations: named({ ip: { subnet: { id: idIn('virtualNetworks', 'vnet/subnets/web') } } }) },
      'NotSimulated',
      501,
    ],
  ])('is refused for %s', (_, properties, code, ...[status = 400]) => {
    const world = openShop(setup);
    expect(world.send('PUT', AGW, changed(world.get(AGW), properties))).toMatchObject({
      status,
      body: { error: { code } },
    });
  });

  test('of a first-generation gateway cannot give a probe a port', () => {
    const world = openShop({ ...setup, gateway: { sku: { tier: 'Standard' } } });
    const answer = world.send('PUT', AGW, changed(world.get(AGW), { probes: probes({ port: 81 }) }));
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'ApplicationGatewayProbePortNotSupported' } } });
  });

  test('may upload another root, whatever form it comes in', () => {
    const tls: Setup = {
      serves: { '443': { certificates: [{ names: ['shop.contoso.com'], authority: 'contoso' }] } },
      settings: {
        port: 443,
        protocol: 'Https',
        hostName: 'shop.contoso.com',
        trustedRootCertificates: [partOf('trustedRootCertificates', 'up')],
      },
      gateway: {
        trustedRootCertificates: named({ up: { data: 'root of fabrikam' }, right: { data: 'root of contoso' } }),
      },
      estate: { authorities: { contoso: {}, fabrikam: {} } },
    };
    const world = openShop(tls);
    expect(world.told()).toMatch("doesn't match the trusted root");
    const before = world.get(AGW);
    const [, right] = before.properties.trustedRootCertificates as { properties: { data: string } }[];
    const pem = `-----BEGIN CERTIFICATE-----\n${right?.properties.data ?? ''}\n-----END CERTIFICATE-----\n`;
    const data = Buffer.from(pem).toString('base64');
    world.settled(world.send('PUT', AGW, changed(before, { trustedRootCertificates: named({ up: { data } }) })));
    world.pass(30);
    expect(world.told()).toBe(WELL);
    const broken = { trustedRootCertificates: named({ up: { data: 'AAAA' } }) };
    expect(world.send('PUT', AGW, changed(world.get(AGW), broken))).toMatchObject({
      status: 400,
      body: { error: { code: 'ApplicationGatewayTrustedRootCertificateInvalidData' } },
    });
  });
});

describe('stopping and starting', () => {
  test('takes minutes, in which the gateway serves nobody', () => {
    const world = openShop({
      ...setup,
      more: [
        ...(setup.more ?? []),
        resource('networkWatchers', 'watcher', {}),
        { ...resource('networkWatchers', 'agent', {}), ...agent() },
      ],
    });
    const state = () => world.get(AGW).properties.operationalState;
    expect(reached()).toBe('Reachable');
    const begun = world.now();
    const stopping = world.send('POST', `${AGW}/stop`);
    expect(stopping.status).toBe(202);
    expect(state()).toBe('Stopping');
    expect(reached()).toBe('Unreachable');
    world.settled(stopping);
    expect(world.now() - begun).toBeGreaterThan(120_000);
    expect(state()).toBe('Stopped');
    expect(world.send('POST', `${AGW}/backendhealth`)).toMatchObject({ status: 501 });
    expect(world.send('POST', `${AGW}/stop`).status).toBe(200);
    const starting = world.send('POST', `${AGW}/start`);
    expect(state()).toBe('Starting');
    expect(world.get(AGW)).toMatchObject({ properties: { provisioningState: 'Updating' } });
    world.settled(starting);
    expect(world.get(AGW)).toMatchObject({
      properties: { provisioningState: 'Succeeded', operationalState: 'Running' },
    });

    function reached() {
      const question = { source: { resourceId: agent().vm }, destination: { address: '10.0.0.4', port: 80 } };
      const answer = world.settled(
        world.send('POST', `${idIn('networkWatchers', 'watcher')}/connectivityCheck`, question),
      );
      return (answer.body as { connectionStatus: string }).connectionStatus;
    }
  });

  function agent() {
    const type = 'Microsoft.Compute/virtualMachines/extensions';
    const vm = idIn('x', 'y').replace('Microsoft.Network/x/y', 'Microsoft.Compute/virtualMachines/web');
    return {
      vm,
      id: `${vm}/extensions/agent`,
      type,
      properties: { publisher: 'Microsoft.Azure.NetworkWatcher', type: 'NetworkWatcherAgentLinux' },
    };
  }
});
