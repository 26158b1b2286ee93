import type { Refusal } from './azure';
import type { Observation, ObservationRequest, See } from './observation';
import { attempt, seeing, type Attempt } from './see';

/** An answer that Azure refused. */
export class Refused {
  constructor(readonly refusal: Refusal) {}
}

export const forbidden = (action: string): Refused =>
  new Refused({ kind: 'forbidden', action, code: 'AuthorizationFailed', message: 'No right.' });

/** Reasons over these answers, by kind of observation. Where it asks for another, it ends as `needs`. */
export const reasonOver = <T>(answers: Readonly<Record<string, unknown>>, reasoning: (see: See) => T): Attempt<T> =>
  reasonWith(({ kind }) => answers[kind], reasoning);

/** The same over what answers each question; `undefined` is no answer. */
export function reasonWith<T>(
  answerTo: (request: ObservationRequest) => unknown,
  reasoning: (see: See) => T,
): Attempt<T> {
  const evidence: Observation[] = [];
  for (;;) {
    const tried = attempt(() => reasoning(seeing(evidence)));
    if (tried.kind !== 'needs') return tried;
    for (const request of tried.observations) {
      const answer = answerTo(request);
      if (answer === undefined) return tried;
      const outcome: Observation['outcome'] =
        answer instanceof Refused ? { kind: 'refused', refusal: answer.refusal } : { kind: 'answered', answer };
      evidence.push({ ...request, at: '2026-11-21T09:00:00.000Z', outcome });
    }
  }
}

export const subscription = '11111111-1111-4111-8111-111111111111';
const providers = `/subscriptions/${subscription}/resourceGroups/rg/providers`;
const network = `${providers}/Microsoft.Network`;

export const ids = {
  gateway: `${network}/applicationGateways/gw1`,
  subnet: `${network}/virtualNetworks/vnet1/subnets/default`,
  group: `${network}/networkSecurityGroups/nsg1`,
  nicGroup: `${network}/networkSecurityGroups/nsg2`,
  table: `${network}/routeTables/rt1`,
  nic: `${network}/networkInterfaces/nic1`,
  publicIp: `${network}/publicIPAddresses/ip1`,
  balancer: `${network}/loadBalancers/lb1`,
  frontend: `${network}/loadBalancers/lb1/frontendIPConfigurations/public`,
  vm: `${providers}/Microsoft.Compute/virtualMachines/vm1`,
  jump: `${providers}/Microsoft.Compute/virtualMachines/jump1`,
};

export const gatewayTarget = { kind: 'gateway', id: ids.gateway } as const;
export const vmTarget = { kind: 'vm', id: ids.vm, port: 22, from: { address: '10.0.0.9', vm: ids.jump } } as const;

export const endpointTarget = {
  kind: 'endpoint',
  id: ids.vm,
  to: { protocol: 'Https', address: 'storders.blob.core.windows.net', port: 443 },
  latencyMs: 100,
} as const;

/** Answers about a gateway and a VM in which nothing is wrong. A test changes what it is about. */
export const healthy = {
  applicationGateway: {
    id: ids.gateway,
    name: 'gw1',
    generation: 'v2',
    subnet: ids.subnet,
    location: 'koreacentral',
    operationalState: { known: 'Running' },
    managedBy: 'internet',
  },
  resourceHealth: { state: 'Available', cause: 'unknown', summary: 'All is well.' },
  backendHealth: { servers: [{ address: '10.0.2.4', health: { known: 'healthy' }, log: '' }] },
  subnet: { id: ids.subnet, prefixes: ['10.0.1.0/24'], routeTable: ids.table, wayOut: 'by-default' },
  virtualNetwork: { id: 'vnet1', prefixes: ['10.0.0.0/16'], peers: [] },
  networkSecurityGroup: { id: ids.group, name: 'nsg1', location: 'koreacentral', rules: [] as readonly object[] },
  routeTable: { id: ids.table, name: 'rt1', disableBgpRoutePropagation: true, routes: [] as readonly object[] },
  virtualMachine: {
    id: ids.vm,
    name: 'vm1',
    location: 'koreacentral',
    os: 'Linux',
    nics: [ids.nic],
    power: { known: 'running' },
    provisioning: 'succeeded',
    agent: { known: 'ready' },
    extensions: [] as readonly object[],
    osDisk: 'managed',
  },
  networkInterface: { id: ids.nic, addresses: [{ privateAddress: '10.0.0.4', subnet: ids.subnet }] },
  networkWatchers: { watchers: [{ id: `${network}/networkWatchers/nw1`, location: 'koreacentral' }] },
  ipFlow: { access: 'Allow', rule: 'defaultSecurityRules/AllowVnetInBound' },
  nextHop: { type: 'VnetLocal', routeTable: 'System Route' },
  connectivity: { status: 'reachable', hops: [], probesSent: 10, probesFailed: 0 },
  vmMetric: { minutes: Array.from({ length: 15 }, () => 50) as readonly (number | null)[] },
  guestSsh: {
    service: { known: 'active' },
    socket: { known: 'inactive' },
    config: 'valid',
    configured: [{ address: '*', port: 22 }],
    listening: [{ address: '0.0.0.0', port: 22, program: 'sshd' }],
    left: [],
  },
  guestPort: {
    listening: [{ address: '0.0.0.0', port: 22, program: 'sshd' }],
    idle: [],
    firewall: { iptables: ['-P INPUT ACCEPT'], iptablesOut: ['-P OUTPUT ACCEPT'] },
  },
  guestBan: { ban: 'not-banned' },
  guestRdp: {
    service: { known: 'running' },
    startMode: { known: 'manual' },
    needs: [] as readonly object[],
    denied: { known: 'no' },
    deniedByPolicy: { known: 'unset' },
    port: 3389,
    listener: { known: 'on' },
    certificate: { known: 'good' },
    listening: [{ address: '0.0.0.0', port: 3389, program: 'TermService' }],
    role: { known: 'server' },
    rules: [{ name: 'RemoteDesktop-UserMode-In-TCP', state: 'on', profiles: 'Any' }] as readonly object[],
    firewall: {
      windows: [
        'network Public',
        'profile Public True Block True',
        'rule|Allow|Any|3389|Any|svchost.exe|TermService|Remote Desktop - User Mode (TCP-In)',
      ],
    },
    outbound: ['profile Public True Allow'] as readonly string[],
    notes: [] as readonly string[],
  },
};

