import type { Change, SecurityRuleProperties } from '../../model/change';
import type { GatewayTarget, Target, VmTarget } from '../../model/target';

export const subscription = '11111111-1111-4111-8111-111111111111';
const group = `/subscriptions/${subscription}/resourceGroups/rg/providers`;
const network = `${group}/Microsoft.Network`;
const subnetId = `${network}/virtualNetworks/vnet1/subnets/default`;
const nsgId = `${network}/networkSecurityGroups/nsg1`;
const jumpId = `${group}/Microsoft.Compute/virtualMachines/jump1`;

export const gateway: GatewayTarget = { kind: 'gateway', id: `${network}/applicationGateways/gw1` };
export const vm: VmTarget = {
  kind: 'vm',
  id: `${group}/Microsoft.Compute/virtualMachines/vm1`,
  port: 22,
  from: { address: '10.0.0.9', vm: jumpId },
};

/** A few resources that answer in ARM's shapes, and that change as they are told. */
export interface Estate {
  readonly target: Target;
  /** The body of the answer to what is asked for at a path: of a resource, that is its id. */
  look(asked: string, path: string): unknown;
  /** Carries a change out at `now` (ISO 8601 UTC), and gives the body of the operation's last answer. */
  apply(change: Change, now: string): unknown;
}

const denyGatewayManager = {
  name: 'deny-high',
  id: `${nsgId}/securityRules/deny-high`,
  properties: {
    direction: 'Inbound',
    access: 'Deny',
    protocol: '*',
    priority: 500,
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '60000-65535',
  },
};

type Rule = { readonly name: string; readonly id: string; readonly properties: object };

/** A v2 gateway whose NSG denies its management ports. `cure: false`: its health is Unknown for another reason too. */
export function gatewayEstate({ cure }: { readonly cure: boolean }): Estate {
  let rules: readonly Rule[] = [denyGatewayManager];
  const named = (name: string) => (rule: Rule) => rule.name === name;
  const put = (name: string, properties: SecurityRuleProperties) => {
    const others = rules.filter((rule) => !named(name)(rule));
    rules = [
      ...others,
      { name, id: `${nsgId}/securityRules/${name}`, properties: { ...properties, provisioningState: 'Succeeded' } },
    ];
  };
  const looks: Readonly<Record<string, () => unknown>> = {
    resources: () => ({ value: [{ id: gateway.id }] }),
    applicationGateways: () => ({ value: [{ id: gateway.id }] }),
    'applicationGateways/*': () => ({
      id: gateway.id,
      name: 'gw1',
      location: 'koreacentral',
      properties: {
        sku: { tier: 'Standard_v2' },
        gatewayIPConfigurations: [{ properties: { subnet: { id: subnetId } } }],
        frontendIPConfigurations: [{ properties: { publicIPAddress: { id: 'ip1' } } }],
        provisioningState: 'Succeeded',
        operationalState: 'Running',
      },
    }),
    'availabilityStatuses/*': () => ({ properties: { availabilityState: 'Available' } }),
    'subnets/*': () => ({
      id: subnetId,
      properties: { addressPrefix: '10.0.1.0/24', networkSecurityGroup: { id: nsgId } },
    }),
    'virtualNetworks/*': () => ({ id: 'vnet1', properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } } }),
    'networkSecurityGroups/*': () => ({
      id: nsgId,
      name: 'nsg1',
      location: 'koreacentral',
      properties: { securityRules: rules },
    }),
    networkWatchers: () => ({ value: [{ id: `${network}/networkWatchers/nw1`, location: 'koreacentral' }] }),
    connectivityCheck: () => ({ connectionStatus: 'Reachable', probesSent: 10, probesFailed: 0 }),
    backendhealth: () => {
      const health = cure && rules.length > 1 ? 'Healthy' : 'Unknown';
      const servers = [{ address: '10.0.2.4', health }];
      return { backendAddressPools: [{ backendHttpSettingsCollection: [{ servers }] }] };
    },
  };
  return {
    target: gateway,
    look: (call) => asked(looks, call),
    apply: (change) => {
      if (change.kind === 'put-security-rule') put(change.name, change.rule);
      else if (change.kind === 'delete-security-rule') rules = rules.filter((rule) => !named(change.name)(rule));
      else throw new Error(`A gateway's estate has no ${change.kind}.`);
      return null;
    },
  };
}

export type VmIllness = 'bad-node' | 'hung-guest' | 'sshd-broken' | 'incurable-sshd' | 'incurable';

