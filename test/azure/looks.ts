import type { ObservationKind, Params } from '../../shared/model/observation';
import { activityLog } from '../../shared/observations/activity-log';
import { applicationGateway } from '../../shared/observations/application-gateway';
import { applicationGateways } from '../../shared/observations/application-gateways';
import { bootLog } from '../../shared/observations/boot-log';
import { backendHealth } from '../../shared/observations/backend-health';
import { connectivity } from '../../shared/observations/connectivity';
import { denyAssignments } from '../../shared/observations/deny-assignments';
import { foundResources } from '../../shared/observations/found-resources';
import { targetKinds } from '../../shared/targets';
import { guestBan } from '../../shared/observations/guest-ban';
import { guestHttp } from '../../shared/observations/guest-http';
import { guestPort } from '../../shared/observations/guest-port';
import { guestService } from '../../shared/observations/guest-service';
import { guestRdp } from '../../shared/observations/guest-rdp';
import { guestSsh } from '../../shared/observations/guest-ssh';
import { ipFlow } from '../../shared/observations/ip-flow';
import { machineStates } from '../../shared/observations/machine-states';
import { loadBalancer } from '../../shared/observations/load-balancer';
import { loadBalancingRuleHealth } from '../../shared/observations/load-balancing-rule-health';
import { locks } from '../../shared/observations/locks';
import { networkInterface } from '../../shared/observations/network-interface';
import { networkSecurityGroup } from '../../shared/observations/network-security-group';
import { networkWatchers } from '../../shared/observations/network-watchers';
import { nextHop } from '../../shared/observations/next-hop';
import { observerPermissions } from '../../shared/observations/observer-permissions';
import { onDemandHealth } from '../../shared/observations/on-demand-health';
import { permissions } from '../../shared/observations/permissions';
import { policyRestrictions } from '../../shared/observations/policy-restrictions';
import { privateDnsRecord } from '../../shared/observations/private-dns-record';
import { privateDnsZones } from '../../shared/observations/private-dns-zones';
import { storageAccountRules } from '../../shared/observations/storage-account-rules';
import { publicIpAddress } from '../../shared/observations/public-ip-address';
import { resourceHealth } from '../../shared/observations/resource-health';
import { routeTable } from '../../shared/observations/route-table';
import { subnet } from '../../shared/observations/subnet';
import { taggedMachines } from '../../shared/observations/tagged-machines';
import { virtualMachines } from '../../shared/observations/virtual-machines';
import { virtualMachine } from '../../shared/observations/virtual-machine';
import { virtualNetworkLinks } from '../../shared/observations/virtual-network-links';
import { virtualNetwork } from '../../shared/observations/virtual-network';
import { vmExtension } from '../../shared/observations/vm-extension';
import { vmMetric } from '../../shared/observations/vm-metric';
import {
  ACCOUNT,
  BALANCER,
  BALANCER_IP,
  DESK,
  GATEWAY,
  GROUP,
  JUMP,
  NIC,
  NSG,
  PUBLIC_IP,
  ROUTES,
  SUBNET,
  SUBSCRIPTION,
  VM,
  VNET,
  WATCHER,
  ZONE,
} from './estate';

/** One question of every kind, and what is expected of the answer. */
export interface Look {
  readonly observation: ObservationKind;
  readonly params: Params;
  readonly answer: object;
}

const look = <P extends Params, A>(observation: ObservationKind<P, A>, params: P, answer: object): Look => ({
  observation: observation,
  params,
  answer,
});

const flow = {
  watcher: WATCHER,
  vm: VM,
  nic: NIC,
  direction: 'Inbound',
  protocol: 'TCP',
  localAddress: '10.0.1.4',
  localPort: 22,
  remoteAddress: '203.0.113.7',
  remotePort: 60000,
} as const;

