import type { NetworkManagementClient } from '@azure/arm-network';
import { GROUP, NIC, NSG, VNET, startWorld, type World } from '../testing';
import type { RunningTwin } from '../contract';

let open: RunningTwin | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function world(parts: World = {}) {
  const started = await startWorld(parts);
  open = started.twin;
  return { ...started, network: started.network };
}

const refusedWith = (code: string, statusCode = 400) => expect.objectContaining({ statusCode, code }) as unknown;
const location = 'koreacentral';
const rule = {
  name: 'web',
  direction: 'inbound',
  access: 'ALLOW',
  protocol: 'TCP',
  priority: 400,
  sourceAddressPrefix: '*',
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: '443',
};

describe('a network security group', () => {
  test('is replaced as a whole, its rules in Azure’s own words with every list', async () => {
    const { network } = await world();
    await network.networkSecurityGroups.createOrUpdate(GROUP, 'nsg1', { location, securityRules: [rule] });
    const { securityRules } = await network.networkSecurityGroups.get(GROUP, 'nsg1');
    expect(securityRules?.map(({ name }) => name)).toEqual(['web']);
    expect(securityRules?.[0]).toMatchObject({
      direction: 'Inbound',
      access: 'Allow',
      protocol: 'Tcp',
      sourcePortRanges: [],
      destinationPortRanges: [],
      sourceAddressPrefixes: [],
      destinationAddressPrefixes: [],
    });
  });

  test('is refused whole when one rule cannot be, or two are in each other’s way', async () => {
    const { network } = await world();
    const put = (...securityRules: object[]) =>
      network.networkSecurityGroups.createOrUpdate(GROUP, 'nsg1', { location, securityRules: securityRules });
    await expect(put({ ...rule, priority: 99 })).rejects.toEqual(refusedWith('SecurityRuleInvalidPriority'));
    await expect(put(rule, { ...rule, name: 'again' })).rejects.toEqual(refusedWith('SecurityRuleConflict'));
    const kept = await network.networkSecurityGroups.get(GROUP, 'nsg1');
    expect(kept.securityRules?.map(({ name }) => name)).toEqual(['ssh']);
  });

  test('is made with a location, stays there, and is deleted when nobody uses it', async () => {
    const { network } = await world();
    const groups = network.networkSecurityGroups;
    await expect(groups.createOrUpdate(GROUP, 'new', {})).rejects.toEqual(refusedWith('LocationRequired'));
    await groups.createOrUpdate(GROUP, 'new', { location });
    await expect(groups.createOrUpdate(GROUP, 'new', { location: 'westeurope' })).rejects.toEqual(
      refusedWith('InvalidResourceLocation', 409),
    );
    await expect(groups.delete(GROUP, 'nsg1')).rejects.toEqual(refusedWith('InUseNetworkSecurityGroupCannotBeDeleted'));
    await groups.delete(GROUP, 'new');
    await expect(groups.get(GROUP, 'new')).rejects.toEqual(refusedWith('ResourceNotFound', 404));
  });

  test('takes one change at a time', async () => {
    const { network, pass } = await world({ times: { securityRule: 5000 } });
    const put = (name: string, priority: number) =>
      network.securityRules.createOrUpdate(GROUP, 'nsg1', name, { ...rule, priority });
    const first = put('first', 500);
    await first.submitted();
    const second: unknown = await put('second', 501).then(undefined, (error: unknown) => error);
    expect(second).toEqual(refusedWith('RetryableErrorDueToAnotherOperation', 429));
    expect((second as { response: { headers: Map<string, string> } }).response.headers.get('retry-after')).toBe('10');
    pass(5);
    await put('second', 501).submitted();
  });
});

