import { applicationGateway } from './application-gateway';
import { networkInterface } from './network-interface';
import { networkSecurityGroup } from './network-security-group';
import { networkWatchers } from './network-watchers';
import { publicIpAddress } from './public-ip-address';
import { routeTable } from './route-table';
import { subnet } from './subnet';
import { virtualNetwork } from './virtual-network';

const rg = '/subscriptions/1/resourceGroups/rg/providers';
const vnet = `${rg}/Microsoft.Network/virtualNetworks/vnet1`;

const gateway = (tier: string) => ({
  id: `${rg}/Microsoft.Network/applicationGateways/gw1`,
  name: 'gw1',
  location: 'West US',
  tags: null,
  properties: {
    provisioningState: 'Succeeded',
    operationalState: 'Running',
    sku: { name: tier, tier, capacity: 2 },
    gatewayIPConfigurations: [{ name: 'ip', properties: { subnet: { id: `${vnet}/subnets/gw` } } }],
    backendAddressPools: [
      {
        id: 'pool1',
        name: 'web',
        properties: {
          backendIPConfigurations: [{ id: 'ip1' }],
          backendAddresses: [{ ipAddress: '10.0.2.4' }, { fqdn: 'shop.example' }],
        },
      },
      { id: 'pool2', name: 'empty', properties: { backendAddresses: null } },
    ],
    backendHttpSettingsCollection: [
      {
        id: 'settings1',
        name: 'https',
        properties: {
          protocol: 'Https',
          port: 8443,
          hostName: '',
          pickHostNameFromBackendAddress: true,
          path: '/v2/',
          probe: { id: 'probe1' },
          trustedRootCertificates: [{ id: 'root1' }],
          affinityCookieName: 'a',
        },
      },
      { id: 'settings2', name: 'plain', properties: { protocol: 'Http', port: 80, authenticationCertificates: [] } },
    ],
    probes: [
      {
        id: 'probe1',
        name: 'health',
        properties: {
          protocol: 'Https',
          host: 'shop.example',
          path: '/up',
          interval: 30,
          timeout: 20,
          unhealthyThreshold: 3,
          match: { body: '', statusCodes: ['200', '204'] },
        },
      },
      {
        id: 'probe2',
        name: 'bare',
        properties: {
          protocol: 'Http',
          pickHostNameFromBackendHttpSettings: true,
          interval: 5,
          timeout: 5,
          unhealthyThreshold: 1,
          port: 8081,
          match: {},
        },
      },
    ],
    httpListeners: [
      { id: 'shop', properties: { hostName: 'shop.example', hostNames: [] } },
      { id: 'many', properties: { hostNames: ['*.example', 'www.example'] } },
      { id: 'any', properties: { hostName: '' } },
    ],
    requestRoutingRules: [
      { properties: { httpListener: { id: 'shop' }, backendHttpSettings: { id: 'settings1' } } },
      { properties: { httpListener: { id: 'MANY' }, urlPathMap: { id: 'MAP' } } },
      { properties: { httpListener: { id: 'any' }, redirectConfiguration: { id: 'redirect' } } },
    ],
    urlPathMaps: [
      {
        id: 'map',
        properties: {
          defaultBackendHttpSettings: { id: 'settings1' },
          pathRules: [
            { properties: { paths: ['/api/*', '/v1/*'], backendHttpSettings: { id: 'settings2' } } },
            { properties: { paths: ['/old/*'], redirectConfiguration: { id: 'redirect' } } },
          ],
        },
      },
    ],
    frontendIPConfigurations: [{ name: 'fe', properties: { publicIPAddress: { id: 'ip1' } } }],
  },
});

