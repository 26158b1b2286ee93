import { idKey } from '../../../model/arm-id';
import { createGateways } from '../network/gateways';
import { createOutside } from '../outside';
import { createStore } from '../store';
import { Load, type Resource, type Served } from '../../scenarios/schema';
import type { GuestState, Model } from '../provider';
import type { RuleProperties } from './security';

const GROUP = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/shop/providers';

/** The id of a resource of the small estate: `idOf('Microsoft.Network/virtualNetworks', 'vnet')`. */
export const idOf = (type: string, name: string): string => `${GROUP}/${type}/${name}`;

export const NIC = (name: string): string => idOf('Microsoft.Network/networkInterfaces', name);
export const VM = (name: string): string => idOf('Microsoft.Compute/virtualMachines', name);
export const NSG = (name: string): string => idOf('Microsoft.Network/networkSecurityGroups', name);
export const TABLE = (name: string): string => idOf('Microsoft.Network/routeTables', name);
export const VNET = (name: string): string => idOf('Microsoft.Network/virtualNetworks', name);
export const GATEWAY = idOf('Microsoft.Network/applicationGateways', 'gateway');
export const WATCHER = idOf('Microsoft.Network/networkWatchers', 'watcher');

export function resource(type: string, name: string, properties: Record<string, unknown>): Resource {
  return { id: idOf(type, name), type, name, location: 'koreacentral', properties };
}

/** A rule that allows inbound TCP from anywhere to anywhere on every port, but for what is said. */
export const rule = (properties: Partial<RuleProperties> & { priority: number }): RuleProperties => ({
  direction: 'Inbound',
  access: 'Allow',
  protocol: 'Tcp',
  sourceAddressPrefix: '*',
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: '*',
  ...properties,
});

export const securityGroup = (name: string, rules: Readonly<Record<string, RuleProperties>> = {}): Resource =>
  resource('Microsoft.Network/networkSecurityGroups', name, { securityRules: named(rules) });

export const routeTable = (
  name: string,
  routes: Readonly<Record<string, { addressPrefix: string; nextHopType: string; nextHopIpAddress?: string }>>,
): Resource => resource('Microsoft.Network/routeTables', name, { routes: named(routes) });

const named = (parts: Readonly<Record<string, object>>) =>
  Object.entries(parts).map(([name, properties]) => ({ name, properties }));

interface SubnetSetup {
  readonly prefix: string;
  readonly nsg?: string;
  readonly table?: string;
}

/** A virtual network whose subnets may have a security group and a route table, by name. */
export function virtualNetwork(
  name: string,
  prefix: string,
  subnets: Readonly<Record<string, SubnetSetup>>,
  peers: readonly string[] = [],
): Resource {
  return resource('Microsoft.Network/virtualNetworks', name, {
    addressSpace: { addressPrefixes: [prefix] },
    subnets: Object.entries(subnets).map(([subnet, { prefix: addressPrefix, nsg, table }]) => ({
      name: subnet,
      properties: {
        addressPrefix,
        ...(nsg !== undefined && { networkSecurityGroup: { id: NSG(nsg) } }),
        ...(table !== undefined && { routeTable: { id: TABLE(table) } }),
      },
    })),
    virtualNetworkPeerings: peers.map((peer) => ({
      name: `to-${peer}`,
      properties: {
        peeringState: 'Connected',
        allowVirtualNetworkAccess: true,
        remoteVirtualNetwork: { id: VNET(peer) },
      },
    })),
  });
}

interface VmSetup {
  readonly address: string;
  readonly subnet: string;
  readonly vnet?: string;
  readonly publicAddress?: string;
  readonly nsg?: string;
  readonly forwards?: boolean;
  readonly pool?: string;
  readonly applicationSecurityGroup?: string;
}