/** A Linux VM that does not answer SSH, and a VM beside it to try the connection from. */
export function vmEstate({ illness }: { readonly illness: VmIllness }): Estate {
  let well = false;
  let ended = '2026-11-20T00:00:00.000Z';
  let files: readonly string[] = ['sshd_config'];
  let tag: string | undefined;
  const agentReady = () => well || illness === 'sshd-broken' || illness === 'incurable-sshd';
  const cures: Readonly<Record<VmIllness, readonly Change['kind'][]>> = {
    'bad-node': ['redeploy-vm'],
    'hung-guest': ['restart-vm', 'redeploy-vm'],
    'sshd-broken': ['put-vm-extension'],
    'incurable-sshd': [],
    incurable: [],
  };
  const machine = (id: string, ready: boolean) => ({
    id,
    name: id.slice(id.lastIndexOf('/') + 1),
    location: 'koreacentral',
    properties: {
      hardwareProfile: { vmSize: 'Standard_D2s_v5' },
      storageProfile: { osDisk: { osType: 'Linux' } },
      networkProfile: { networkInterfaces: [{ id: `${network}/networkInterfaces/nic1` }] },
      instanceView: {
        statuses: [{ code: 'ProvisioningState/succeeded', time: ended }, { code: 'PowerState/running' }],
        vmAgent: { vmAgentVersion: '2.9.1.1', statuses: [{ code: 'x', displayStatus: ready ? 'Ready' : 'Not Ready' }] },
        extensions: [{ name: 'watch', type: 'Microsoft.Azure.NetworkWatcher.NetworkWatcherAgentLinux' }],
      },
    },
  });
  const looks: Readonly<Record<string, (id: string) => unknown>> = {
    'virtualMachines/*': (id) => machine(id, id === jumpId || agentReady()),
    'availabilityStatuses/*': () => ({ properties: { availabilityState: 'Available' } }),
    'networkInterfaces/*': (id) => ({
      id,
      properties: { ipConfigurations: [{ properties: { privateIPAddress: '10.0.0.4', subnet: { id: subnetId } } }] },
    }),
    'subnets/*': () => ({ id: subnetId, properties: { addressPrefix: '10.0.1.0/24' } }),
    'virtualNetworks/*': () => ({ id: 'vnet1', properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } } }),
    networkWatchers: () => ({ value: [{ id: `${network}/networkWatchers/nw1`, location: 'koreacentral' }] }),
    ipFlowVerify: () => ({ access: 'Allow', ruleName: 'defaultSecurityRules/AllowVnetInBound' }),
    nextHop: () => ({ nextHopType: 'VnetLocal' }),
    metrics: () => ({ value: [] }),
    connectivityCheck: () => ({
      connectionStatus: well ? 'Reachable' : 'Unreachable',
      probesSent: 10,
      probesFailed: 10,
    }),
    'extensions/*': (id) => {
      if (id.endsWith('/watch')) return { id, name: 'watch', properties: { provisioningState: 'Succeeded' } };
      return tag && { id, name: 'enablevmaccess', properties: { provisioningState: 'Succeeded', forceUpdateTag: tag } };
    },
    runCommand: () => said(sshReport(well, files)),
  };
  return {
    target: vm,
    look: (call, id) => asked(looks, call, id),
    apply: (change, now) => {
      if (cures[illness].includes(change.kind)) well = true;
      if (change.kind === 'put-vm-extension') tag = change.extension.forceUpdateTag;
      if (change.kind === 'restart-vm' || change.kind === 'redeploy-vm') ended = now;
      if (change.kind !== 'run-command') return null;
      files = [...files, change.leaves.slice('/etc/ssh/'.length)];
      return said('reconnect:done\n');
    },
  };
}

/** What stands in the way of changes: nothing. */
const unhindered: Readonly<Record<string, () => unknown>> = {
  applicationGateways: () => ({ value: [] }),
  permissions: () => ({ value: [{ actions: ['*'], notActions: [] }] }),
  locks: () => ({ value: [] }),
  denyAssignments: () => ({ value: [] }),
  checkPolicyRestrictions: () => ({ fieldRestrictions: [], contentEvaluationResult: { policyEvaluations: [] } }),
};

function asked(looks: Readonly<Record<string, (id: string) => unknown>>, call: string, id = ''): unknown {
  const look = looks[call] ?? unhindered[call];
  if (!look) throw new Error(`The estate has no answer to ${call}.`);
  return look(id);
}

const said = (stdout: string) => ({ value: [{ message: `Enable succeeded: \n[stdout]\n${stdout}\n[stderr]\n` }] });

const sshReport = (well: boolean, files: readonly string[]): string =>
  [
    'reconnect:service',
    // One that is stopped would only be started.
    'active',
    'reconnect:config',
    'reconnect:valid',
    'reconnect:listening',
    ...(well ? ['LISTEN 0 128 0.0.0.0:22 0.0.0.0:*'] : []),
    'reconnect:listed',
    'reconnect:files',
    ...files,
    'reconnect:end',
  ].join('\n');