test('an Application Gateway', () => {
  expect(applicationGateway.answer.parse(gateway('WAF_v2'))).toEqual({
    id: `${rg}/Microsoft.Network/applicationGateways/gw1`,
    name: 'gw1',
    location: 'westus',
    tier: 'WAF_v2',
    generation: 'v2',
    hasOwnIdentity: false,
    seesCertificates: true,
    subnet: `${vnet}/subnets/gw`,
    provisioningState: 'Succeeded',
    operationalState: { known: 'Running' },
    managedBy: 'internet',
    routes: [
      { settings: 'settings1', hostNames: ['shop.example'], paths: ['/*'] },
      { settings: 'settings1', hostNames: ['*.example', 'www.example'], paths: ['/*'] },
      { settings: 'settings2', hostNames: ['*.example', 'www.example'], paths: ['/api/*', '/v1/*'] },
    ],
    pools: [
      {
        id: 'pool1',
        name: 'web',
        addresses: ['10.0.2.4'],
        hostNames: ['shop.example'],
        ipConfigurations: ['ip1'],
      },
      { id: 'pool2', name: 'empty', addresses: [], hostNames: [], ipConfigurations: [] },
    ],
    settings: [
      {
        id: 'settings1',
        name: 'https',
        protocol: { known: 'Https' },
        port: 8443,
        picksHostName: true,
        path: '/v2/',
        probe: 'probe1',
        trusted: ['root1'],
      },
      { id: 'settings2', name: 'plain', protocol: { known: 'Http' }, port: 80, picksHostName: false, trusted: [] },
    ],
    probes: [
      {
        id: 'probe1',
        name: 'health',
        protocol: { known: 'Https' },
        host: 'shop.example',
        picksHostName: false,
        path: '/up',
        interval: 30,
        timeout: 20,
        unhealthyThreshold: 3,
        statusCodes: ['200', '204'],
      },
      {
        id: 'probe2',
        name: 'bare',
        protocol: { known: 'Http' },
        picksHostName: true,
        path: '/',
        interval: 5,
        timeout: 5,
        unhealthyThreshold: 1,
        port: 8081,
        statusCodes: ['200-399'],
      },
    ],
    tags: {},
  });
});

test.each([
  ['Standard', 'v1'],
  ['WAF', 'v1'],
  ['Standard_v2', 'v2'],
  ['Basic', 'v2'],
])('a gateway of tier %s is of generation %s', (tier, generation) => {
  expect(applicationGateway.answer.parse(gateway(tier)).generation).toBe(generation);
});

test.each([
  ['Standard_v2', {}, 'perhaps-inside'],
  ['Standard', {}, 'internet'],
  ['Standard_v2', { tags: { enhancednetworkcontrol: 'true' } }, 'perhaps-inside'],
])('a gateway of tier %s without a public frontend, or with the tag, is managed by: %#', (tier, more, managedBy) => {
  const { properties, ...rest } = gateway(tier);
  const frontendIPConfigurations =
    'tags' in more ? properties.frontendIPConfigurations : [{ name: 'fe', properties: {} }];
  const answer = { ...rest, ...more, properties: { ...properties, frontendIPConfigurations } };
  expect(applicationGateway.answer.parse(answer).managedBy).toBe(managedBy);
});

test('a gateway that says nothing of its state', () => {
  const { properties, ...rest } = gateway('Standard_v2');
  const { operationalState: _, ...untold } = properties;
  const read = applicationGateway.answer.parse({ ...rest, properties: { ...untold, provisioningState: 'Updating' } });
  expect(read.operationalState).toEqual({ unrecognised: '' });
});

test('a subnet with everything, and with nothing', () => {
  const id = `${vnet}/subnets/a`;
  const properties = {
    addressPrefix: '10.0.1.0/24',
    networkSecurityGroup: { id: 'nsg' },
    routeTable: { id: 'rt' },
    natGateway: { id: 'nat' },
    defaultOutboundAccess: false,
    serviceEndpoints: [{ service: 'Microsoft.Storage', locations: ['*'] }],
  };
  expect(subnet.answer.parse({ id, properties })).toEqual({
    id,
    prefixes: ['10.0.1.0/24'],
    networkSecurityGroup: 'nsg',
    routeTable: 'rt',
    natGateway: 'nat',
    wayOut: 'private',
    serviceEndpoints: ['Microsoft.Storage'],
  });
  expect(subnet.answer.parse({ id, properties: { addressPrefixes: ['10.0.1.0/24', 'fd00::/64'] } })).toEqual({
    id,
    prefixes: ['10.0.1.0/24', 'fd00::/64'],
    wayOut: 'by-default',
    serviceEndpoints: [],
  });
});

test('a virtual network’s address space, and that of the peers that it certainly lets in', () => {
  const peering = (network: string, more: object) => ({
    name: `to-${network}`,
    properties: {
      peeringState: 'connected',
      allowVirtualNetworkAccess: true,
      remoteVirtualNetwork: { id: network },
      remoteAddressSpace: { addressPrefixes: ['10.9.0.0/16'] },
      ...more,
    },
  });
  const properties = {
    addressSpace: { addressPrefixes: ['10.0.0.0/16', '10.1.0.0/16'] },
    subnets: [],
    virtualNetworkPeerings: [
      peering('hub', {}),
      peering('gone', { peeringState: 'Disconnected' }),
      peering('half', { peeringState: 'Initiated' }),
      peering('shut', { allowVirtualNetworkAccess: false }),
      peering('silent', { allowVirtualNetworkAccess: undefined }),
      peering('new', { peeringState: 'Synchronising' }),
    ],
  };
  expect(virtualNetwork.answer.parse({ id: vnet, properties })).toEqual({
    id: vnet,
    prefixes: ['10.0.0.0/16', '10.1.0.0/16'],
    peers: [{ network: 'hub', prefixes: ['10.9.0.0/16'] }],
    dnsServers: [],
    nics: [],
  });
});