export const looks: readonly Look[] = [
  look(
    applicationGateway,
    { id: GATEWAY },
    { tier: 'Standard_v2', generation: 'v2', subnet: `${VNET}/subnets/gateway` },
  ),
  look(
    applicationGateways,
    { subscription: SUBSCRIPTION },
    { gateways: [{ id: GATEWAY, name: 'gw1', ipConfigurations: [], addresses: ['10.0.1.4'] }] },
  ),
  look(
    machineStates,
    { subscriptions: [SUBSCRIPTION] },
    expect.arrayContaining([{ id: VM, location: 'koreacentral', power: 'PowerState/running' }]) as object,
  ),
  look(taggedMachines, { subscriptions: [SUBSCRIPTION], tag: 'ENV' }, [{ id: VM, tags: { env: 'prod' } }]),
  look(
    virtualMachines,
    { subscription: SUBSCRIPTION },
    expect.arrayContaining([{ id: VM, tags: { env: 'prod' } }]) as object,
  ),
  look(
    foundResources,
    { types: [targetKinds.gateway.resourceType], subscriptions: [SUBSCRIPTION] },
    { ids: [GATEWAY] },
  ),
  look(
    foundResources,
    { types: [targetKinds.gateway.resourceType, targetKinds.vm.resourceType], name: 'WEB1' },
    { ids: [VM] },
  ),
  look(permissions, { scope: NSG }, { allows: [{ notActions: [] }] }),
  look(observerPermissions, { scope: `/subscriptions/${SUBSCRIPTION}` }, { allows: [{ notActions: [] }] }),
  look(locks, { scope: NSG }, { locks: [] }),
  look(denyAssignments, { scope: NSG }, { assignments: [] }),
  look(
    policyRestrictions,
    { resourceGroup: GROUP, apiVersion: '2025-05-01', content: { type: 'Microsoft.Compute/virtualMachines' } },
    { denials: [] },
  ),
  look(guestBan, { vm: VM, address: '10.0.0.9' }, { ban: 'no-fail2ban' }),
  look(bootLog, { vm: VM }, { signs: ['starts', 'asks'] }),
  look(activityLog, { resource: VM, from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }, { events: [] }),
  look(
    virtualNetwork,
    { id: VNET },
    { prefixes: ['10.0.0.0/16'], dnsServers: [], nics: [NIC, NIC.replace('web1', 'jump')] },
  ),
  look(
    storageAccountRules,
    { subscription: SUBSCRIPTION },
    {
      accounts: [
        {
          id: ACCOUNT,
          name: 'storders',
          publicAccess: { known: 'Enabled' },
          otherwise: { known: 'Deny' },
          subnets: [],
          addresses: ['203.0.113.7'],
          privateEndpoints: [],
        },
      ],
    },
  ),
  look(privateDnsZones, { subscription: SUBSCRIPTION }, { zones: [{ id: ZONE, name: 'corp.example' }] }),
  look(virtualNetworkLinks, { zone: ZONE }, { links: [{ network: VNET, resolutionPolicy: 'Default' }] }),
  look(privateDnsRecord, { zone: ZONE, type: 'A', name: '*' }, { kind: 'there' }),
  look(subnet, { id: SUBNET }, { prefixes: ['10.0.1.0/24'], networkSecurityGroup: NSG, routeTable: ROUTES }),
  look(
    networkSecurityGroup,
    { id: NSG },
    { name: 'web-nsg', rules: [{ name: 'allow-ssh', sources: ['203.0.113.0/24'] }] },
  ),
  look(
    routeTable,
    { id: ROUTES },
    {
      disableBgpRoutePropagation: true,
      routes: [{ name: 'drop', nextHopType: { known: 'None' }, provisioning: 'succeeded' }],
      subnets: [SUBNET],
    },
  ),
  look(
    networkInterface,
    { id: NIC },
    { addresses: [{ privateAddress: '10.0.1.4', subnet: SUBNET, publicIpAddress: PUBLIC_IP }], vm: VM },
  ),
  look(publicIpAddress, { id: PUBLIC_IP }, { allocation: 'Dynamic', address: '20.0.0.80' }),
  look(
    loadBalancer,
    { id: BALANCER },
    {
      sku: { known: 'Standard' },
      frontends: [{ name: 'public', publicIpAddress: BALANCER_IP }],
      pools: [
        { name: 'ssh', ipConfigurations: [`${NIC.replace('web1', 'jump')}/ipConfigurations/primary`], addresses: [] },
      ],
      rules: [{ name: 'ssh', frontendPort: 22, backendPort: 22, probe: `${BALANCER}/probes/ssh` }],
      natRules: [
        { name: 'to-jump', frontendPort: 50022, to: `${NIC.replace('web1', 'jump')}/ipConfigurations/primary` },
      ],
      probes: [{ name: 'ssh', protocol: { known: 'Tcp' }, port: 22 }],
    },
  ),
  look(
    loadBalancingRuleHealth,
    { rule: `${BALANCER}/loadBalancingRules/ssh` },
    { members: [{ address: '10.0.1.9', state: { known: 'Up' }, reason: 'Up_Probe_Success' }] },
  ),
  look(networkWatchers, { subscription: SUBSCRIPTION }, { watchers: [{ id: WATCHER, location: 'koreacentral' }] }),
  look(
    virtualMachine,
    { id: VM },
    { os: 'Linux', power: { known: 'running' }, provisioning: 'succeeded', agent: { known: 'ready' }, nics: [NIC] },
  ),
  look(
    vmExtension,
    { id: `${JUMP}/extensions/AzureNetworkWatcherExtension` },
    { kind: 'installed', provisioningState: 'Succeeded' },
  ),
  look(resourceHealth, { resource: VM }, { state: 'Available' }),
  look(vmMetric, { vm: VM, metric: 'Percentage CPU' }, { minutes: [...Array<number>(13).fill(7), null, null] }),
  look(
    backendHealth,
    { gateway: GATEWAY },
    { servers: [{ address: '10.0.1.4', health: { known: 'unhealthy' }, class: 'tcp-connect' }] },
  ),
  look(
    onDemandHealth,
    {
      gateway: GATEWAY,
      pool: `${GATEWAY}/backendAddressPools/web`,
      settings: `${GATEWAY}/backendHttpSettingsCollection/http`,
      probe: {
        protocol: 'Http',
        host: 'shop.example',
        picksHostName: false,
        path: '/up',
        timeout: 60,
        statusCodes: ['200-399'],
      },
    },
    { servers: [{ address: '10.0.1.4', health: { known: 'unhealthy' }, class: 'tcp-connect' }] },
  ),
  look(ipFlow, flow, { access: 'Allow', rule: 'securityRules/allow-ssh' }),
  look(
    nextHop,
    { watcher: WATCHER, vm: VM, nic: NIC, sourceAddress: '10.0.1.4', destinationAddress: '198.51.100.1' },
    { type: 'None' },
  ),
  look(connectivity, { watcher: WATCHER, source: JUMP, destination: { vm: VM }, port: 22 }, { status: 'reachable' }),
  look(
    connectivity,
    {
      watcher: WATCHER,
      source: JUMP,
      destination: { address: 'https://api.carrier.example:443/status' },
      port: 443,
      http: { protocol: 'Https', statusCodes: [200] },
    },
    { status: 'reachable', latency: { avg: 1, min: 1, max: 2 } },
  ),
  look(
    guestPort,
    { vm: VM, os: 'Linux', port: 22 },
    {
      listening: [
        { address: '0.0.0.0', port: 22, program: 'sshd' },
        { address: '::', port: 22, program: 'sshd' },
      ],
      idle: [],
    },
  ),
  look(
    guestPort,
    { vm: DESK, os: 'Windows', port: 3389 },
    {
      listening: [
        { address: '0.0.0.0', port: 3389, program: 'svchost' },
        { address: '::', port: 3389, program: 'svchost' },
      ],
      idle: [],
    },
  ),
  look(guestHttp, { vm: VM, os: 'Linux', url: 'http://10.0.1.4:22/' }, { status: 200 }),
  look(
    guestService,
    { vm: VM, os: 'Linux', names: 'ssh nginx' },
    { services: [{ name: 'ssh', state: { known: 'running' }, start: { known: 'auto' } }] },
  ),
  look(
    guestService,
    { vm: DESK, os: 'Windows', names: 'TermService W3SVC' },
    { services: [{ name: 'TermService', state: { known: 'running' }, start: { known: 'manual' } }] },
  ),
  look(
    guestRdp,
    { vm: DESK },
    {
      service: { known: 'running' },
      startMode: { known: 'manual' },
      denied: { known: 'no' },
      deniedByPolicy: { known: 'unset' },
      port: 3389,
      listening: [
        { address: '0.0.0.0', port: 3389, program: 'TermService' },
        { address: '::', port: 3389, program: 'TermService' },
      ],
      role: { known: 'server' },
      notes: [],
    },
  ),
  look(
    guestSsh,
    { vm: VM },
    {
      service: { known: 'active' },
      config: 'valid',
      left: [],
    },
  ),
];
