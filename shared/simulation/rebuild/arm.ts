import { isSurely, wordOf } from '../../model/known';
import { nameOf, sameId } from '../../model/arm-id';
import type { RuleReading } from '../../network/rules';
import type { LoadBalancer, NatRule } from '../../observations/load-balancer';
import type { NetworkInterface } from '../../observations/network-interface';
import type { NetworkSecurityGroup } from '../../observations/network-security-group';
import type { PublicIpAddress } from '../../observations/public-ip-address';
import type { RouteTable } from '../../observations/route-table';
import type { VirtualMachine } from '../../observations/virtual-machine';

// The way back from what an observation keeps of an ARM resource to that resource, as far as it goes.

type Properties = Readonly<Record<string, unknown>>;

/** The singular property for one value, the plural one for several. */
const either = (name: string, plural: string, values: readonly string[]): Properties =>
  values.length === 1 ? { [name]: values[0] } : { [plural]: values };

const isId = (value: string): boolean => value.startsWith('/');

/** One side of a rule. Application security groups are ids among the prefixes. */
const side = (name: 'source' | 'destination', values: readonly string[]): Properties => {
  const [groups, prefixes] = [values.filter(isId), values.filter((value) => !isId(value))];
  return {
    ...(prefixes.length > 0 ? either(`${name}AddressPrefix`, `${name}AddressPrefixes`, prefixes) : {}),
    ...(groups.length > 0 ? { [`${name}ApplicationSecurityGroups`]: groups.map((id) => ({ id })) } : {}),
  };
};

/** A security rule as a child of its group. What could not be read of it is written as a word that nobody can read. */
export const ruleResource = (group: string, rule: RuleReading, direction: string = rule.direction): Properties => ({
  id: rule.id ?? `${group}/securityRules/${rule.name}`,
  name: rule.name,
  type: 'Microsoft.Network/networkSecurityGroups/securityRules',
  properties: {
    provisioningState: 'Succeeded',
    ...(rule.description ? { description: rule.description } : {}),
    direction,
    access: rule.access,
    priority: rule.priority,
    protocol: rule.protocol,
    ...side('source', rule.sources),
    ...either('sourcePortRange', 'sourcePortRanges', rule.sourcePorts),
    ...side('destination', rule.destinations),
    ...either('destinationPortRange', 'destinationPortRanges', rule.destinationPorts),
  },
});

export const groupProperties = (id: string, rules: NetworkSecurityGroup['rules']): Properties => ({
  provisioningState: 'Succeeded',
  securityRules: rules.flatMap((rule) => {
    // One whose direction could not be read was read as two.
    const [first, second] = rules.filter(({ name }) => sameId(name, rule.name));
    if (first === rule) return [ruleResource(id, rule, second && 'Unreadable')];
    return second === rule ? [] : [ruleResource(id, rule)];
  }),
});

/** The ids of the application security groups that rules name. */
export const applicationGroupsOf = (rules: NetworkSecurityGroup['rules']): readonly string[] =>
  rules.flatMap(({ sources, destinations }) => [...sources, ...destinations].filter(isId));

export const routeTableProperties = ({
  id,
  disableBgpRoutePropagation,
  routes,
}: Pick<RouteTable, 'id' | 'disableBgpRoutePropagation' | 'routes'>): Properties => ({
  provisioningState: 'Succeeded',
  disableBgpRoutePropagation,
  routes: routes.map(({ name, addressPrefix, nextHopType, nextHopIpAddress }) => ({
    id: `${id}/routes/${name}`,
    name,
    properties: {
      provisioningState: 'Succeeded',
      addressPrefix,
      nextHopType: wordOf(nextHopType),
      ...(nextHopIpAddress ? { nextHopIpAddress } : {}),
    },
  })),
});