/** A VM with its interface, and its public address where it has one. The interface is named `NAME-nic`. */
export function virtualMachine(name: string, setup: VmSetup): readonly Resource[] {
  const { address, subnet, vnet = 'vnet', publicAddress, nsg, forwards, pool, applicationSecurityGroup } = setup;
  const publicIp = idOf('Microsoft.Network/publicIPAddresses', `${name}-ip`);
  const nic = resource('Microsoft.Network/networkInterfaces', `${name}-nic`, {
    enableIPForwarding: forwards === true,
    ...(nsg !== undefined && { networkSecurityGroup: { id: NSG(nsg) } }),
    ipConfigurations: [
      {
        name: 'primary',
        properties: {
          primary: true,
          privateIPAddress: address,
          subnet: { id: `${VNET(vnet)}/subnets/${subnet}` },
          ...(publicAddress !== undefined && { publicIPAddress: { id: publicIp } }),
          ...(pool !== undefined && {
            applicationGatewayBackendAddressPools: [{ id: `${GATEWAY}/backendAddressPools/${pool}` }],
          }),
          ...(applicationSecurityGroup !== undefined && {
            applicationSecurityGroups: [
              { id: idOf('Microsoft.Network/applicationSecurityGroups', applicationSecurityGroup) },
            ],
          }),
        },
      },
    ],
  });
  const vm = resource('Microsoft.Compute/virtualMachines', name, {
    networkProfile: { networkInterfaces: [{ id: nic.id }] },
  });
  const ip = resource('Microsoft.Network/publicIPAddresses', `${name}-ip`, { ipAddress: publicAddress });
  return publicAddress === undefined ? [vm, nic] : [vm, nic, ip];
}

/** An Application Gateway in the subnet `gateway` that probes one pool on port 80. */
export function applicationGateway(
  addresses: readonly { ipAddress?: string; fqdn?: string }[],
  tier = 'Standard_v2',
): Resource {
  return resource('Microsoft.Network/applicationGateways', 'gateway', {
    sku: { name: tier, tier },
    gatewayIPConfigurations: [{ name: 'ip', properties: { subnet: { id: `${VNET('vnet')}/subnets/gateway` } } }],
    frontendPorts: [{ name: 'http', properties: { port: 8080 } }],
    backendAddressPools: [{ name: 'web', properties: { backendAddresses: addresses } }],
    backendHttpSettingsCollection: [{ name: 'http', properties: { port: 80, protocol: 'Http' } }],
    requestRoutingRules: [
      {
        name: 'rule',
        properties: {
          backendAddressPool: { id: `${GATEWAY}/backendAddressPools/web` },
          backendHttpSettings: { id: `${GATEWAY}/backendHttpSettingsCollection/http` },
        },
      },
    ],
  });
}

export interface GuestSetup {
  readonly powered?: boolean;
  readonly running?: boolean;
  readonly agentReady?: boolean;
  readonly listens?: readonly number[];
  readonly drops?: readonly number[];
  readonly serves?: Readonly<Record<string, Served>>;
  readonly watcher?: GuestState['watcher'];
}

/** A model in memory that holds these resources. Guests are named by their VM; by default they run and listen on 22 and 80. */
export function smallModel(resources: readonly Resource[], guests: Readonly<Record<string, GuestSetup>> = {}): Model {
  // A later resource takes the place of an earlier one with the same id.
  const store = createStore([...new Map(resources.map((one) => [idKey(one.id), one])).values()]);
  return {
    now: () => 0,
    times: {
      backendHealth: 10_000,
      networkWatcher: 10_000,
      securityRule: 3_000,
      gatewayUpdate: 120_000,
      gatewayPower: 120_000,
      extension: 0,
      runCommand: 0,
      restart: 0,
      redeploy: 0,
      boot: 0,
      activityLog: 0,
    },
    get: store.get,
    list: store.list,
    put: store.put,
    delete: store.delete,
    guest: (vmId) => {
      const vm = store.get(vmId);
      return vm && guestState(guests[vm.name] ?? {});
    },
    health: () => undefined,
    gateways: createGateways(),
    outside: createOutside(),
  };
}

function guestState({
  powered = true,
  running = powered,
  agentReady = running,
  serves = {},
  listens = [22, 80, ...Object.keys(serves).map(Number)],
  drops = [],
  watcher,
}: GuestSetup): GuestState {
  return {
    power: powered ? 'running' : 'stopped',
    powered: () => powered,
    running: () => running,
    agentReady: () => agentReady,
    load: Load.parse({}),
    listens: (port) => running && listens.includes(port),
    serves: (port) => serves[port],
    firewallDrops: (port) => drops.includes(port),
    console: '',
    watcher,
  };
}