test('a security group brings singular and plural together and leaves the default rules out', () => {
  const rule = {
    protocol: 'TCP',
    access: 'Allow',
    direction: 'inbound',
    priority: 100,
    sourcePortRange: '*',
    sourceAddressPrefix: '',
    sourceAddressPrefixes: ['10.0.0.0/8', 'Internet'],
    destinationAddressPrefix: '*',
    destinationAddressPrefixes: [],
    destinationPortRanges: ['80', '443-444'],
  };
  const grouped = {
    access: 'Deny',
    direction: 'Outbound',
    priority: 4096,
    protocol: '*',
    sourceApplicationSecurityGroups: [{ id: 'asg1' }],
    destinationAddressPrefix: '*',
    sourcePortRange: '*',
    destinationPortRange: '*',
  };
  const group = networkSecurityGroup.answer.parse({
    id: 'nsg1',
    name: 'nsg1',
    location: 'westus',
    etag: 'W/"1"',
    properties: {
      securityRules: [
        { id: 'nsg1/securityRules/web', name: 'web', properties: rule },
        { name: 'grouped', properties: grouped },
      ],
      defaultSecurityRules: [{ name: 'DenyAllInBound', properties: { ...grouped, priority: 65500 } }],
    },
  });
  expect(group).toEqual({
    id: 'nsg1',
    name: 'nsg1',
    location: 'westus',
    etag: 'W/"1"',
    rules: [
      {
        id: 'nsg1/securityRules/web',
        name: 'web',
        direction: 'Inbound',
        access: 'Allow',
        protocol: 'Tcp',
        priority: 100,
        sources: ['10.0.0.0/8', 'Internet'],
        sourcePorts: ['*'],
        destinations: ['*'],
        destinationPorts: ['80', '443-444'],
      },
      {
        name: 'grouped',
        direction: 'Outbound',
        access: 'Deny',
        protocol: '*',
        priority: 4096,
        sources: ['asg1'],
        sourcePorts: ['*'],
        destinations: ['*'],
        destinationPorts: ['*'],
      },
    ],
  });
});

describe('a security rule that cannot be read', () => {
  const good = {
    protocol: 'Tcp',
    access: 'Allow',
    direction: 'Inbound',
    priority: 100,
    sourceAddressPrefix: '10.0.0.0/8',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '443',
  };
  const read = (...rules: readonly unknown[]) =>
    networkSecurityGroup.answer.parse({
      id: 'nsg1',
      name: 'nsg1',
      location: 'westus',
      properties: { securityRules: rules },
    }).rules;
  const asRead = {
    name: 'a',
    direction: 'Inbound',
    access: 'Unreadable',
    protocol: 'Tcp',
    priority: 100,
    sources: ['10.0.0.0/8'],
    sourcePorts: ['*'],
    destinations: ['*'],
    destinationPorts: ['443'],
  };

  test.each<[what: string, differs: object, then: object]>([
    ['its access', { access: 'Maybe' }, {}],
    ['its protocol', { protocol: 'Sctp' }, { protocol: '*' }],
    ['its priority', { priority: 'first' }, { priority: 0 }],
    ['its source', { sourceAddressPrefix: '10.0.0.0/99' }, { sources: ['*'] }],
    ['one of its sources', { sourceAddressPrefixes: ['10.0.0.0/99'] }, { sources: ['*'] }],
    ['that it has no source', { sourceAddressPrefix: undefined }, { sources: ['*'] }],
    ['its ports', { destinationPortRange: '22;443' }, { destinationPorts: ['*'] }],
    ['that it has no port', { destinationPortRange: '' }, { destinationPorts: ['*'] }],
  ])('keeps what can be read when what is odd is %s', (_, differs, then) => {
    expect(read({ name: 'a', properties: { ...good, ...differs } })).toEqual([{ ...asRead, ...then }]);
  });

  test('may be for both directions, and leaves the rules beside it alone', () => {
    const rules = read(
      { name: 'a', properties: { ...good, direction: 'Sideways' } },
      { name: 'b', properties: good },
      'c',
    );
    expect(rules.map(({ name, direction, access }) => `${name} ${direction} ${access}`)).toEqual([
      'a Inbound Unreadable',
      'a Outbound Unreadable',
      'b Inbound Allow',
      '? Inbound Unreadable',
      '? Outbound Unreadable',
    ]);
  });
});