export const nicProperties = ({
  addresses,
  networkSecurityGroup,
  vm,
  forwards,
}: Omit<NetworkInterface, 'id'>): Properties => ({
  provisioningState: 'Succeeded',
  ...(vm ? { virtualMachine: { id: vm } } : {}),
  ...(networkSecurityGroup ? { networkSecurityGroup: { id: networkSecurityGroup } } : {}),
  ...(forwards === undefined ? {} : { enableIPForwarding: forwards }),
  ipConfigurations: addresses.map(({ privateAddress, subnet, publicIpAddress, groups = [], ...behind }, index) => ({
    name: `ipconfig${index + 1}`,
    properties: {
      primary: index === 0,
      privateIPAddress: privateAddress,
      privateIPAllocationMethod: 'Dynamic',
      subnet: { id: subnet },
      ...(publicIpAddress ? { publicIPAddress: { id: publicIpAddress } } : {}),
      ...references('applicationSecurityGroups', groups),
      ...references('loadBalancerBackendAddressPools', behind.loadBalancerPools),
      ...references('loadBalancerInboundNatRules', behind.natRules),
    },
  })),
});

const references = (name: string, ids: readonly string[] = []): Properties =>
  ids.length > 0 ? { [name]: ids.map((id) => ({ id })) } : {};

export const loadBalancerProperties = ({ frontends, pools, rules, natRules, probes }: LoadBalancer): Properties => {
  const leading = ({ name, frontend, protocol, frontendPort, backendPort, keepsDestination }: NatRule) => ({
    name,
    properties: {
      ...(frontend ? { frontendIPConfiguration: { id: frontend } } : {}),
      protocol: wordOf(protocol),
      frontendPort,
      backendPort,
      enableFloatingIP: keepsDestination,
    },
  });
  return {
    provisioningState: 'Succeeded',
    frontendIPConfigurations: frontends.map(({ name, publicIpAddress, privateAddress }) => ({
      name,
      properties: publicIpAddress ? { publicIPAddress: { id: publicIpAddress } } : { privateIPAddress: privateAddress },
    })),
    backendAddressPools: pools.map(({ name }) => ({ name, properties: {} })),
    loadBalancingRules: rules.map(({ pools: into, probe, ...rule }) => {
      const { name, properties } = leading(rule);
      const backendAddressPools = into.map((id) => ({ id }));
      return { name, properties: { ...properties, backendAddressPools, ...(probe ? { probe: { id: probe } } : {}) } };
    }),
    inboundNatRules: natRules.map(leading),
    probes: probes.map(({ name, protocol, port, path }) => ({
      name,
      properties: { protocol: wordOf(protocol), port, ...(path ? { requestPath: path } : {}) },
    })),
  };
};

export const publicAddressProperties = ({
  allocation,
  address,
}: Pick<PublicIpAddress, 'allocation' | 'address'>): Properties => ({
  provisioningState: 'Succeeded',
  publicIPAllocationMethod: allocation,
  ...(address ? { ipAddress: address } : {}),
});

export const vmProperties = (
  vm: Pick<VirtualMachine, 'size' | 'os' | 'nics' | 'power' | 'osDisk' | 'bootDiagnostics'>,
): Properties => ({
  hardwareProfile: { vmSize: vm.size },
  storageProfile: {
    osDisk: {
      osType: vm.os,
      createOption: 'FromImage',
      ...(vm.osDisk === 'ephemeral' ? { diffDiskSettings: { option: 'Local' } } : {}),
    },
  },
  networkProfile: {
    networkInterfaces: vm.nics.map((id, index) => ({ id, properties: { primary: index === 0 } })),
  },
  diagnosticsProfile: { bootDiagnostics: { enabled: vm.bootDiagnostics } },
  provisioningState: 'Succeeded',
  ...(isSurely(vm.power, 'running')
    ? {}
    : {
        instanceView: {
          statuses: [
            { code: `PowerState/${wordOf(vm.power)}`, level: 'Info', displayStatus: `VM ${wordOf(vm.power)}` },
          ],
        },
      }),
});

/** The extensions of a VM, by the ids of their resources. */
export const extensionResources = (
  vm: string,
  extensions: VirtualMachine['extensions'],
): readonly (readonly [id: string, properties: Properties])[] =>
  extensions.map(({ name, publisher = '', type, version }) => [
    `${vm}/extensions/${nameOf(name)}`,
    { publisher, type, typeHandlerVersion: version, autoUpgradeMinorVersion: true, provisioningState: 'Succeeded' },
  ]);