describe('routes and subnets', () => {
  const table = async (network: NetworkManagementClient) => {
    await network.routeTables.createOrUpdate(GROUP, 'table', { location });
    return network.routes;
  };

  test('a route says where it goes to', async () => {
    const { network } = await world();
    const routes = await table(network);
    const put = (name: string, properties: object) => routes.createOrUpdate(GROUP, 'table', name, properties);
    await put('out', { addressPrefix: '0.0.0.0/0', nextHopType: 'internet' });
    expect(await routes.get(GROUP, 'table', 'out')).toMatchObject({ nextHopType: 'Internet' });
    await expect(put('nva', { addressPrefix: '10.0.0.0/8', nextHopType: 'VirtualAppliance' })).rejects.toEqual(
      refusedWith('MissingNextHopIpAddress'),
    );
    const addressed = { addressPrefix: '10.0.0.0/8', nextHopType: 'None', nextHopIpAddress: '10.0.0.9' };
    await expect(put('none', addressed)).rejects.toEqual(refusedWith('InvalidRequestFormat'));
    await expect(put('odd', { addressPrefix: '10.0.0.1/8', nextHopType: 'None' })).rejects.toEqual(
      refusedWith('InvalidAddressPrefixFormat'),
    );
    await expect(put('twice', { addressPrefix: '0.0.0.0/0', nextHopType: 'None' })).rejects.toEqual(
      refusedWith('RouteConflict'),
    );
    await routes.delete(GROUP, 'table', 'out');
    expect((await network.routeTables.get(GROUP, 'table')).routes).toEqual([]);
  });

  test('a table is put on a subnet and packets follow it; then it cannot be deleted', async () => {
    const { network } = await world();
    await (
      await table(network)
    ).createOrUpdate(GROUP, 'table', 'hole', { addressPrefix: '0.0.0.0/0', nextHopType: 'None' });
    const subnet = await network.subnets.get(GROUP, 'vnet1', 'default');
    const { id } = await network.routeTables.get(GROUP, 'table');
    await network.subnets.createOrUpdate(GROUP, 'vnet1', 'default', { ...subnet, routeTable: { id: id ?? '' } });
    const { value } = await network.networkInterfaces.getEffectiveRouteTable(GROUP, 'nic1');
    expect(value).toContainEqual(expect.objectContaining({ source: 'User', nextHopType: 'None' }));
    expect((await network.routeTables.get(GROUP, 'table')).subnets).toEqual([{ id: subnet.id }]);
    await expect(network.routeTables.delete(GROUP, 'table')).rejects.toEqual(
      refusedWith('InUseRouteTableCannotBeDeleted'),
    );
  });

  test('a subnet lies in its network, beside the others, and stays while it is used', async () => {
    const { network } = await world();
    const put = (addressPrefix: string, name = 'more') =>
      network.subnets.createOrUpdate(GROUP, 'vnet1', name, { addressPrefix });
    await expect(put('10.1.0.0/24')).rejects.toEqual(refusedWith('NetcfgSubnetRangeOutsideVnet'));
    await expect(put('10.0.0.128/25')).rejects.toEqual(refusedWith('NetcfgSubnetRangesOverlap'));
    await put('10.0.1.0/24');
    await network.subnets.delete(GROUP, 'vnet1', 'more');
    await expect(network.subnets.delete(GROUP, 'vnet1', 'default')).rejects.toEqual(
      refusedWith('InUseSubnetCannotBeDeleted'),
    );
    const emptied = { location, addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets: [] };
    await expect(network.virtualNetworks.createOrUpdate(GROUP, 'vnet1', emptied)).rejects.toEqual(
      refusedWith('InUseSubnetCannotBeDeleted'),
    );
  });
});

describe('interfaces and addresses', () => {
  const ipConfigurations = (properties: object) => [
    { name: 'ip1', subnet: { id: `${VNET}/subnets/default` }, ...properties },
  ];

  test('an interface gets the first free address', async () => {
    const { network } = await world();
    const put = (properties: object) =>
      network.networkInterfaces.createOrUpdate(GROUP, 'nic2', {
        location,
        ipConfigurations: ipConfigurations(properties),
      });
    await put({});
    const made = await network.networkInterfaces.get(GROUP, 'nic2');
    expect(made.ipConfigurations?.[0]?.privateIPAddress).toBe('10.0.0.5');
    await expect(put({ privateIPAddress: '10.0.0.4' })).rejects.toEqual(refusedWith('PrivateIPAddressInUse'));
    await expect(put({ privateIPAddress: '10.9.0.4' })).rejects.toEqual(refusedWith('PrivateIPAddressNotInSubnet'));
    await expect(put({ subnet: { id: `${VNET}9/subnets/default` } })).rejects.toEqual(
      refusedWith('InvalidResourceReference'),
    );
    await network.networkInterfaces.delete(GROUP, 'nic2');
    await expect(network.networkInterfaces.delete(GROUP, 'nic1')).rejects.toEqual(refusedWith('NicInUse'));
  });

  test('an interface takes another group, and what it denies is denied', async () => {
    const { network, twin } = await world();
    const nic = await network.networkInterfaces.get(GROUP, 'nic1');
    await network.networkInterfaces.createOrUpdate(GROUP, 'nic1', { ...nic, networkSecurityGroup: { id: NSG } });
    expect(twin.state.get(NIC)?.properties.networkSecurityGroup).toMatchObject({ id: NSG });
    const { value } = await network.networkInterfaces.listEffectiveNetworkSecurityGroups(GROUP, 'nic1');
    expect(value).toHaveLength(2);
  });

  test('a static public address is there at once, and one in use is not deleted', async () => {
    const { network } = await world();
    await network.publicIPAddresses.createOrUpdate(GROUP, 'pip2', { location, publicIPAllocationMethod: 'Static' });
    expect((await network.publicIPAddresses.get(GROUP, 'pip2')).ipAddress).toBe('198.51.100.1');
    await network.publicIPAddresses.updateTags(GROUP, 'pip2', { tags: { owner: 'net' } });
    expect((await network.publicIPAddresses.get(GROUP, 'pip2')).tags).toEqual({ owner: 'net' });
    await network.publicIPAddresses.delete(GROUP, 'pip2');
    await expect(network.publicIPAddresses.delete(GROUP, 'pip1')).rejects.toEqual(
      refusedWith('PublicIPAddressCannotBeDeleted'),
    );
  });
});