/** The same VM, which reaches what it must. */
export const healthyEndpoint = {
  ...healthy,
  virtualMachine: {
    ...healthy.virtualMachine,
    extensions: [{ name: 'AzureNetworkWatcherExtension', type: 'NetworkWatcherAgentLinux', version: '1.4' }],
  },
  connectivity: {
    status: 'reachable',
    hops: [
      { type: 'Source', address: '10.0.0.4', resource: `${ids.nic}/ipConfigurations/primary`, issues: [] },
      { type: 'Internet', address: '20.60.1.4', resource: 'Internet', issues: [] },
    ],
    probesSent: 10,
    probesFailed: 0,
    latency: { avg: 3, min: 2, max: 9 },
  },
  nextHop: { type: 'Internet', routeTable: 'System Route' },
  virtualNetwork: { ...healthy.virtualNetwork, dnsServers: [] },
  privateDnsZones: { zones: [] },
};

/** The same VM, reached by a public load balancer on port 2222. */
export const throughTarget = {
  ...vmTarget,
  through: { frontend: ids.frontend, port: 2222, name: 'ssh.contoso.com' },
} as const;
const balanced = { frontend: ids.frontend, protocol: { known: 'Tcp' }, frontendPort: 2222, backendPort: 22 } as const;
export const natRule = {
  id: `${ids.balancer}/inboundNatRules/ssh`,
  name: 'ssh',
  ...balanced,
  keepsDestination: false,
  to: `${ids.nic}/ipConfigurations/primary`,
};
export const balancingRule = {
  id: `${ids.balancer}/loadBalancingRules/ssh`,
  name: 'ssh',
  ...balanced,
  keepsDestination: false,
  pools: [`${ids.balancer}/backendAddressPools/web`],
  probe: `${ids.balancer}/probes/ssh`,
};
export const healthyThrough = {
  ...healthy,
  connectivity: {
    ...healthy.connectivity,
    hops: [{ type: 'Destination', address: '203.0.113.80', issues: [] as readonly object[] }],
  },
  networkInterface: {
    id: ids.nic,
    addresses: [
      {
        privateAddress: '10.0.0.4',
        subnet: ids.subnet,
        loadBalancerPools: [`${ids.balancer}/backendAddressPools/web`],
        natRules: [natRule.id],
      },
    ],
  },
  subnet: { ...healthy.subnet, networkSecurityGroup: ids.group },
  publicIpAddress: {
    id: ids.publicIp,
    allocation: 'Static',
    address: '203.0.113.80',
    sku: { known: 'Standard' },
    attachedTo: ids.frontend,
  },
  loadBalancer: {
    id: ids.balancer,
    name: 'lb1',
    location: 'koreacentral',
    sku: { known: 'Standard' },
    provisioningState: 'Succeeded',
    frontends: [{ id: ids.frontend, name: 'public', publicIpAddress: ids.publicIp }],
    pools: [
      {
        id: `${ids.balancer}/backendAddressPools/web`,
        name: 'web',
        ipConfigurations: [`${ids.nic}/ipConfigurations/primary`],
        addresses: [] as readonly string[],
      },
    ],
    rules: [] as readonly object[],
    natRules: [natRule] as readonly object[],
    probes: [
      { id: `${ids.balancer}/probes/ssh`, name: 'ssh', protocol: { known: 'Tcp' }, port: 22 },
    ] as readonly object[],
  },
  loadBalancingRuleHealth: { members: [{ address: '10.0.0.4', state: { known: 'Up' }, reason: 'Up_Probe_Success' }] },
};

/** The same VM with Windows, of which Remote Desktop is expected. */
export const rdpTarget = { ...vmTarget, port: 3389 } as const;
export const healthyWindows = { ...healthy, virtualMachine: { ...healthy.virtualMachine, os: 'Windows' } };

/** A rule of a network security group that denies inbound TCP to everything. */
export const deny = {
  name: 'deny-all',
  id: `${ids.group}/securityRules/deny-all`,
  direction: 'Inbound',
  access: 'Deny',
  protocol: 'Tcp',
  priority: 500,
  sources: ['*'],
  sourcePorts: ['*'],
  destinations: ['*'],
  destinationPorts: ['*'],
} as const;

/** A rule as a plan would add it. */
export const allow = {
  description: 'Allows TCP 22.',
  direction: 'Inbound',
  access: 'Allow',
  protocol: 'Tcp',
  priority: 100,
  sourceAddressPrefix: '10.0.0.9',
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: '22',
} as const;

/** An extension as a plan would put it on a VM. */
export const extension = {
  location: 'koreacentral',
  publisher: 'p',
  type: 't',
  typeHandlerVersion: '1.5',
  forceUpdateTag: 'i-1',
  settings: {},
  protectedSettings: {},
};