test('a route table', () => {
  const answer = {
    id: 'rt1',
    name: 'rt1',
    properties: {
      routes: [
        {
          name: 'nva',
          properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance', nextHopIpAddress: '10.0.0.4' },
        },
        { name: 'drop', properties: { addressPrefix: '10.9.0.0/16', nextHopType: 'None', nextHopIpAddress: '' } },
      ],
      subnets: [{ id: 'subnet1' }],
    },
  };
  expect(routeTable.answer.parse(answer)).toEqual({
    id: 'rt1',
    name: 'rt1',
    disableBgpRoutePropagation: false,
    routes: [
      {
        name: 'nva',
        addressPrefix: '0.0.0.0/0',
        nextHopType: { known: 'VirtualAppliance' },
        nextHopIpAddress: '10.0.0.4',
      },
      { name: 'drop', addressPrefix: '10.9.0.0/16', nextHopType: { known: 'None' } },
    ],
    subnets: ['subnet1'],
  });
});

test('a network interface lists its primary address first', () => {
  const configuration = (privateIPAddress: string, primary: boolean, more = {}) => ({
    name: 'c',
    properties: { primary, privateIPAddress, subnet: { id: 's' }, ...more },
  });
  const answer = {
    id: 'nic1',
    properties: {
      ipConfigurations: [
        configuration('10.0.0.5', false, { applicationSecurityGroups: [{ id: 'asg1' }, { id: 'asg2' }] }),
        configuration('10.0.0.4', true, { publicIPAddress: { id: 'pip1' } }),
        { name: 'empty', properties: { primary: false } },
      ],
      networkSecurityGroup: { id: 'nsg1' },
      virtualMachine: { id: 'vm1' },
    },
  };
  expect(networkInterface.answer.parse(answer)).toEqual({
    id: 'nic1',
    addresses: [
      {
        privateAddress: '10.0.0.4',
        subnet: 's',
        publicIpAddress: 'pip1',
        groups: [],
        loadBalancerPools: [],
        natRules: [],
      },
      { privateAddress: '10.0.0.5', subnet: 's', groups: ['asg1', 'asg2'], loadBalancerPools: [], natRules: [] },
    ],
    networkSecurityGroup: 'nsg1',
    vm: 'vm1',
  });
});

test('a public IP address', () => {
  expect(publicIpAddress.answer.parse({ id: 'p', properties: { publicIPAllocationMethod: 'Dynamic' } })).toEqual({
    id: 'p',
    allocation: 'Dynamic',
    sku: { unrecognised: '' },
  });
});

test('the Network Watchers of a subscription', () => {
  expect(networkWatchers.answer.parse({ value: [{ id: 'w', name: 'w', location: 'West Europe' }] })).toEqual({
    watchers: [{ id: 'w', location: 'westeurope' }],
  });
});

test('a virtual network’s DNS servers, and the interfaces of VMs in it, each once', () => {
  const nic = `${rg}/Microsoft.Network/networkInterfaces/web1`;
  const ipConfigurations = [
    { id: `${nic}/ipConfigurations/a` },
    { id: `${nic}/ipConfigurations/b` },
    {
      id: `${rg}/Microsoft.Compute/virtualMachineScaleSets/s/virtualMachines/0/networkInterfaces/n/ipConfigurations/a`,
    },
  ];
  const properties = {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
    dhcpOptions: { dnsServers: ['10.0.2.4'] },
    subnets: [{ name: 'empty' }, { name: 'web', properties: { ipConfigurations } }],
  };
  expect(virtualNetwork.answer.parse({ id: vnet, properties })).toMatchObject({
    dnsServers: ['10.0.2.4'],
    nics: [nic],
  });
});

test('the DNS servers of an interface, where it has its own', () => {
  const read = (dnsSettings: object) => networkInterface.answer.parse({ id: 'nic', properties: { dnsSettings } });
  expect(read({ dnsServers: ['10.0.2.9'] }).dnsServers).toEqual(['10.0.2.9']);
  expect(read({ dnsServers: [], appliedDnsServers: [] }).dnsServers).toBeUndefined();
});

test.each([
  ['one that serves by HTTPS', { httpListeners: [{ id: 'l', name: 'l', properties: { protocol: 'Https' } }] }, true],
  ['one that passes TLS on', { listeners: [{ name: 'l', properties: { protocol: 'Tls' } }] }, true],
  [
    'one that knows plain HTTP only',
    { httpListeners: [{ id: 'l', name: 'l', properties: { protocol: 'Http' } }] },
    false,
  ],
])('whether a gateway sees certificates: %s', (_, listening, sees) => {
  const { properties, ...rest } = gateway('Standard_v2');
  const plain = { ...properties, backendHttpSettingsCollection: [], ...listening };
  expect(applicationGateway.answer.parse({ ...rest, properties: plain }).seesCertificates).toBe(sees);
});