describe('a gateway', () => {
  const GATEWAY = NSG.replace('networkSecurityGroups/nsg1', 'applicationGateways/gw1');
  const gateway = {
    id: GATEWAY,
    type: 'Microsoft.Network/applicationGateways',
    name: 'gw1',
    location,
    properties: {
      sku: { name: 'Standard_v2', tier: 'Standard_v2' },
      gatewayIPConfigurations: [{ name: 'ip', properties: { subnet: { id: `${VNET}/subnets/default` } } }],
    },
  };

  test('stops and starts, and while it is stopped nothing is said of its backends', async () => {
    const { network, pass } = await world({ more: [gateway], times: { gatewayPower: 60_000 } });
    const state = async () => (await network.applicationGateways.get(GROUP, 'gw1')).operationalState;
    await network.applicationGateways.stop(GROUP, 'gw1').submitted();
    expect(await state()).toBe('Stopping');
    await expect(network.applicationGateways.start(GROUP, 'gw1').submitted()).rejects.toEqual(
      refusedWith('RetryableErrorDueToAnotherOperation', 429),
    );
    pass(60);
    expect(await state()).toBe('Stopped');
    await expect(network.applicationGateways.backendHealth(GROUP, 'gw1')).rejects.toEqual(
      refusedWith('NotSimulated', 501),
    );
    await network.applicationGateways.start(GROUP, 'gw1').submitted();
    pass(60);
    expect(await state()).toBe('Running');
  });

  test('can be changed, but not made', async () => {
    const { network } = await world({ more: [gateway] });
    const now = await network.applicationGateways.get(GROUP, 'gw1');
    await network.applicationGateways.createOrUpdate(GROUP, 'gw1', { ...now, tags: { team: 'web' } });
    expect((await network.applicationGateways.get(GROUP, 'gw1')).tags).toEqual({ team: 'web' });
    await expect(network.applicationGateways.createOrUpdate(GROUP, 'gw2', now)).rejects.toEqual(
      refusedWith('NotSimulated', 501),
    );
  });
});

describe('answers at once', () => {
  test('come for some questions to Network Watcher, the same in every run with a seed, and never without', async () => {
    const WATCHER = NSG.replace('networkSecurityGroups/nsg1', 'networkWatchers/watcher');
    const more = [
      { id: WATCHER, type: 'Microsoft.Network/networkWatchers', name: 'watcher', location, properties: {} },
    ];
    const statuses = async (seed?: string) => {
      const { twin, network } = await world({
        more,
        times: { networkWatcher: 10_000 },
        ...(seed !== undefined && { seed }),
      });
      for (let number = 1; number <= 20; number += 1) {
        const destinationIPAddress = `10.0.0.${number}`;
        const question = {
          targetResourceId: NIC.replace(
            'Microsoft.Network/networkInterfaces/nic1',
            'Microsoft.Compute/virtualMachines/vm1',
          ),
          sourceIPAddress: '10.0.0.4',
          destinationIPAddress,
        };
        await network.networkWatchers.getNextHop(GROUP, 'watcher', question).submitted();
      }
      const seen = twin.log.filter(({ method }) => method === 'POST').map(({ status }) => status);
      await twin.close();
      return seen;
    };
    const first = await statuses('a');
    expect(new Set(first)).toEqual(new Set([200, 202]));
    expect(await statuses('a')).toEqual(first);
    expect(await statuses('b')).not.toEqual(first);
    expect(new Set(await statuses())).toEqual(new Set([202]));
  });
});
