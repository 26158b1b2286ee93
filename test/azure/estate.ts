import type { Resource } from '../../shared/simulation/scenarios/schema';

export const SUBSCRIPTION = '11111111-1111-1111-1111-111111111111';
export const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop`;

export const idOf = (type: string, ...names: readonly string[]): string => {
  const [provider = '', ...types] = type.split('/');
  return [GROUP, 'providers', provider, ...types.flatMap((each, index) => [each, names[index] ?? ''])].join('/');
};

export const GATEWAY = idOf('Microsoft.Network/applicationGateways', 'gw1');
export const VNET = idOf('Microsoft.Network/virtualNetworks', 'vnet1');
export const SUBNET = idOf('Microsoft.Network/virtualNetworks/subnets', 'vnet1', 'web');
export const NSG = idOf('Microsoft.Network/networkSecurityGroups', 'web-nsg');
export const ROUTES = idOf('Microsoft.Network/routeTables', 'web-routes');
export const NIC = idOf('Microsoft.Network/networkInterfaces', 'web1-nic');
export const PUBLIC_IP = idOf('Microsoft.Network/publicIPAddresses', 'web1-ip');
export const BALANCER = idOf('Microsoft.Network/loadBalancers', 'lb1');
export const BALANCER_IP = idOf('Microsoft.Network/publicIPAddresses', 'lb1-ip');
export const VM = idOf('Microsoft.Compute/virtualMachines', 'web1');
export const JUMP = idOf('Microsoft.Compute/virtualMachines', 'jump');
/** A Windows VM. */
export const DESK = idOf('Microsoft.Compute/virtualMachines', 'desk');
export const ACCOUNT = idOf('Microsoft.Storage/storageAccounts', 'storders');
export const ZONE = idOf('Microsoft.Network/privateDnsZones', 'corp.example');
export const WATCHER = idOf('Microsoft.Network/networkWatchers', 'watcher');

const resource = (type: string, name: string, properties: Record<string, unknown>): Resource => ({
  id: idOf(type, name),
  type,
  name,
  location: 'koreacentral',
  properties,
});

const child = (zone: string, type: string, name: string, properties: Record<string, unknown>): Resource => ({
  id: `${zone}/${type}/${name}`,
  type: `Microsoft.Network/privateDnsZones/${type}`,
  name,
  properties,
});

const vm = (name: string, osType = 'Linux'): Resource =>
  resource('Microsoft.Compute/virtualMachines', name, {
    hardwareProfile: { vmSize: 'Standard_D2s_v5' },
    storageProfile: { osDisk: { osType, createOption: 'FromImage', managedDisk: { id: 'disk' } } },
    osProfile: { computerName: name },
    networkProfile: {
      networkInterfaces: [
        { id: idOf('Microsoft.Network/networkInterfaces', `${name}-nic`), properties: { primary: true } },
      ],
    },
    provisioningState: 'Succeeded',
  });

const nic = (name: string, address: string, more: object = {}): Resource =>
  resource('Microsoft.Network/networkInterfaces', `${name}-nic`, {
    virtualMachine: { id: idOf('Microsoft.Compute/virtualMachines', name) },
    ipConfigurations: [
      { name: 'primary', properties: { primary: true, privateIPAddress: address, subnet: { id: SUBNET }, ...more } },
    ],
  });

/** A VM behind a gateway, a second VM to try connections from, and what they need. */
export const RESOURCES: readonly Resource[] = [
  resource('Microsoft.Network/virtualNetworks', 'vnet1', {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
    subnets: [
      { name: 'gateway', properties: { addressPrefix: '10.0.0.0/24' } },
      {
        name: 'web',
        properties: {
          addressPrefix: '10.0.1.0/24',
          networkSecurityGroup: { id: NSG },
          routeTable: { id: ROUTES },
        },
      },
    ],
  }),
  resource('Microsoft.Network/networkSecurityGroups', 'web-nsg', {
    securityRules: [
      {
        name: 'allow-ssh',
        properties: {
          direction: 'Inbound',
          access: 'Allow',
          protocol: 'Tcp',
          priority: 200,
          sourceAddressPrefix: '203.0.113.0/24',
          sourcePortRange: '*',
          destinationAddressPrefix: '*',
          destinationPortRange: '22',
        },
      },
    ],
  }),
  resource('Microsoft.Network/routeTables', 'web-routes', {
    disableBgpRoutePropagation: true,
    routes: [{ name: 'drop', properties: { addressPrefix: '198.51.100.0/24', nextHopType: 'None' } }],
  }),
  resource('Microsoft.Network/publicIPAddresses', 'web1-ip', {
    publicIPAllocationMethod: 'Dynamic',
    ipAddress: '20.0.0.80',
  }),
  nic('web1', '10.0.1.4', { publicIPAddress: { id: PUBLIC_IP } }),
  nic('jump', '10.0.1.9', {
    loadBalancerBackendAddressPools: [{ id: `${BALANCER}/backendAddressPools/ssh` }],
    loadBalancerInboundNatRules: [{ id: `${BALANCER}/inboundNatRules/to-jump` }],
  }),
  {
    ...resource('Microsoft.Network/publicIPAddresses', 'lb1-ip', {
      publicIPAllocationMethod: 'Static',
      ipAddress: '20.0.0.90',
    }),
    sku: { name: 'Standard' },
  },
  {
    ...resource('Microsoft.Network/loadBalancers', 'lb1', {
      frontendIPConfigurations: [{ name: 'public', properties: { publicIPAddress: { id: BALANCER_IP } } }],
      backendAddressPools: [{ name: 'ssh', properties: {} }],
      probes: [{ name: 'ssh', properties: { protocol: 'Tcp', port: 22, intervalInSeconds: 5, numberOfProbes: 2 } }],
      loadBalancingRules: [
        {
          name: 'ssh',
          properties: {
            frontendIPConfiguration: { id: `${BALANCER}/frontendIPConfigurations/public` },
            backendAddressPool: { id: `${BALANCER}/backendAddressPools/ssh` },
            probe: { id: `${BALANCER}/probes/ssh` },
            protocol: 'Tcp',
            frontendPort: 22,
            backendPort: 22,
          },
        },
      ],
      inboundNatRules: [
        {
          name: 'to-jump',
          properties: {
            frontendIPConfiguration: { id: `${BALANCER}/frontendIPConfigurations/public` },
            protocol: 'Tcp',
            frontendPort: 50022,
            backendPort: 22,
          },
        },
      ],
    }),
    sku: { name: 'Standard', tier: 'Regional' },
  },
  vm('web1'),
  vm('jump'),
  vm('desk', 'Windows'),
  {
    ...resource('Microsoft.Compute/virtualMachines/extensions', 'AzureNetworkWatcherExtension', {
      publisher: 'Microsoft.Azure.NetworkWatcher',
      type: 'NetworkWatcherAgentLinux',
      typeHandlerVersion: '1.4',
      provisioningState: 'Succeeded',
    }),
    id: `${JUMP}/extensions/AzureNetworkWatcherExtension`,
  },
  resource('Microsoft.Network/privateDnsZones', 'corp.example', {}),
  resource('Microsoft.Storage/storageAccounts', 'storders', {
    networkAcls: { defaultAction: 'Deny', ipRules: [{ value: '203.0.113.7' }], virtualNetworkRules: [] },
  }),
  child(ZONE, 'A', '*', { aRecords: [{ ipv4Address: '10.0.1.4' }] }),
  child(ZONE, 'virtualNetworkLinks', 'shop', { virtualNetwork: { id: VNET }, virtualNetworkLinkState: 'Completed' }),
  resource('Microsoft.Network/networkWatchers', 'watcher', { provisioningState: 'Succeeded' }),
  resource('Microsoft.Network/applicationGateways', 'gw1', {
    sku: { name: 'Standard_v2', tier: 'Standard_v2', capacity: 2 },
    operationalState: 'Running',
    provisioningState: 'Succeeded',
    gatewayIPConfigurations: [{ name: 'ip', properties: { subnet: { id: `${VNET}/subnets/gateway` } } }],
    frontendPorts: [{ name: 'http', properties: { port: 8080 } }],
    backendAddressPools: [{ name: 'web', properties: { backendAddresses: [{ ipAddress: '10.0.1.4' }] } }],
    backendHttpSettingsCollection: [{ name: 'http', properties: { port: 80, protocol: 'Http' } }],
    probes: [
      {
        name: 'health',
        properties: {
          protocol: 'Http',
          host: 'shop.example',
          path: '/up',
          interval: 30,
          timeout: 30,
          unhealthyThreshold: 3,
        },
      },
    ],
    requestRoutingRules: [
      {
        name: 'rule',
        properties: {
          backendAddressPool: { id: `${GATEWAY}/backendAddressPools/web` },
          backendHttpSettings: { id: `${GATEWAY}/backendHttpSettingsCollection/http` },
        },
      },
    ],
  }),
];
