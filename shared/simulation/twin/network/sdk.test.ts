import { GROUP, NSG, SUBSCRIPTION, VM, VNET, startWorld } from '../testing';
import type { RunningTwin } from '../contract';

/** The provider as the unmodified SDK meets it. */

const BASE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}/providers`;
const GATEWAY = `${BASE}/Microsoft.Network/applicationGateways/gw1`;

const more = [
  {
    id: `${BASE}/Microsoft.Network/networkWatchers/nw1`,
    name: 'nw1',
    type: 'Microsoft.Network/networkWatchers',
    location: 'koreacentral',
    properties: {},
  },
  {
    id: `${VM}/extensions/watcher`,
    name: 'watcher',
    type: 'Microsoft.Compute/virtualMachines/extensions',
    location: 'koreacentral',
    properties: { publisher: 'Microsoft.Azure.NetworkWatcher', type: 'NetworkWatcherAgentLinux' },
  },
  {
    id: `${VNET}/subnets/gateway`,
    name: 'gateway',
    type: 'Microsoft.Network/virtualNetworks/subnets',
    properties: { addressPrefix: '10.0.9.0/24', networkSecurityGroup: { id: NSG } },
  },
  {
    id: GATEWAY,
    name: 'gw1',
    type: 'Microsoft.Network/applicationGateways',
    location: 'koreacentral',
    properties: {
      sku: { name: 'Standard_v2', tier: 'Standard_v2' },
      gatewayIPConfigurations: [{ name: 'ip', properties: { subnet: { id: `${VNET}/subnets/gateway` } } }],
      backendAddressPools: [{ name: 'pool', properties: { backendAddresses: [{ ipAddress: '10.0.0.4' }] } }],
      backendHttpSettingsCollection: [{ name: 'ssh', properties: { port: 22, protocol: 'Http' } }],
    },
  },
];

let twin: RunningTwin | undefined;
afterEach(async () => {
  await twin?.close();
  twin = undefined;
});

async function network() {
  const world = await startWorld({ more });
  twin = world.twin;
  return world.network;
}

const healthOf = async (client: Awaited<ReturnType<typeof network>>) => {
  const { backendAddressPools } = await client.applicationGateways.backendHealth(GROUP, 'gw1');
  return backendAddressPools?.[0]?.backendHttpSettingsCollection?.[0]?.servers?.[0]?.health;
};

test('a rule that lets GatewayManager in makes the backends known, and without it they are unknown again', async () => {
  const client = await network();
  expect(await healthOf(client)).toBe('Unknown');
  const created = await client.securityRules.createOrUpdate(GROUP, 'nsg1', 'manager', {
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    priority: 100,
    sourceAddressPrefix: 'GatewayManager',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '65200-65535',
  });
  expect(created).toMatchObject({ name: 'manager', provisioningState: 'Succeeded' });
  expect(await healthOf(client)).toBe('Healthy');
  await client.securityRules.delete(GROUP, 'nsg1', 'manager');
  expect(await healthOf(client)).toBe('Unknown');
  const writes = twin?.log.filter((request) => request.effect === 'write').map(({ method }) => method);
  expect(writes).toEqual(['PUT', 'DELETE']);
});

test('a group shows its default rules', async () => {
  const group = await (await network()).networkSecurityGroups.get(GROUP, 'nsg1');
  expect(group.defaultSecurityRules?.map(({ name }) => name)).toContain('DenyAllInBound');
  expect(group.securityRules?.map(({ name }) => name)).toEqual(['ssh']);
});

test('a rule that cannot be is refused with ARM’s code', async () => {
  const client = await network();
  const clash = {
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    priority: 300,
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '80',
  };
  await expect(client.securityRules.createOrUpdate(GROUP, 'nsg1', 'web', clash)).rejects.toMatchObject({
    statusCode: 400,
    code: 'SecurityRuleConflict',
  });
});

test('Network Watcher answers', async () => {
  const client = await network();
  const verified = await client.networkWatchers.verifyIPFlow(GROUP, 'nw1', {
    targetResourceId: VM,
    direction: 'Inbound',
    protocol: 'TCP',
    localPort: '22',
    remotePort: '60000',
    localIPAddress: '10.0.0.4',
    remoteIPAddress: '203.0.113.7',
  });
  expect(verified).toMatchObject({ access: 'Allow', ruleName: 'securityRules/ssh' });
  const hop = await client.networkWatchers.getNextHop(GROUP, 'nw1', {
    targetResourceId: VM,
    sourceIPAddress: '10.0.0.4',
    destinationIPAddress: '203.0.113.7',
  });
  expect(hop).toMatchObject({ nextHopType: 'Internet', routeTableId: 'System Route' });
  const checked = await client.networkWatchers.checkConnectivity(GROUP, 'nw1', {
    source: { resourceId: VM },
    destination: { address: '203.0.113.99', port: 443 },
  });
  expect(checked).toMatchObject({ connectionStatus: 'Reachable' });
  expect(twin?.log.filter((request) => request.effect === 'write')).toEqual([]);
});

test('an interface has effective rules and routes', async () => {
  const client = await network();
  const groups = await client.networkInterfaces.listEffectiveNetworkSecurityGroups(GROUP, 'nic1');
  expect(groups.value[0]?.effectiveSecurityRules?.[0]).toMatchObject({ name: 'securityRules/ssh' });
  const routes = await client.networkInterfaces.getEffectiveRouteTable(GROUP, 'nic1');
  expect(routes.value[0]).toMatchObject({ addressPrefix: ['10.0.0.0/16'], nextHopType: 'VnetLocal' });
});

test('a gateway is asked on demand, updated, stopped and started', async () => {
  const client = await network();
  await client.securityRules.createOrUpdate(GROUP, 'nsg1', 'manager', {
    direction: 'Inbound',
    access: 'Allow',
    protocol: 'Tcp',
    priority: 100,
    sourceAddressPrefix: 'GatewayManager',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '65200-65535',
  });
  const asked = await client.applicationGateways.backendHealthOnDemand(GROUP, 'gw1', {
    protocol: 'Http',
    path: '/health',
    timeout: 30,
    backendAddressPool: { id: `${GATEWAY}/backendAddressPools/pool` },
    backendHttpSettings: { id: `${GATEWAY}/backendHttpSettingsCollection/ssh` },
  });
  expect(asked.backendHealthHttpSettings?.servers?.[0]).toMatchObject({ address: '10.0.0.4', health: 'Healthy' });

  const gateway = await client.applicationGateways.get(GROUP, 'gw1');
  const [settings] = gateway.backendHttpSettingsCollection ?? [];
  const changed = { ...gateway, backendHttpSettingsCollection: [{ ...settings, port: 23 }] };
  const updated = await client.applicationGateways.createOrUpdate(GROUP, 'gw1', changed, {
    requestOptions: { headers: { 'If-Match': gateway.etag ?? '' } },
  });
  expect(updated.backendHttpSettingsCollection?.[0]).toMatchObject({ port: 23 });
  await expect(
    client.applicationGateways.createOrUpdate(GROUP, 'gw1', changed, {
      requestOptions: { headers: { 'If-Match': gateway.etag ?? '' } },
    }),
  ).rejects.toMatchObject({ statusCode: 412 });

  await client.applicationGateways.stop(GROUP, 'gw1');
  expect((await client.applicationGateways.get(GROUP, 'gw1')).operationalState).toBe('Stopped');
  await client.applicationGateways.start(GROUP, 'gw1');
  expect(await healthOf(client)).toBe('Unhealthy');
});

test('Network Watcher tries from a gateway', async () => {
  const client = await network();
  const checked = await client.networkWatchers.checkConnectivity(GROUP, 'nw1', {
    source: { resourceId: GATEWAY },
    destination: { address: '10.0.0.4', port: 22 },
  });
  expect(checked).toMatchObject({ connectionStatus: 'Reachable' });
  expect(checked.hops?.map(({ type }) => type)).toEqual(['Source', 'VirtualNetwork']);
});
